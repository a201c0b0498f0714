"""A ledger as an image to take away: words, a bar over the years, the number, a bar from zero, the name.

What is drawn is a specification of Vega-Lite, which a notebook shows as it is; vl-convert, an extra of the
project, writes it as SVG or PNG. Belongs here: the specification. Does not belong here: the ledger of pages,
which is markup (`ledger.py`, `templates/`).
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from .. import disk
from ..messages import Language, UserError
from ..settings import Settings
from ..vocabulary import Vocabulary
from .content import Content
from .edition import Limits
from .ledger import Axis, cards
from .words import Row, Words, is_result

VEGA_LITE = "5.20"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
SUFFIXES = (".svg", ".png")
FONT = "DejaVu Sans, Noto Sans, Segoe UI, sans-serif"
"""Fonts with all Vietnamese letters; an SVG names them, a PNG is drawn with the first that is there."""
BAR, PALE, AIM, INK, MUTED = "#2f7f9c", "#a9cdd9", "#7a4f9a", "#1b2530", "#59646e"
COLOURS = {"firm": "#24692c", "one source": "#4c5966", "with care": "#994800", "contested": "#ab1f2d"}
"""Those of the site in its light theme (`static/site.css`)."""

LINE = 15
WRAPPED = {"words": 42, "period": 16}
"""Texts that may need several lines, with the letters that one holds."""


class NothingToDraw(UserError):
    """The release says nothing about this indicator in this place."""


class NoDrawing(UserError):
    """What draws is not installed, or the file is to be of another kind."""


def draw(settings: Settings, place_id: str, indicator_code: str, to: Path, language: Language) -> None:
    """Write the ledger of an indicator in a place as an image, SVG or PNG by the name of the file.

    Raises:
        NothingToDraw: the release has no such figures.
        NoDrawing: the extra is not installed, or the name of the file ends in something else.
        duckdb.Error: the release cannot be read.
    """
    if to.suffix.lower() not in SUFFIXES:
        raise NoDrawing("chart.suffix", found=to.suffix, accepted=", ".join(SUFFIXES))
    try:
        import vl_convert  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        raise NoDrawing("chart.no-extra") from None
    said = specification(settings.current, Vocabulary(settings.seeds), place_id, indicator_code, language)
    if to.suffix.lower() == ".svg":
        data = vl_convert.vegalite_to_svg(said, vl_version=VEGA_LITE).encode()
    else:
        data = vl_convert.vegalite_to_png(said, vl_version=VEGA_LITE, scale=2)
    disk.replace(to, data)


def specification(
    release: Path, vocabulary: Vocabulary, place_id: str, indicator_code: str, language: Language
) -> dict[str, Any]:
    """What Vega-Lite draws of an indicator in a place: a card for each unit and measure, as on the pages.

    Raises:
        NothingToDraw: the release has no such figures.
    """
    with duckdb.connect(str(release), read_only=True) as connection:
        content = Content(connection, Limits().lines)
        words = Words(language, vocabulary, content.labels(language))
        words.know_places(list(content.places.values()))
        rows = [
            row
            for row in content.lines
            if row["of_place"] and (row["place_id"], row["indicator_code"]) == (place_id, indicator_code)
        ]
        if not rows:
            raise NothingToDraw("chart.nothing", place=place_id, indicator=indicator_code)
        title = f"{words.indicator(indicator_code)} – {words.place(content.places[place_id])}"
        release_id = content.release["release_id"]
    drawn = [
        _card(lines, words, unit, measure) for (unit, measure), lines in cards(rows, "unit_code", "measure")
    ]
    source = words.say("chart.source", release=release_id)
    return {
        "$schema": SCHEMA,
        "background": "white",
        "padding": 12,
        "title": {"text": title[0].upper() + title[1:], "subtitle": source, "anchor": "start", "offset": 14},
        "vconcat": drawn,
        "spacing": 28,
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {"labelColor": MUTED, "titleColor": MUTED, "labelFontSize": 11, "gridColor": "#e4e6e2"},
            "title": {"fontSize": 17, "color": INK, "subtitleColor": MUTED, "subtitleFontSize": 11},
            "text": {"color": INK, "fontSize": 12, "lineHeight": LINE},
        },
    }


def _card(rows: Sequence[Row], words: Words, unit: str, measure: str) -> dict[str, Any]:
    """Lines of one unit and measure, side by side in columns that share their lines."""
    axis = Axis.of(rows)
    lines = [_line(row, number, words, axis) for number, row in enumerate(rows)]
    longest = max(line[f"{field}_lines"] for line in lines for field in WRAPPED)
    everything = {"domain": list(range(len(lines)))}  # also where a column has nothing to show
    y = {"field": "line", "type": "ordinal", "axis": None, "scale": everything}
    years = {"domain": [axis.first, axis.last + 1]} if axis else {}
    year: dict[str, Any] = {"type": "quantitative", "scale": years}
    year["axis"] = {"title": None, "format": "d", "tickCount": 6}
    is_aim = {"test": "datum.aim", "value": "white"}
    stroke = {"condition": {"test": "datum.aim", "value": AIM}, "value": BAR}

    def column(width: int, *layers: dict[str, Any]) -> dict[str, Any]:
        return {"width": width, "height": {"step": LINE * longest + 9}, "layer": list(layers)}

    def text(field: str, align: str = "left", at: int = 0, colour: Any = None, **how: Any) -> dict[str, Any]:
        encoding = {"y": y, "text": {"field": field}, "x": {"value": at}}
        encoding |= {"color": colour} if colour else {}
        return {"mark": {"type": "text", "align": align, "baseline": "middle"} | how, "encoding": encoding}

    def wrapped(field: str, **how: Any) -> list[dict[str, Any]]:
        """One layer for each number of lines, each of which begins higher."""
        return [
            text(field, lineBreak="\n", dy=-(count - 1) * LINE / 2, **how)
            | {"transform": [{"filter": f"datum.{field}_lines == {count}"}]}
            for count in sorted({line[f"{field}_lines"] for line in lines})
        ]

    def bar(height: int, fill: Any, **encoding: Any) -> dict[str, Any]:
        encoding |= {"y": y, "fill": fill, "stroke": stroke}
        return {"mark": {"type": "bar", "strokeWidth": 1.5, "height": height}, "encoding": encoding}

    is_open = {"test": "datum.open", "value": PALE}
    dashes = {"condition": {"test": "datum.open", "value": [3, 2]}, "value": [1, 0]}
    ends = {"x": year | {"field": "from"}, "x2": {"field": "to"}}
    over_years = bar(11, {"condition": [is_aim, is_open], "value": BAR}, strokeDash=dashes, **ends)
    amount = {"type": "quantitative", "axis": None}
    from_zero = [
        bar(9, {"condition": is_aim, "value": colour}, x=amount | {"field": end})
        for end, colour in (("high", PALE), ("low", BAR))
    ]
    hues = [{"test": f"datum.code == '{code}'", "value": hue} for code, hue in COLOURS.items()]
    named = " · ".join(filter(None, [words.measures[measure] if measure else "", words.unit(unit)]))
    return {
        "data": {"values": lines},
        "title": {"text": named, "anchor": "start", "fontSize": 12, "color": MUTED, "fontWeight": "normal"},
        "spacing": 14,
        "bounds": "flush",
        "hconcat": [
            column(310, *wrapped("words")),
            column(120, *wrapped("period", color=MUTED)),
            column(190, over_years),
            column(140, text("number", "right", 140, fontWeight="bold")),
            column(75, text("mark", colour={"condition": hues, "value": INK}, fontSize=11)),
            column(130, *from_zero),
            column(200, text("claim", fontSize=10, color=MUTED)),
        ],
    }


def _line(row: Row, number: int, words: Words, axis: Axis | None) -> dict[str, Any]:
    """A figure as Vega-Lite reads it; a bar with one end that is not known begins or ends with the axis."""
    about = " · ".join(filter(None, [*words.about(row), words.nature(row)])) or words.say("site.all-of-it")
    ends = {
        name: None if row[name] is None else float(row[name]) for name in ("value_low", "value_high", "value")
    }
    start, end = row["bar_from"], row["bar_to"]
    if axis and (start is None) != (end is None):
        start, end = axis.first if start is None else start, axis.last + 1 if end is None else end
    low = ends["value_low"] if ends["value_low"] is not None else 0
    high = next((ends[name] for name in ("value_high", "value", "value_low") if ends[name] is not None), None)
    return {
        "line": number,
        **_wrapped("words", about),
        **_wrapped("period", words.period(row)),
        "from": start,
        "to": end,
        "open": row["open_start"] or row["open_end"],
        "aim": not is_result(row),
        "number": words.number(row),
        "low": low,
        "high": high,
        "code": row["mark"],
        "mark": words.label("mark_name", row["mark"]),
        "claim": row["claim"],
    }


def _wrapped(field: str, text: str) -> dict[str, Any]:
    lines = textwrap.wrap(text, WRAPPED[field]) or [""]
    return {field: "\n".join(lines), f"{field}_lines": len(lines)}


@dataclass(frozen=True)
class Shown:
    """A specification as marimo shows it, which brings Vega-Lite along."""

    specification: dict[str, Any]

    def _mime_(self) -> tuple[str, str]:
        return "application/vnd.vegalite.v5+json", json.dumps(self.specification)
