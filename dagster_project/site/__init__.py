"""What everybody reads: pages and downloads of a release, made from the published file only."""
