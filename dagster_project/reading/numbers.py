"""Vietnamese numbers as printed: digits, ranges, words, orders of magnitude, read to exact decimals.

Belongs here: what a value says by itself. Does not belong here: units, qualifiers, what is counted.
A dot groups thousands and a comma opens the decimals, always; a text that only makes sense the English
way is refused, never turned round (source: CLDR `vi`, 1.234.567,89).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from dagster_project.messages import message
from dagster_project.reading.decimals import place_of, power_of_ten, times
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.scales import CANONICAL, EXPONENTS, LONGEST
from dagster_project.reading.text import DASHES, fold, normalise
from dagster_project.reading.words import Ambiguous, number_from_words, words_from_number

MAX_INTEGER_DIGITS = 22
MAX_DECIMALS = 12


@dataclass(frozen=True, slots=True)
class Number:
    """A printed value by itself.

    Attributes:
        point: the number printed; None for a range or an order of magnitude.
        low: the number, or the lower end.
        high: the number, or the upper end; None where it is open.
        step: place value of the last written digit: what the print resolves, strictly.
        step_loose: place value of the last digit that is not zero: what it resolves if it was rounded.
        form: `integer` (digits written in full), `decimal` (decimals, or a scale word after the digits),
            `range`, `words`, `magnitude`.
        reversed: a range printed with the larger end first.
        spelling: the canonical spelling, which reads back to the same value.
    """

    point: Decimal | None
    low: Decimal
    high: Decimal | None
    step: Decimal
    step_loose: Decimal
    form: str
    reversed: bool
    spelling: str

    @property
    def exact(self) -> bool:
        """Written in full, by digit or by word, so that a count of this form is exact."""
        return self.form == "integer" or (self.form == "words" and self.step == 1)


_INTEGER = r"(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+)"
_DIGITS = re.compile(rf"({_INTEGER})(?:,([0-9]+))?\Z")
_ENGLISH = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?\Z")
_DASH = f"[{re.escape(DASHES)}]"
_RANGE = re.compile(rf"(?:từ )?(?P<a>.+?) ?(?:{_DASH}| đến | tới ) ?(?P<b>.+)\Z", re.IGNORECASE)
_AS_OF = re.compile(r".*[0-9].* (?:lên|xuống|còn)(?: đến| tới)? [0-9]", re.IGNORECASE)
_GLUED = re.compile(
    rf"(?P<value>[0-9](?:[0-9.,{re.escape(DASHES)} ]*[0-9])?) ?(?P<unit>[^\W\d_].*|[%‰$€\[°].*)\Z"
)
_FROM_TO = re.compile(r"^từ ([0-9].*?) (?:đến|tới) ", re.IGNORECASE)
_ONLY_DIGITS = re.compile(r"[0-9][0-9., ]*\Z")
_SCALED = re.compile(r"(?P<digits>[0-9](?:[0-9., ]*[0-9])?) (?P<scale>[^\W\d_].*)\Z")

_POSITIVE = re.compile(r"0*([1-9][0-9]{0,8})")

_ONE = Decimal(1)
_MULTIPLIERS = frozenset(key for key in EXPONENTS if " " not in key) | {fold("mươi"), fold("trăm")}

_ACCEPTED = message("number.accepted")
_SHORTER = message("number.too-long", digits=MAX_INTEGER_DIGITS, decimals=MAX_DECIMALS)


@lru_cache(maxsize=1 << 14)
def whole_number(text: str) -> int | None:
    """A number that counts rows, lines or figures, from 1 to 999,999,999; None where the text is none."""
    match = _POSITIVE.fullmatch(text.strip())
    return int(match[1]) if match else None


def format_decimal(number: Decimal) -> str:
    """A decimal in Vietnamese digits: dots group thousands, a comma opens the decimals as they stand.

    >>> format_decimal(Decimal("1234567.80"))
    '1.234.567,80'
    """
    text = f"{number:,f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def _digits(integer: str, decimals: str | None, found: str) -> Number:
    """Digits already recognised; `integer` may hold group marks and leading zeros."""
    bare = integer.replace(".", "").replace(" ", "").lstrip("0") or "0"
    if len(bare) > MAX_INTEGER_DIGITS or len(decimals or "") > MAX_DECIMALS:
        raise Unreadable("number-too-long", found, _SHORTER)
    if decimals is None:
        point = Decimal(bare)
        loose = power_of_ten(len(bare) - len(bare.rstrip("0"))) if bare != "0" else _ONE
        return Number(point, point, point, _ONE, loose, "integer", False, f"{int(bare):,}".replace(",", "."))
    point = Decimal(f"{bare}.{decimals}")
    step = power_of_ten(-len(decimals))
    loose = place_of(point) if point else step
    return Number(point, point, point, step, loose, "decimal", False, format_decimal(point))


def _scaled(number: Number, exponent: int, found: str) -> Number:
    assert number.point is not None
    scale = power_of_ten(exponent)
    point = times(number.point, scale)
    if point == point.to_integral_value():
        point = point.to_integral_value()
    if point.adjusted() >= MAX_INTEGER_DIGITS:
        raise Unreadable("number-too-long", found, _SHORTER)
    return Number(
        point=point,
        low=point,
        high=point,
        step=times(number.step, scale),
        step_loose=times(number.step_loose, scale),
        form="decimal",
        reversed=False,
        spelling=f"{format_decimal(number.point)} {CANONICAL[exponent]}",
    )


def _candidates(text: str) -> tuple[str, ...]:
    """Vietnamese spellings that digits with the wrong marks may have meant, most literal first."""
    found = []
    if _ENGLISH.match(text):
        found.append(text.replace(",", "").replace(".", ","))
    found.append(re.sub(r"[., ]", "", text))
    head, mark, tail = text.rpartition(",")
    if mark and tail and "," not in head and tail.isdigit():
        found.append(re.sub(r"[. ]", "", head) + "," + tail)
    spellings = []
    for candidate in found:
        match = _DIGITS.match(candidate)
        if match and len(match[1]) <= MAX_INTEGER_DIGITS and len(match[2] or "") <= MAX_DECIMALS:
            spellings.append(_digits(match[1], match[2], candidate).spelling)
    return tuple(dict.fromkeys(spellings))


def _words(text: str, found: str) -> Number | None:
    """A number in words, with the scale words of digits after it (`hai chục`); None if it is none."""
    tokens = fold(text).split()
    if tokens and tokens[0] == fold("gấp"):
        tokens = tokens[1:]
        text = text.split(" ", 1)[1] if tokens else ""
        match = _DIGITS.match(text)
        if match:
            return _digits(match[1], match[2], found)
    try:
        point = number_from_words(tokens)
    except Ambiguous as two:
        candidates = tuple(format_decimal(Decimal(value)) for value in two.values)
        raise Unreadable("number-ambiguous", found, message("number.in-full"), candidates) from None
    if point is not None:
        if point != point.to_integral_value():
            step = loose = Decimal("0.5")
        else:
            loose = place_of(point)
            step = Decimal(1)
            while point and point % (step * 1000) == 0:
                step *= 1000
        return Number(point, point, point, step, loose, "words", False, words_from_number(point))
    for count in range(min(LONGEST, len(tokens) - 1), 0, -1):
        exponent = EXPONENTS.get(" ".join(tokens[-count:]))
        small = number_from_words(tokens[:-count]) if exponent is not None else None
        if exponent is not None and small is not None and small == small.to_integral_value():
            return _scaled(_digits(str(small), None, found), exponent, found)
    return None


def _simple(text: str, found: str) -> Number | None:
    """One number that is neither a range nor a magnitude; None if the text is none."""
    match = _DIGITS.match(text)
    if match:
        return _digits(match[1], match[2], found)
    match = _SCALED.match(text)
    if match:
        digits, exponent = _DIGITS.match(match["digits"]), EXPONENTS.get(fold(match["scale"]))
        if digits and exponent is not None:
            return _scaled(_digits(digits[1], digits[2], found), exponent, found)
        return None
    return _words(text, found) if not text[0].isdigit() else None


def _magnitude(text: str) -> Number | None:
    """`hàng chục nghìn`: from ten thousand to below a hundred thousand."""
    key = fold(text)
    prefix = fold("hàng") + " "
    exponent = EXPONENTS.get(key.removeprefix(prefix)) if key.startswith(prefix) else None
    if exponent is None:
        return None
    low = power_of_ten(exponent)
    return Number(None, low, low * 10, low, low, "magnitude", False, f"hàng {CANONICAL[exponent]}")


def _multiplies(text: str) -> bool:
    """Whether a number ends in a word that multiplies it, which a range might share: "hai - ba trăm"."""
    return fold(text).rpartition(" ")[2] in _MULTIPLIERS


def _unclear(found: str, *candidates: str) -> Unreadable:
    return Unreadable("number-ambiguous", found, message("number.scale-after-both-ends"), candidates)


def _range(text: str, found: str) -> Number | None:
    match = _RANGE.match(text)
    if not match:
        return None
    a, b = _simple(match["a"], found), _simple(match["b"], found)
    if a is None or b is None or a.point is None or b.point is None:
        return None
    first, last = _multiplies(match["a"]), _multiplies(match["b"])
    if last and not first:
        scaled = _SCALED.match(match["b"])
        if scaled is None or a.form == "words":
            raise _unclear(found)
        # "1,5-2 tỷ" shares its scale word. "800 - 1,2 tỷ" may or may not, and nobody can know.
        shared = _scaled(a, EXPONENTS[fold(scaled["scale"])], found)
        assert shared.point is not None
        if shared.point > b.point >= a.point:
            raise _unclear(
                found, f"{shared.spelling} - {b.spelling}", f"{a.spelling} - {format_decimal(b.point)}"
            )
        a = shared
    elif first and not last and b.point < a.low:
        raise _unclear(found)
    assert a.point is not None
    return Number(
        point=None,
        low=min(a.point, b.point),
        high=max(a.point, b.point),
        step=max(a.step, b.step),
        step_loose=max(a.step_loose, b.step_loose),
        form="range",
        reversed=a.point > b.point,
        spelling=f"{a.spelling} - {b.spelling}",
    )


def split_glued(value: str) -> tuple[str, str] | None:
    """Split a value that carries its unit: `4.177,97ha` gives (`4.177,97`, `ha`).

    None where the value is a number by itself, with or without a scale word (`5 triệu`), or where no
    digits open it.
    """
    text = normalise(value)
    match = _GLUED.match(text)
    if not match:
        return None
    spaced = text[match.end("value")] == " "
    if spaced and EXPONENTS.get(fold(match["unit"])) is not None:
        return None
    return match["value"], match["unit"]


def _refusal(text: str, found: str) -> Unreadable:
    """The reason why a text is no number: the first that a person would want to mend."""
    glued = split_glued(_FROM_TO.sub(r"\1 - ", text))
    if glued and not re.search(" [0-9]", glued[1]):
        try:
            read_number(glued[0])
        except Unreadable as inner:
            return Unreadable(inner.code, found, inner.accepted, inner.candidates)
        accepted = message("number.value-and-unit", value=repr(glued[0]), unit=repr(glued[1]))
        return Unreadable("number-with-unit", found, accepted, (glued[0],))
    if _ONLY_DIGITS.match(text):
        english = _ENGLISH.match(text)
        code = "number-ambiguous" if english else "number-malformed"
        return Unreadable(code, found, _ACCEPTED, _candidates(text))
    ends = _RANGE.match(text)
    if ends and text[0].isdigit():
        for end in (ends["a"], ends["b"]):
            if _ONLY_DIGITS.match(end) and not _DIGITS.match(end) and _ENGLISH.match(end):
                return Unreadable("number-ambiguous", found, _ACCEPTED)
    if text[0].isalpha() and re.search("[0-9]", text):
        return Unreadable("number-qualified", found, message("number.words-belong-elsewhere"))
    return Unreadable("number-malformed" if text[0].isdigit() else "number-unreadable", found, _ACCEPTED)


@lru_cache(maxsize=1 << 16)
def read_number(value: str) -> Number:
    """Read a value as printed.

    Raises:
        Unreadable: `number-empty`, `number-ambiguous` (1.5, 12.34, 1,234,567), `number-malformed`,
            `number-signed`, `number-qualified`, `number-with-unit` (5triệu, 4.177,97ha),
            `number-two-values`, `number-unreadable`, `number-too-long`.
    """
    text = normalise(value)
    if not text:
        raise Unreadable("number-empty", value, _ACCEPTED)
    match = _DIGITS.match(text)
    if match:
        return _digits(match[1], match[2], value)
    if text[0] in "+±" + DASHES:
        raise Unreadable("number-signed", value, message("number.without-sign"))
    if text[0] in "<>≤≥~≈=":
        raise Unreadable("number-qualified", value, message("number.sign-is-qualifier"))
    if _AS_OF.match(text):
        raise Unreadable("number-two-values", value, message("number.a-row-per-time"))
    for number in (_magnitude(text), _range(text, value), _simple(text, value)):
        if number is not None:
            return number
    raise _refusal(text, value)
