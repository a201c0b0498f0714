"""Kills, readers, machine faults and bad reports on real refreshes; `tests/faults` runs a short form."""
