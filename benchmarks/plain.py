"""The same ingest and dbt build without Dagster: what a refresh is compared with."""

from __future__ import annotations

import sys

from dagster_project import ingest, settings, transform


def main() -> int:
    """Land, build, say what happened; exit status 1 when dbt failed."""
    where = settings.load()
    landed = ingest.run(where)
    built = transform.build(where)
    print(landed.load_id, "complete" if built.ok else "failed")
    return 0 if built.ok else 1


if __name__ == "__main__":
    sys.exit(main())
