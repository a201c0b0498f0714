"""SDMX: observations as SDMX-CSV 2.1 with its structure in SDMX-ML 3.0.

The components are rows of `sdmx.csv`. DuckDB writes the data, so that they never stand in Python, and a
template the structure, whose names are in both languages (pysdmx writes one). Belongs here: what becomes of a
code, a time and a status. Does not belong here: what the codes mean (`source.py`). A code may hold no blank,
colon, slash or point: `SPELLINGS` are others, each for one sign.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ...messages import LANGUAGES, label
from ...sql import literal
from .source import HERE, Source, listed

AGENCY, VERSION = "KHUYENCONG", "1.0.0"
FLOWS = {"observations": "time_period is not null", "undated": "time_period is null"}
"""Dataflows by the name of their file; time is a dimension of the first and no part of the other."""

SPELLINGS = ((" ", "__"), (":", "$"), ("/", "$$"), (".", "@@"))
STATUSES = ("A", "E", "F", "O", "U")


class Part(NamedTuple):
    """A component of the structure.

    `blank` is the code for a blank cell, `codelist` the list of its codes, otherwise `type` says what
    stands in it, such as `Part("SCOPE", "dimension", "scope_code", "_T", "CL_SCOPE", "String")`.
    """

    id: str
    role: str
    column: str
    blank: str
    codelist: str
    type: str


def write_sdmx(source: Source, folder: Path) -> dict[Path, int]:
    """Write both dataflows and the structure; rows by file."""
    view = (HERE / "sql" / "sdmx.sql").read_text(encoding="utf-8")
    written = {}
    for flow, condition in FLOWS.items():
        parts = parts_of(flow)
        columns = ", ".join(f"{_cell(part)} as {part.id}" for part in parts)
        path = folder / f"{flow}.csv"
        structure = f"{AGENCY}:{flow.upper()}({VERSION})"
        ((written[path],),) = source.rows(
            f"copy (select 'dataflow' as STRUCTURE, '{structure}' as STRUCTURE_ID, 'I' as ACTION, {columns}"
            f" from ({view}) where {condition} order by place_id, indicator_code, cell_id)"
            f" to {literal(path)} (format csv, header true)"
        )
    path = folder / "structure.xml"
    path.write_text(_structure(source), encoding="utf-8")
    written[path] = 0
    return written


def parts_of(flow: str) -> list[Part]:
    """Components of a dataflow, in their order."""
    parts = [Part(**row) for row in listed("sdmx")]
    return [part for part in parts if part.role != "time" or flow == "observations"]


def _spelled(column: str) -> str:
    """A code as SDMX admits it, in a statement: `vocational topic:tea` becomes `vocational__topic$tea`."""
    for sign, spelling in SPELLINGS:
        column = f"replace({column}, '{sign}', '{spelling}')"
    return column


def _cell(part: Part) -> str:
    if part.column == "value":
        return "digits"
    if part.role != "dimension" and not part.codelist:
        return part.column
    spelled = _spelled(part.column)
    return f"coalesce(nullif({spelled}, ''), '{part.blank}')" if part.blank else spelled


def _codelists(source: Source) -> dict[str, list[tuple[str, str, str]]]:
    """Codes as SDMX admits them, by codelist, each with its English and its Vietnamese name."""
    of_words = {
        "CL_MEASURE": "measure",
        "CL_SCOPE": "scope",
        "CL_FUNDING_SOURCE": "funding_source",
        "CL_NATURE": "nature",
        "CL_UNIT": "unit",
        "CL_MARK": "mark",
    }
    lists = {
        name: source.rows(
            f"select {_spelled('code')}, en, vi from words where kind = {literal(kind)} order by code"
        )
        for name, kind in of_words.items()
    }
    lists["CL_AREA"] = source.rows(
        f"select {_spelled('place_id')}, name_en, name_vi from marts.dim_place order by place_id"
    )
    lists["CL_INDICATOR"] = source.rows(
        f"select {_spelled('indicator_code')}, label_en, label_vi from marts.dim_indicator"
        " order by indicator_code"
    )
    lists["CL_OBS_STATUS"] = [
        (status, label("obs_status", status, "en"), label("obs_status", status, "vi")) for status in STATUSES
    ]
    for part in parts_of("observations"):
        if part.blank and part.codelist:
            row = (
                part.blank,
                label("sdmx_blank", part.column, "en"),
                label("sdmx_blank", part.column, "vi"),
            )
            lists[part.codelist].insert(0, row)
    return lists


def _structure(source: Source) -> str:
    """The structure message; names in both languages."""
    from jinja2 import Environment, FileSystemLoader

    def names(kind: str, name: str) -> dict[str, str]:
        return {language: label(kind, name, language) for language in LANGUAGES}

    # What is filled in is XML: a name may hold any sign.
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, keep_trailing_newline=True)
    return environment.get_template("structure.xml.j2").render(
        agency=AGENCY,
        version=VERSION,
        release=source.release_id,
        prepared=f"{source.created:%Y-%m-%dT%H:%M:%SZ}",
        flows=[
            {"id": flow.upper(), "names": names("sdmx_flow", flow), "parts": parts_of(flow)} for flow in FLOWS
        ],
        codelists={
            name: [{"id": code, "names": {"en": en, "vi": vi}} for code, en, vi in codes]
            for name, codes in _codelists(source).items()
        },
        concepts=[
            {"id": part.id, "names": names("column", part.column)} for part in parts_of("observations")
        ],
    )
