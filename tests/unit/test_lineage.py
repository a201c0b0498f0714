"""Of which columns a column is made: through steps, unions, stars and nested queries; and what is kept."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from dagster_project.settings import load
from dagster_project.transform import lineage as module
from dagster_project.transform.lineage import Lineage, Origins, origins

COLUMNS = {
    ("marts", "claims"): {"a": "integer", "b": "integer", "k": "integer"},
    ("marts", "names"): {"k": "integer", "name": "varchar"},
}

A, B = ("marts", "claims", "a"), ("marts", "claims", "b")
NAME = ("marts", "names", "name")


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ('select a + b as c from "build"."marts"."claims"', {"c": [A, B]}),
        ("with x as (select * from marts.claims), y as (select a as c from x) select * from y", {"c": [A]}),
        ("select a as c from marts.claims union all select b from marts.claims", {"c": [A, B]}),
        (
            "select c.a, n.name from marts.claims as c left join marts.names as n on c.k = n.k",
            {"a": [A], "name": [NAME]},
        ),
        (
            "select (select max(n.name) from marts.names as n where n.k = c.k) as c from marts.claims as c",
            {"c": [("marts", "claims", "k"), ("marts", "names", "k"), NAME]},
        ),
        ("select 1 as c from marts.claims", {"c": []}),
    ],
)
def test_a_column_names_all_it_is_made_of_and_nothing_else(
    sql: str, expected: dict[str, list[tuple[str, str, str]]]
) -> None:
    assert origins(sql, COLUMNS) == expected


def test_what_was_found_is_kept_until_a_model_changes_and_one_that_cannot_be_read_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = dataclasses.replace(load(), warehouse=tmp_path)
    settings.state.mkdir(parents=True)
    models = {"one": "select a from marts.claims", "odd": "select ((("}

    def found(models: dict[str, str]) -> dict[str, Origins]:
        lineage = Lineage(settings)
        of_each = {name: lineage.of(name, sql, COLUMNS) for name, sql in models.items()}
        lineage.keep()
        return of_each

    assert found(models) == {"one": {"a": [A]}, "odd": {}}
    asked: list[str] = []
    monkeypatch.setattr(module, "origins", lambda sql, columns: asked.append(sql) or {})
    assert found(models) == {"one": {"a": [A]}, "odd": {}}
    assert asked == []
    found({"one": "select b from marts.claims"})
    assert asked == ["select b from marts.claims"]
