"""Models of dbt without dbt: rendered, and built in memory over the rows of a few sheets.

Belongs here: what Jinja has to know of dbt for a model to be rendered. Does not belong here: SQL of models
(`dbt/`), what is said of the rows (`ingest/check.py`). dbt itself takes seconds to load; this takes half a
second for all that relations are made of.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import jinja2

from ..settings import Settings
from ..vocabulary import declared_seeds
from . import decimals

MACRO = re.compile(r"({%-?\s*macro\s+)(\w+)")
RENAMED = "dbt_macro__"
"""Before the name of a macro where it is defined, as in dbt: its bare name is what is called."""


class _Returned(Exception):
    """What a macro gives back by `return`, which Jinja does not have."""


def _return(value: Any) -> None:
    raise _Returned(value)


class Relations:
    """The relations between figures of one report, as `quality.relations` would hold them after a refresh.

    Asked again over the same connection, it reads no seed and renders no model a second time.
    """

    def __init__(self) -> None:
        self._models: _Models | None = None

    def __call__(
        self, connection: duckdb.DuckDBPyConnection, settings: Settings
    ) -> list[tuple[str, str, list[str], str, str]]:
        """Work them out.

        Args:
            connection: holds `raw.reports` and `raw.claims`; tables of models are added to schema `main`.
            settings: where dbt's models and seeds lie.

        Returns:
            Law, status, claims, sentence in English and in Vietnamese of each relation.

        Raises:
            duckdb.Error: a model cannot be built.
            jinja2.TemplateError: a model cannot be rendered.
        """
        if self._models is None or self._models.connection is not connection:
            self._models = _Models(connection, settings)
        else:
            for sql in self._models.built:
                connection.execute(sql)
        models = self._models
        if not connection.execute(f"select 1 from {models.ref('int_relations')} limit 1").fetchall():
            return []  # sentences take a quarter of the time
        return connection.execute(
            "select law, status, claims, sentence_en, sentence_vi "
            f"from {models.ref('relations')} where not cross_report order by law, claims"
        ).fetchall()


class _Models:
    """The models and seeds of dbt, each built when another first refers to it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
        self.connection = connection
        self.built: list[str] = []
        """What made the tables of models, in order; those of seeds stay as they are."""
        self._models = {path.stem: path for path in (settings.dbt / "models").rglob("*.sql")}
        self._seeds = {path.stem: path for path in settings.seeds.rglob("*.csv")}
        self._seed_types = _seed_types(settings.seeds)
        self._macros = jinja2.Environment(extensions=["jinja2.ext.do"])
        self.ref = cache(self._build)
        self._module = cache(self._read_macros)
        for path in (settings.dbt / "macros").glob("*.sql"):
            for _, name in MACRO.findall(path.read_text(encoding="utf-8")):
                self._macros.globals[name] = self._macro(path, name)
        self._macros.globals |= {
            "return": _return,
            "ref": self.ref,
            "source": lambda schema, table: f"{schema}.{table}",
            "config": lambda **_: "",
            "execute": True,
            # seeds of sentences are read by the macro that reads them in dbt
            "graph": {},
            "target": {},
            "adapter": {"get_relation": lambda _database, _schema, name: self.ref(name)},
            "run_query": lambda sql: connection.execute(sql).fetchall(),
        }
        decimals.register(connection)

    def _macro(self, path: Path, name: str) -> Callable[..., Any]:
        def called(*arguments: Any, **named: Any) -> Any:
            try:
                return getattr(self._module(path), RENAMED + name)(*arguments, **named)
            except _Returned as returned:
                return returned.args[0]

        return called

    def _read_macros(self, path: Path) -> Any:
        renamed = MACRO.sub(rf"\1{RENAMED}\2", path.read_text(encoding="utf-8"))
        return self._macros.from_string(renamed).module

    def _build(self, name: str) -> str:
        """Build a model or seed and everything before it; the name of its table."""
        # Named with the schema: a CTE may have the name of the model that it reads.
        table = f"main.{name}"
        if name in self._models:
            sql = self._macros.from_string(self._models[name].read_text(encoding="utf-8")).render()
            self.built.append(f"create or replace table {table} as {sql}")
            self.connection.execute(self.built[-1])
        else:
            types = self._seed_types[name]  # written as DuckDB writes a struct
            self.connection.execute(
                f"create table {table} as from read_csv(?, header = true, auto_detect = false, "
                f"delim = ',', quote = '\"', escape = '\"', nullstr = '', columns = {types})",
                [str(self._seeds[name])],
            )
        return table


def _seed_types(seeds: Path) -> dict[str, dict[str, str]]:
    """The types of the columns of each seed, as declared to dbt."""
    return {path.stem: config["column_types"] for path, config in declared_seeds(seeds).items()}
