"""Scale words: how many tens the words before a unit, or after a number, stand for.

Belongs here: the closed list of scale words and their composites. Does not belong here: units.
Source of the factors: the Vietnamese number names; CLDR `vi` has nghìn, Tr and nghìn tỷ in short forms.
"""

from __future__ import annotations

import itertools

from dagster_project.reading.text import fold

CANONICAL: dict[int, str] = {
    0: "",
    1: "chục",
    2: "trăm",
    3: "nghìn",
    4: "chục nghìn",
    5: "trăm nghìn",
    6: "triệu",
    7: "chục triệu",
    8: "trăm triệu",
    9: "tỷ",
    10: "chục tỷ",
    11: "trăm tỷ",
    12: "nghìn tỷ",
    13: "chục nghìn tỷ",
    14: "trăm nghìn tỷ",
    15: "triệu tỷ",
}
"""Canonical words of each power of ten."""

_VARIANTS = {
    "nghìn": ("nghìn", "ngàn"),
    "triệu": ("triệu", "tr"),
    "tỷ": ("tỷ", "tỉ"),
}


EXPONENTS: dict[str, int] = {
    fold(" ".join(choice)): exponent
    for text, exponent in [*((text, e) for e, text in CANONICAL.items() if e), ("vạn", 4), ("nghìn triệu", 9)]
    for choice in itertools.product(*(_VARIANTS.get(word, (word,)) for word in text.split()))
}
"""Folded spelling of every accepted scale, northern, southern and short, to its power of ten."""

_SCALE_WORDS = {word for key in EXPONENTS for word in key.split()}

LONGEST = max(len(key.split()) for key in EXPONENTS)
"""Words in the longest scale."""


def make_one_scale(number: str, unit: str) -> bool:
    """Whether the scale words that end a number and those that open a unit can be said together.

    `1,2 nghìn` and `tỷ đồng` can; `5 triệu` and `triệu đồng` say the scale twice.
    """
    exponent, _ = leading_scale(unit)
    words = fold(number).split()
    if not exponent or all(EXPONENTS.get(word, 0) < 3 for word in words):
        return True
    behind = list(itertools.takewhile(_SCALE_WORDS.__contains__, reversed(words)))
    return bool(behind) and " ".join([*reversed(behind), fold(CANONICAL[exponent])]) in EXPONENTS


def leading_scale(text: str) -> tuple[int, str]:
    """Split the longest scale off the front of a text: (exponent, rest); exponent 0 where there is none."""
    words = text.split(" ")
    for count in range(min(LONGEST, len(words)), 0, -1):
        exponent = EXPONENTS.get(fold(" ".join(words[:count])))
        if exponent is not None:
            return exponent, " ".join(words[count:])
    return 0, text
