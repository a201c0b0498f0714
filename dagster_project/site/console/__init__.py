"""The page on which a release is asked in SQL in the browser: an extra of 35 MB, the release not counted.

DuckDB for browsers comes from the package `@duckdb/duckdb-wasm` of npm, with `apache-arrow`, which it needs;
both are taken from the folder into which npm has put them, and nothing is fetched. Belongs here: its files,
its examples. Does not belong here: its words and markup (`templates/sql.html`).
"""

from __future__ import annotations

import shutil
from pathlib import Path

from ...messages import UserError

FOLDER = "sql"
WANTED = {
    "@duckdb/duckdb-wasm/dist/duckdb-browser.mjs": "duckdb-browser.mjs",
    "@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js": "duckdb-browser-eh.worker.js",
    "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm": "duckdb-eh.wasm",
    "apache-arrow/Arrow.es2015.min.js": "arrow.js",
}
"""Files of the packages, with the names that they have in the site."""

PACKAGE = "@duckdb/duckdb-wasm@1.32.0"
"""The version with which it was tried: DuckDB 1.4.3."""

EXAMPLES = (
    (
        "site.sql-best",
        """select year, indicator_label_{language}, scope_label_{language}, printed, mark, caveat_{language}
from analytics.best_figures
where place_id = 'thai-binh' and indicator_code = 'trainees' and nature = 'actual'
order by year desc, scope_code""",
    ),
    (
        "site.sql-places",
        """select name_{language}, count(*) as figures, count(distinct report_id) as reports
from marts.claims inner join marts.dim_place using (place_id)
group by all order by figures desc""",
    ),
    (
        "site.sql-costs",
        """select place_name, indicator_label_{language}, cost_million_low, cost_million, cost_million_high
from analytics.unit_costs inner join marts.dim_place using (place_id)
order by place_order, indicator_code""",
    ),
    ("site.sql-chain", "select part, label_{language}, text_{language} from explain('{claim}')"),
    (
        "site.sql-tables",
        """select table_schema, table_name from information_schema.tables
where table_schema in ('analytics', 'marts', 'quality', 'meta') order by all""",
    ),
)
"""Queries to begin with: ids of their names, and the SQL."""


class NoWasm(UserError):
    """The folder holds no DuckDB for browsers."""


def check(packages: Path) -> None:
    """See whether everything is there.

    Raises:
        NoWasm: a file is missing.
    """
    missing = [name for name in WANTED if not (packages / name).is_file()]
    if missing:
        raise NoWasm("site.no-wasm", folder=packages, missing=missing[0], package=PACKAGE)


def lay_down(packages: Path, release: Path, site: Path) -> None:
    """Put everything that the page needs into the site, the release too."""
    folder = site / FOLDER
    folder.mkdir()
    for name, here in WANTED.items():
        shutil.copyfile(packages / name, folder / here)
    for own in Path(__file__).parent.glob("*.mjs"):
        shutil.copyfile(own, folder / own.name)
    shutil.copyfile(release, folder / "khuyencong.duckdb")  # no link: who writes here must not write there
