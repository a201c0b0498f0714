"""Vietnamese numbers as printed: digits, ranges, words, orders of magnitude, read to exact decimals.

Belongs here: what a value says by itself. Does not belong here: units, qualifiers, what is counted.
A dot groups thousands and a comma opens the decimals, always; a text that only makes sense the English
way is refused, never turned round (source: CLDR `vi`, 1.234.567,89).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache
from itertools import islice

from dagster_project.messages import Message, message
from dagster_project.reading.decimals import EXACT, place_of, power_of_ten, times
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.scales import CANONICAL, EXPONENTS, LONGEST
from dagster_project.reading.text import DASHES, fold, normalise
from dagster_project.reading.words import (
    HALF,
    WITHOUT_TENS,
    WORDS,
    Ambiguous,
    fraction_from_words,
    number_from_words,
    words_from_number,
)

MAX_INTEGER_DIGITS = 22
MAX_DECIMALS = 12


@dataclass(frozen=True, slots=True)
class Number:
    """A printed value by itself.

    Attributes:
        point: the number printed; None for a range or an order of magnitude.
        low: the number, or the lower end.
        high: the number, or the upper end; None where it is open.
        step: place value of the last written digit: what the print resolves, strictly; 0 for two counts
            (15/23).
        step_loose: place value of the last digit that is not zero: what it resolves if it was rounded.
        form: `integer` (digits written in full), `decimal` (decimals, or a scale word after the digits),
            `fraction` (2/3, một phần ba, nửa), `range`, `words`, `magnitude`, `cut_off` (95 t…: no number
            can be read; `low` is 0 and `high` open).
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
_FROM_TO = re.compile(r"^từ ([0-9].*?) (?:đến|tới) ", re.IGNORECASE)
_COUNTED = r"([1-9][0-9]{0,2}(?:\.[0-9]{3}){0,3})"
"""A count that is no year: `12/2015` is a month."""
_FRACTION = re.compile(rf"{_COUNTED}[/\u2044]{_COUNTED}\Z")
_MIXED = re.compile(r"([0-9]{0,4}) ?([\u00bc-\u00be\u2150-\u215e])\Z")
_TENTHS_BEHIND_SCALE = re.compile(r"([1-9][0-9]{0,3}) ?([^\W\d_]+)([0-9]{1,3})\Z")
"""`1tr2` is 1,2 million."""
_CUT_OFF = re.compile(r"[0-9][0-9.,]*(?: ?[^\W\d_]{1,12}){0,3} ?\u2026\Z")
_DIGITS_THEN_SCALE = re.compile(r"(?P<digits>[0-9][0-9., ]*?)(?: (?P<scale>[^\W\d_].*))?\Z")
_GLUED = re.compile(r"(?<=[0-9])(?=[^\W\d_])|(?<=[^\W\d_])(?=[0-9])")
_BEFORE_UNIT = re.compile(r" |(?<=[0-9])(?=[^\W\d_]|[%‰$€\[°])")
_LETTERS = re.compile(r"[^\W\d_]+")
_OPENS_UNIT = re.compile(r"[^\W\d_]|[%‰$€\[°]")

_POSITIVE = re.compile(r"0*([1-9][0-9]{0,8})")

_ONE = Decimal(1)
_HALF = Decimal("0.5")
_HALF_OF = fold("nửa")
_TENS = fold("mươi")
_MULTIPLIERS = frozenset(key for key in EXPONENTS if " " not in key) | {_TENS}
_PART_OF_NUMBER = (WORDS | _MULTIPLIERS | set(map(fold, ("đến", "tới")))) - {fold("năm")}
"""Words that go on with a number; "năm" behind one is the unit year."""
_VAGUE = frozenset(map(fold, ("vài", "dăm", "mấy", "mươi", "nhiều", "ít", "số", "đa")))
_THIRDS = Context(prec=40)
"""Digits of a fraction that does not come out even."""

_ACCEPTED = message("number.accepted")
_SCALE_TWICE = message("number.scale-after-both-ends")
_IN_FULL = message("number.both-ends-in-full")
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


def _plain(number: Decimal) -> Decimal:
    """The number without decimals that are zero."""
    return number.to_integral_value() if number == number.to_integral_value() else number


def _single(point: Decimal, step: Decimal, form: str, spelling: str, loose: Decimal | None = None) -> Number:
    """One value; `loose` is what it resolves if it was rounded, where that is not `step`."""
    return Number(point, point, point, step, step if loose is None else loose, form, False, spelling)


def _digits(integer: str, decimals: str | None, found: str) -> Number:
    """Digits already recognised; `integer` may hold group marks and leading zeros."""
    bare = re.sub("[. ]", "", integer).lstrip("0") or "0"
    if len(bare) > MAX_INTEGER_DIGITS or len(decimals or "") > MAX_DECIMALS:
        raise Unreadable("number-too-long", found, _SHORTER)
    point = Decimal(f"{bare}.{decimals or ''}")
    step = power_of_ten(-len(decimals or ""))
    form = "integer" if decimals is None else "decimal"
    return _single(point, step, form, format_decimal(point), place_of(point) if point else step)


def _scaled(number: Number, exponent: int, found: str) -> Number:
    assert number.point is not None
    scale = power_of_ten(exponent)
    point = _plain(times(number.point, scale))
    _check_length(point, found)
    step, loose = times(number.step, scale), times(number.step_loose, scale)
    return _single(point, step, "decimal", f"{number.spelling} {CANONICAL[exponent]}".rstrip(), loose)


def _check_length(number: Decimal, found: str) -> None:
    if number.adjusted() >= MAX_INTEGER_DIGITS:
        raise Unreadable("number-too-long", found, _SHORTER)


def _candidates(text: str) -> tuple[str, ...]:
    """Vietnamese spellings that digits with the wrong marks may have meant, most literal first."""
    text = re.sub(r" ?([.,]) ?", r"\1", text)
    is_ours = _DIGITS.match(text)
    found = [text] if is_ours else []
    is_english = not is_ours and _ENGLISH.match(text)
    head, mark, tail = text.rpartition(",")
    if is_english:
        found.append(text.replace(",", "").replace(".", ","))
    # never through a mark that parts decimals
    if is_english or not mark or ("." not in text and len(tail) in (0, 3)):
        found.append(re.sub(r"[., ]", "", text))
    if mark and tail and "," not in head and tail.isdigit():
        found.append(re.sub(r"[. ]", "", head) + "," + tail)
    matches = filter(None, map(_DIGITS.match, found))
    short = [m for m in matches if len(m[1]) <= MAX_INTEGER_DIGITS and len(m[2] or "") <= MAX_DECIMALS]
    return tuple(dict.fromkeys(_digits(m[1], m[2], m[0]).spelling for m in short))


_MOST_PARTS = 10
"""Of so many parts a fraction may be a figure of speech (2/3); of more, its numbers are counts (15/23)."""


def _fraction(whole: int, part: int, parts: int, spelling: str) -> Number | None:
    """A part of a whole, or a number and a part; as exact as its denominator, or exact if counted."""
    if part > parts or parts < 2 or (whole and part == parts):
        return None
    point = _THIRDS.divide(Decimal(whole * parts + part), Decimal(parts))
    is_counted = parts > _MOST_PARTS and not whole
    step = Decimal(0) if is_counted else _THIRDS.divide(_ONE, Decimal(parts))
    return _single(point, step, "decimal" if whole else "fraction", spelling)


def _printed_fraction(text: str) -> Number | None:
    """`2/3`, `½`, `3½`."""
    if match := _FRACTION.match(text):
        part, parts = (int(number.replace(".", "")) for number in match.groups())
        return _fraction(0, part, parts, f"{match[1]}/{match[2]}")
    if not (match := _MIXED.match(text)):
        return None
    above, _, below = unicodedata.normalize("NFKC", match[2]).partition("\u2044")
    whole = int(match[1] or 0)
    return _fraction(whole, int(above), int(below), f"{whole}{match[2]}" if whole else f"{above}/{below}")


def _words(text: str, found: str) -> Number | None:
    """A number in words; None if it is none."""
    tokens = fold(text).split()
    if tokens and tokens[0] == fold("gấp"):
        tokens = tokens[1:]
        text = text.split(" ", 1)[1] if tokens else ""
        match = _DIGITS.match(text)
        if match:
            return _digits(match[1], match[2], found)
    if fraction := fraction_from_words(tokens):
        return _fraction(0, *fraction, f"{fraction[0]}/{fraction[1]}")
    point = number_from_words(tokens)
    if point is None:
        return None
    if point % 1:
        return _single(point, _HALF, "words", words_from_number(point))
    step = _ONE
    while point and point % (step * 1000) == 0:
        step *= 1000
    return _single(point, step, "words", words_from_number(point), place_of(point))


def _largest_scale(tokens: Sequence[str]) -> tuple[int, int, int] | None:
    """The largest scale among folded words: its exponent, where it begins and ends; None without one."""
    return max(
        (
            (exponent, start, end)
            for start in range(len(tokens))
            for end in range(start + 1, min(start + LONGEST, len(tokens)) + 1)
            if (exponent := EXPONENTS.get(" ".join(tokens[start:end]))) is not None
        ),
        key=lambda span: (span[0], -span[1], span[2]),
        default=None,
    )


def _count(tokens: Sequence[str]) -> Number | None:
    """A number without a scale, in digits or in words that name a whole number."""
    text = " ".join(tokens)
    if match := _DIGITS.match(text):
        return _digits(match[1], match[2], text)
    point = number_from_words(tokens)
    return _digits(f"{point:f}", None, text) if point is not None and point % 1 == 0 else None


def _behind_scale(tokens: Sequence[str], exponent: int) -> Decimal:
    """What a number without a scale says behind a scale: in `1 nghìn 200` it is 200.

    It is ambiguous unless it fills all places below the scale: `1 tỷ 2` is 1,2 billion in speech.
    """
    is_filled = tokens[0] in WITHOUT_TENS
    tokens = tokens[is_filled:]
    number = _count(tokens)
    if number is None or number.form != "integer" or not 0 < number.low < power_of_ten(exponent):
        raise ValueError(tokens)
    digits = re.sub("[. ]", "", " ".join(tokens))
    width = len(digits) if digits.isdigit() else len(f"{number.low:f}")
    if is_filled or width == exponent:
        return number.low
    left_out = [exponent - width if width <= 3 else 3]  # tenths of the scale, or thousands
    if width == 2 and exponent > 3:  # the next lower scale
        left_out.append(exponent - 3)
    readings = [times(number.low, power_of_ten(places)) for places in left_out]
    if readings[0] >= power_of_ten(exponent):
        return number.low
    raise Ambiguous(number.low, *readings)


def _sum_of_scales(tokens: Sequence[str]) -> tuple[Decimal, Decimal]:
    """A number with scales in falling order, and its step: `1 tỷ 200 triệu`, `2 triệu 500 nghìn`."""
    scale = _largest_scale(tokens)
    number = _count(tokens[: scale[1]]) if scale else None
    if scale is None or number is None:
        raise ValueError(tokens)
    exponent, _, end = scale
    size, rest = power_of_ten(exponent), tokens[end:]
    head = times(number.low, size)
    if not rest:
        return head, times(number.step, size)
    if number.form != "integer" or head == 0:  # "1,5 triệu rưỡi"
        raise ValueError(tokens)
    lower = _largest_scale(rest)
    try:
        tail, step = _sum_of_scales(rest) if lower else (_behind_scale(rest, exponent), _ONE)
    except Ambiguous as two:
        raise Ambiguous(*(head + value for value in two.values)) from None
    if not 0 < tail < size:
        raise ValueError(tokens)
    if lower and lower[0] < 3 and exponent > 5:  # "1 triệu 2 trăm" is 1.200.000 in speech
        raise Ambiguous(head + tail, head + times(tail, power_of_ten(exponent - 3)))
    return EXACT.add(head, tail), step


def _half_of_scale(tokens: Sequence[str]) -> Number | None:
    """`1 tỷ rưỡi`, `triệu rưỡi`, `nửa triệu`: half of a scale, alone or behind a count, or None."""
    scale = _largest_scale(tokens)
    if scale is None or tokens[scale[2] :] not in ([], [HALF]):
        return None
    exponent, start, end = scale
    size = power_of_ten(exponent)
    name, half = "vạn" if exponent == 4 else CANONICAL[exponent], _plain(times(_HALF, size))
    if end == len(tokens):
        is_half = tokens[:start] == [_HALF_OF]
        return _single(half, half, "decimal", f"nửa {name}") if is_half else None
    number = _count(tokens[:start]) if start else _count(["1"])
    if number is None or number.form != "integer" or number.low == 0:
        return None
    whole = times(number.low, size)
    if end - start > 1:  # the half of "triệu" or of "trăm triệu"
        last = power_of_ten(EXPONENTS[tokens[end - 1]])
        raise Ambiguous(whole + times(_HALF, last), whole + half)
    if number.low >= 100:  # "200 triệu rưỡi" may be 200,5 or 250 million
        raise Ambiguous(whole + half, whole + times(_HALF, place_of(whole)))
    return _single(whole + half, half, "decimal", f"{number.spelling} {name} rưỡi")


def _with_scales(text: str, found: str) -> Number | None:
    """A number with scale words, in digits or words; None if it is none."""
    tokens = fold(_GLUED.sub(" ", text)).split()
    if half := _half_of_scale(tokens):
        return half
    scale = _largest_scale(tokens)
    if scale is None:
        return None
    if scale[2] == len(tokens):
        number = _printed_fraction(" ".join(tokens[: scale[1]])) or _count(tokens[: scale[1]])
        return _scaled(number, scale[0], found) if number and number.form != "fraction" else None
    try:
        point, step = _sum_of_scales(tokens)
    except Ambiguous:
        raise
    except ValueError:
        return None
    _check_length(point, found)
    if step < 1:
        return None
    number = _digits(f"{EXACT.divide(point, step):f}", None, found)
    return number if step == 1 else _scaled(number, step.adjusted(), found)


def _simple(text: str, found: str) -> Number | None:
    """One number that is neither a range nor a magnitude; None if the text is none."""
    if match := _DIGITS.match(text):
        return _digits(match[1], match[2], found)
    match = _TENTHS_BEHIND_SCALE.match(text)
    if match and (exponent := EXPONENTS.get(fold(match[2]), 0)) >= 3:
        return _scaled(_digits(match[1], match[3], found), exponent, found)
    try:
        return _printed_fraction(text) or _words(text, found) or _with_scales(text, found)
    except Ambiguous as two:
        values = map(Decimal, dict.fromkeys(two.values))
        short = [value for value in values if value.adjusted() < MAX_INTEGER_DIGITS]
        candidates = tuple(format_decimal(_plain(value)) for value in short)
        raise Unreadable("number-ambiguous", found, message("number.in-full"), candidates) from None


def _magnitude(text: str) -> Number | None:
    """`hàng chục nghìn`: from ten thousand to below a hundred thousand."""
    key = fold(text)
    prefix = fold("hàng") + " "
    exponent = EXPONENTS.get(key.removeprefix(prefix)) if key.startswith(prefix) else None
    if exponent is None:
        return None
    low = power_of_ten(exponent)
    return Number(None, low, low * 10, low, low, "magnitude", False, f"hàng {CANONICAL[exponent]}")


def _shared_scale(text: str) -> int:
    """The exponent of the scale that ends a number and that a range might share ("hai - ba trăm"), or 0."""
    tokens = fold(_GLUED.sub(" ", text)).split()
    if tokens[-1] == _TENS:
        return 1
    scale = _largest_scale(tokens)
    is_shared = scale and (tokens[-1] in _MULTIPLIERS or tokens[-1] == HALF or text[0].isdigit())
    return scale[0] if scale and is_shared else 0


def _groups_left_out(a: str, b: str) -> int:
    """How many groups of thousands one end of a range may share with the other: 1 in `10 - 12.000`."""
    first, last = _DIGITS_THEN_SCALE.match(a), _DIGITS_THEN_SCALE.match(b)
    if not first or not last or first["scale"] not in (None, last["scale"]):
        return 0
    ends = _DIGITS.match(first["digits"]), _DIGITS.match(last["digits"])
    if not ends[0] or not ends[1]:
        return 0
    low, high = (_digits(end[1], end[2], end[0]).low for end in ends if end)
    shared = len(re.findall("[. ]", ends[1][1])) - len(re.findall("[. ]", ends[0][1]))
    return shared if shared > 0 and 0 < times(low, power_of_ten(3 * shared)) < high else 0


def _apart(a: Number, b: Number) -> str:
    """A range with nothing shared between its ends."""
    spelling = f"{a.spelling} - {b.spelling}"
    if not _groups_left_out(a.spelling, b.spelling):
        return spelling
    # Without group marks there are no thousands to share.
    digits, blank, scale = b.spelling.partition(" ")
    return f"{a.spelling} - {digits.replace('.', '')}{blank}{scale}"


def _unclear(found: str, accepted: Message, *readings: tuple[Number, Number]) -> Unreadable:
    return Unreadable("number-ambiguous", found, accepted, tuple(_apart(a, b) for a, b in readings))


def _in_digits(number: Decimal, found: str) -> Number:
    bare, _, decimals = f"{_plain(number):f}".partition(".")
    return _digits(bare, decimals or None, found)


def _range(text: str, found: str) -> Number | None:
    match = _RANGE.match(text)
    if not match:
        return None
    try:
        a, b = _simple(match["a"], found), _simple(match["b"], found)
    except Unreadable as why:
        raise Unreadable(why.code, found, why.accepted) from None
    if a is None or b is None or a.point is None or b.point is None or "fraction" in (a.form, b.form):
        return None
    first, last = _shared_scale(match["a"]), _shared_scale(match["b"])
    groups = _groups_left_out(match["a"], match["b"])
    if first and not last and b.low < a.low:
        raise _unclear(found, _SCALE_TWICE)
    scale = 0 if first else last
    # "1,5-2 tỷ" shares its scale word; "rưỡi - hai triệu" has nothing that could be multiplied.
    shared = _scaled(_in_digits(a.low, found), scale, found) if scale else a
    can_share = not scale or a.step >= 1 or a.form == "decimal"
    if groups and can_share:
        in_full = _scaled(_in_digits(times(a.low, power_of_ten(3 * groups)), found), scale, found)
        raise _unclear(found, _IN_FULL, (in_full, b), (shared, b))
    if scale:
        # "800 - 1,2 tỷ" may mean a lower one or none, and nobody can know; with any scale "700.000 - 1 triệu"
        # would have its ends the wrong way round.
        end = _DIGITS_THEN_SCALE.match(match["b"])
        is_plain = end and a.form != "words" and fold(end["scale"] or "") in EXPONENTS
        if not can_share or not is_plain or shared.low > b.low >= a.low:
            in_order = (
                lower
                for exponent in (range(scale, min(scale, 3) - 1, -3) if can_share else ())
                if (lower := _scaled(_in_digits(a.low, found), exponent, found)).low <= b.low
            )
            readings = [(lower, b) for lower in islice(in_order, 1)]
            if readings or not can_share or not is_plain or a.low < 1000:
                plain = [(a, _in_digits(b.low, found))] if a.low <= b.low else []
                raise _unclear(found, _SCALE_TWICE, *readings, *plain)
        else:
            a = shared
    assert a.point is not None
    return Number(
        point=None,
        low=min(a.point, b.point),
        high=max(a.point, b.point),
        step=max(a.step, b.step),
        step_loose=max(a.step_loose, b.step_loose),
        form="range",
        reversed=a.point > b.point,
        spelling=_apart(a, b),
    )


def _before_unit(text: str, found: str, is_unit: Callable[[str], bool]) -> tuple[str, str] | None:
    """Split a value from the unit behind it: `4.177,97ha` gives (`4.177,97`, `ha`), None if there is none.

    The value is the longest beginning that is a number, and what follows is no further part of it: `1 tỷ rưỡi
    đồng` is not split behind `1`, and what is no unit (`1 tỷ rưởi`) may be a misspelled part of it. A unit
    behind what is nearly a number (`12.34 ha`) refuses that.
    """
    if not text[0].isdigit():
        return None
    for cut in sorted({match.start() for match in _BEFORE_UNIT.finditer(text)}, reverse=True):
        value, unit = text[:cut].strip(), text[cut:].strip()
        if not _OPENS_UNIT.match(unit) or not is_unit(unit):
            continue
        opens = _LETTERS.match(unit)
        if (opens and fold(opens[0]) in _PART_OF_NUMBER) or re.search(r" [0-9]", unit):
            return None
        try:
            number, nearly = _number(value, value), _marked_otherwise(value, value)
        except Unreadable as why:
            number, nearly = None, why
        if number is not None:
            return value, unit
        if nearly and nearly.candidates:
            raise Unreadable(nearly.code, found, nearly.accepted, nearly.candidates)
    return None


def _behind_words(text: str) -> tuple[str, str] | None:
    """Split words from the number behind them: `hơn hai chục` gives (`hơn`, `hai chục`); None without one."""
    tokens = text.split()
    for cut in range(1, len(tokens)):
        if not tokens[cut - 1].isalpha() or fold(tokens[cut - 1]) in _PART_OF_NUMBER | _VAGUE:
            return None
        value = " ".join(tokens[cut:])
        if _is_number(value):
            return " ".join(tokens[:cut]), value
    return None


def _is_number(text: str) -> bool:
    try:
        return _number(text, text) is not None
    except Unreadable:
        return False


def _marked_otherwise(text: str, found: str) -> Unreadable | None:
    """The refusal of digits with other marks than ours (`12.34`, `1.2 tỷ`); None for any other text."""
    digits = _DIGITS_THEN_SCALE.match(text)
    if not digits or fold(digits["scale"] or "") not in {"", *EXPONENTS}:
        return None
    code = "number-ambiguous" if _ENGLISH.match(digits["digits"]) else "number-malformed"
    scale = f" {digits['scale']}" if digits["scale"] else ""
    candidates = tuple(filter(_is_number, (each + scale for each in _candidates(digits["digits"]))))
    return Unreadable(code, found, _ACCEPTED, candidates)


def _refusal(text: str, found: str, is_unit: Callable[[str], bool]) -> Unreadable:
    """The reason why a text is no number: the first that a person would want to mend."""
    if split := _before_unit(_FROM_TO.sub(r"\1 - ", text), found, is_unit):
        accepted = message("number.value-and-unit", value=repr(split[0]), unit=repr(split[1]))
        return Unreadable("number-with-unit", found, accepted, (split[0],))
    if marked := _marked_otherwise(text, found):
        return marked
    ends = _RANGE.match(text)
    if ends and text[0].isdigit():
        english = (end for end in ends.group("a", "b") if not _DIGITS.match(end) and _ENGLISH.match(end))
        if any(english):
            return Unreadable("number-ambiguous", found, _ACCEPTED)
    if words := _behind_words(text):
        accepted = message("number.value-and-words", words=repr(words[0]), value=repr(words[1]))
        return Unreadable("number-qualified", found, accepted)
    if text[0].isalpha() and re.search("[0-9]", text):
        return Unreadable("number-qualified", found, message("number.words-belong-elsewhere"))
    if fold(text).split()[0] in _VAGUE:
        return Unreadable("number-unreadable", found, message("number.says-no-number"))
    return Unreadable("number-malformed" if text[0].isdigit() else "number-unreadable", found, _ACCEPTED)


def things_counted(unit: str) -> str:
    """What a fraction is a part of, without the word that says that it is a number: `số cơ sở` is `cơ sở`."""
    return re.sub(r"^(\[?) ?(?:tổng )?số ", r"\1", normalise(unit), flags=re.IGNORECASE)


def number_in_unit(unit: str) -> tuple[str, str] | None:
    """Words that open a unit and go on with the number before it: `tỷ rưỡi đồng` gives (`tỷ rưỡi`, `đồng`).

    None for scale words alone (`tỷ đồng`), which are part of a unit.
    """
    tokens = normalise(unit).strip("[]").split()
    goes_on = [token[0].isdigit() or fold(token) in _MULTIPLIERS | {HALF} for token in tokens]
    count = [*goes_on, False].index(False)
    if not any(token[0].isdigit() or fold(token) == HALF for token in tokens[:count]):
        return None
    return " ".join(tokens[:count]), " ".join(tokens[count:])


def _any_words(_: str) -> bool:
    """Whether words are a unit, where no vocabulary of units is at hand."""
    return True


@lru_cache(maxsize=1 << 16)
def read_number(value: str, is_unit: Callable[[str], bool] = _any_words) -> Number:
    """Read a value as printed.

    `is_unit` says whether words behind a number are a unit: only then the number before them is proposed.

    Raises:
        Unreadable: `number-empty`, `number-ambiguous` (1.5, 12.34, 1,234,567), `number-malformed`,
            `number-signed`, `number-qualified`, `number-with-unit` (4.177,97ha),
            `number-two-values`, `number-unreadable`, `number-too-long`.
    """
    text = normalise(value)
    if not text:
        raise Unreadable("number-empty", value, _ACCEPTED)
    if number := _number(text, value):
        return number
    raise _refusal(text, value, is_unit)


def _number(text: str, value: str) -> Number | None:
    """The number that a text is; None if it is none, and nobody has looked yet for the reason.

    Looking for one reads parts of the text: were the reasons of those looked for in turn, time would double
    with every word.
    """
    match = _DIGITS.match(text)
    if match:
        return _digits(match[1], match[2], value)
    cut_off = text.replace("...", "\u2026")
    if _CUT_OFF.match(cut_off):
        return Number(None, Decimal(0), None, _ONE, _ONE, "cut_off", False, cut_off)
    if text[0] in "+±" + DASHES:
        raise Unreadable("number-signed", value, message("number.without-sign"))
    if text[0] in "<>≤≥~≈=":
        raise Unreadable("number-qualified", value, message("number.sign-is-qualifier"))
    if _AS_OF.match(text):
        raise Unreadable("number-two-values", value, message("number.a-row-per-time"))
    return _magnitude(text) or _range(text, value) or _simple(text, value)
