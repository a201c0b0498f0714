"""From which columns of which tables a column is made, read out of the compiled SQL of its model.

sqlglot's own search begins anew for every column, a minute for all models; here each query inside a model is
looked at once. What was found is kept in `state/` and read again until a model or a table it reads changes.
Does not belong here: showing it (`defs/dbt.py`).
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from typing import Any, TypeAlias

from ..settings import Settings

log = logging.getLogger("khuyencong")

Origins: TypeAlias = dict[str, list[tuple[str, str, str]]]
"""By column of a model: schema, table and column of all it is made of, sorted."""

Columns: TypeAlias = Mapping[tuple[str, str], Mapping[str, str]]
"""Columns and their types by (schema, table)."""

VERSION = 1
"""Another number makes what is kept void."""


class Lineage:
    """The origins of the columns of models, kept in `state/` from one build to the next."""

    def __init__(self, settings: Settings, unchanged: bool = False) -> None:
        """Read what is kept; where models are `unchanged`, that holds whatever their compiled query."""
        self._unchanged = unchanged
        self._path = settings.state / "lineage.json"
        try:
            self._kept: dict[str, Any] = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            self._kept = {}
        self._found: dict[str, Any] = {}

    def of(self, unique_id: str, sql: str, columns: Columns) -> Origins:
        """The origins of the columns of one model; none where sqlglot cannot read it.

        Args:
            unique_id: of the model.
            sql: its compiled query.
            columns: of the tables that it reads.
        """
        shape = json.dumps([VERSION, sorted((*name, *of.items()) for name, of in columns.items())])
        key = hashlib.sha256(f"{shape}\0{sql}".encode()).hexdigest()
        known = self._kept.get(unique_id)
        if known is None or (known[0] != key and not self._unchanged):
            known = key, _try(unique_id, sql, columns)
        self._found[unique_id] = known
        return {column: [tuple(each) for each in origins] for column, origins in known[1].items()}

    def keep(self) -> None:
        """Write down what was found since."""
        kept = self._kept | self._found
        if kept != self._kept:
            self._path.write_text(json.dumps(kept), encoding="utf-8")


def _try(unique_id: str, sql: str, columns: Columns) -> Origins:
    from sqlglot.errors import SqlglotError

    try:
        return origins(sql, columns)
    except (SqlglotError, RecursionError) as error:  # a help, not a promise
        log.info("lineage: %s cannot be read: %s", unique_id, str(error).splitlines()[0])
        return {}


def origins(sql: str, columns: Columns) -> Origins:
    """The origins of the columns of one query.

    `origins("select a + b as c from s.t", {("s", "t"): {"a": "int", "b": "int"}})` is
    `{"c": [("s", "t", "a"), ("s", "t", "b")]}`.
    """
    from sqlglot import MappingSchema, exp, parse_one
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import Scope, build_scope

    query: Any = parse_one(sql, dialect="duckdb")
    read = {(table.db, table.name) for table in query.find_all(exp.Table)}
    schema: dict[str, Any] = {}
    for name in read & columns.keys():
        schema.setdefault(name[0], {})[name[1]] = dict(columns[name])
    for table in query.find_all(exp.Table):  # by schema and table, whichever file it is in
        table.set("catalog", None)
    query = qualify(
        query,
        schema=MappingSchema(schema, dialect="duckdb"),
        dialect="duckdb",
        validate_qualify_columns=False,
        identify=False,
    )
    known: dict[int, dict[str, set[tuple[str, str, str]]]] = {}

    def outputs(scope: Scope) -> dict[str, set[tuple[str, str, str]]]:
        if id(scope) not in known:
            known[id(scope)] = {}  # a query that reads itself adds nothing
            known[id(scope)] = _united(scope) if scope.set_operation_scopes else _selected(scope)
        return known[id(scope)]

    def _united(scope: Scope) -> dict[str, set[tuple[str, str, str]]]:
        parts = [list(outputs(part).values()) for part in scope.set_operation_scopes]
        expression: Any = scope.expression
        names = expression.named_selects
        return {
            name: set().union(*(part[i] for part in parts if i < len(part))) for i, name in enumerate(names)
        }

    def _selected(scope: Scope) -> dict[str, set[tuple[str, str, str]]]:
        expression: Any = scope.expression
        inner = {id(column): part for part in scope.subquery_scopes for column in part.columns}
        return {
            select.alias_or_name: set().union(
                *(_origin(inner.get(id(column), scope), column) for column in select.find_all(exp.Column))
            )
            for select in expression.selects
        }

    def _origin(scope: Scope | None, column: exp.Column) -> set[tuple[str, str, str]]:
        while scope is not None:
            source = scope.sources.get(column.table)
            if isinstance(source, Scope):
                return outputs(source).get(column.name, set())
            if isinstance(source, exp.Table):
                return {(source.db, source.name, column.name)}
            scope = scope.parent
        return set()

    root = build_scope(query)
    return {name: sorted(of) for name, of in outputs(root).items()} if root else {}
