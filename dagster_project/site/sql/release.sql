select release_id, created, content_sha256, previous_release
from meta.release
