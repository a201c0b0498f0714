"""Accepted rows into the columns of `raw.claims`.

Belongs here: which reading goes into which column, and the flags of a claim. Does not belong here: any
decision whether a row is accepted (`judging.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Any

from ..reading.periods import label
from ..reading.text import normalise
from .bench import Bench
from .cells import whole
from .coded import Coded, Codes, combine, encode
from .model import CLAIM_COLUMNS, INFERABLE, VALUE_SCALE, LineRanges

_STEP = Decimal(1).scaleb(-VALUE_SCALE)
FORM_FLAGS = {"words": "word_number", "magnitude": "magnitude", "range": "range"}


def _fit(number: Decimal | None, rounding: str) -> Decimal | None:
    """Six decimals; the ends of an interval are moved outwards, so that it never shrinks."""
    return None if number is None else number.quantize(_STEP, rounding=rounding)


def _is_marked(reading: Any) -> bool:
    return bool(reading.inferred)


def _has_marked_words(scope: Any) -> bool:
    return bool(scope.inferred_words)


def in_ranges(line: int, ranges: LineRanges) -> bool:
    """Whether a line lies in one of the inclusive ranges."""
    return any(first <= line <= last for first, last in ranges)


def build_claims(bench: Bench, kept: Codes) -> dict[str, Coded]:
    """The claims of the rows that are kept, as columns."""

    def of(column: str, fact: Callable[[Any], Hashable]) -> Coded:
        """One fact of what a cell stands for; asked only of cells that occur in a kept row."""
        source = bench.columns[column]
        used = combine([source.take(kept)])
        facts = encode([fact(source.values[code]) for (code,) in used.values])
        return Coded(facts.codes[used.codes], facts.values)

    claims = {
        "report_id": bench.texts["report_id"].take(kept),
        "figure": bench.texts["figure_key"].take(kept).map(lambda key: whole(key) or 0),
        "row": encode([bench.rows[row].number for row in kept.tolist()]),
        "source_file": of("source_file", str),
        "source_line": of("line", int),
        "indicator_code": of("indicator", lambda r: r.spelling),
        "measure": of("measure", lambda r: r.spelling),
        "base": of("base", lambda r: r.spelling),
        "place_id": of("place", lambda r: r.place_id),
        "place_part": of("place", lambda r: r.part),
        "scope_code": of("scope", lambda r: r.code),
        "period_label": of("period", label),
        "period_label_en": of("period", lambda r: label(r, "en")),
        "period_start": of("period", lambda r: r.start),
        "period_end": of("period", lambda r: r.end),
        "period_kind": of("period", lambda r: r.kind),
        "period_private": of("period", lambda r: r.private),
        "period_printed": bench.texts["period_printed"].take(kept).map(normalise),
        "nature": of("nature", lambda r: r.spelling),
        "funding_source": of("funding_source", lambda r: r.spelling),
        "value": of("interval", lambda r: _fit(r.value, ROUND_HALF_EVEN)),
        "value_low": of("interval", lambda r: _fit(r.low, ROUND_FLOOR)),
        "value_high": of("interval", lambda r: _fit(r.high, ROUND_CEILING)),
        "loose_low": of("interval", lambda r: _fit(r.loose_low, ROUND_FLOOR)),
        "loose_high": of("interval", lambda r: _fit(r.loose_high, ROUND_CEILING)),
        "unit_code": of("unit", lambda r: r.unit_code),
        "note": bench.texts["note"].take(kept).map(normalise),
    }
    claims["period_id"] = _period_ids(bench, kept)
    claims["is_title"] = _stands_in(bench, kept, "title_lines")
    claims["is_caption"] = _stands_in(bench, kept, "caption_lines")
    _add_printed(bench, kept, claims)
    marked = [of(column, _has_marked_words if column == "scope" else _is_marked) for column in INFERABLE]
    claims["inferred"] = combine(marked).map(
        lambda codes: tuple(
            name for name, part, code in zip(INFERABLE, marked, codes, strict=True) if part.values[code]
        )
    )
    claims["flags"] = _flags(bench, kept, claims, of)
    return {name: claims[name] for name in CLAIM_COLUMNS}


def _period_ids(bench: Bench, kept: Codes) -> Coded:
    """The spelling of the period; with the report, where the period means nothing outside it."""
    periods, reports = bench.columns["period"].take(kept), bench.texts["report_id"].take(kept)

    def name(codes: tuple[int, int]) -> str:
        period = periods.values[codes[0]]
        return f"{period.spelling}@{reports.values[codes[1]]}" if period.private else str(period.spelling)

    return combine([periods, reports]).map(name)


def _stands_in(bench: Bench, kept: Codes, ranges: str) -> Coded:
    """Whether the line of a figure belongs to the title (or caption) lines of its report."""
    lines, spans = bench.columns["line"].take(kept), bench.columns[ranges].take(kept)
    return combine([lines, spans]).map(lambda c: in_ranges(lines.values[c[0]], spans.values[c[1]]))


def _add_printed(bench: Bench, kept: Codes, claims: dict[str, Coded]) -> None:
    """Value, unit and qualifier as printed, also where a correction replaced them."""
    corrected = {
        position: dict(bench.rows[row].corrected)
        for position, row in enumerate(kept.tolist())
        if bench.rows[row].corrected
    }
    for column in ("value", "unit", "qualifier"):
        changes = {n: was[column].strip() for n, was in corrected.items() if column in was}
        claims[f"{column}_printed"] = bench.texts[column].take(kept).map(str.strip).patched(changes)
    said = {n: "; ".join(f"{name}: {was}" for name, was in c.items()) for n, c in corrected.items()}
    claims["corrected_from"] = encode([""] * len(kept)).patched(said)


def _flags(bench: Bench, kept: Codes, claims: dict[str, Coded], of: Callable[..., Coded]) -> Coded:
    """What a reader of a claim must know: its bound, its form, where it stands, and its warnings."""
    parts = [
        of("qualifier", lambda r: "" if r.bound == "exact" else r.bound),
        of("value", lambda r: FORM_FLAGS.get(r.form, "")),
        claims["is_title"].map(lambda yes: "title" if yes else ""),
        claims["is_caption"].map(lambda yes: "caption" if yes else ""),
    ]
    flags = combine(parts).map(
        lambda codes: tuple(w for part, c in zip(parts, codes, strict=True) if (w := part.values[c]))
    )
    # Proof against the article is told in `quality`: it holds a figure back or leaves its claim as it is, so
    # that no claim changes when a text is mislaid.
    warnings = {
        rule.rule_id
        for rule in bench.words.vocabulary.rules.values()
        if rule.severity == "warning" and rule.level != "provenance"
    }
    warned: dict[int, tuple[str, ...]] = {}
    for position, row in enumerate(kept.tolist()):
        if row in bench.problems:
            found = {p.rule_id for p in bench.problems[row]} & warnings
            if found:
                warned[position] = (*flags[position], *(rule.replace("-", "_") for rule in sorted(found)))
    return flags.patched(warned)
