select release_id, created, content_sha256, previous_release, versions['duckdb'] as duckdb
from meta.release
