"""Vietnamese number words and the numbers they name, both ways.

Belongs here: spelled-out numbers. Does not belong here: digits, units, vague words such as "vài".
What two speakers read differently is ambiguous: "một trăm hai" is 102 in print and 120 in speech.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dagster_project.reading.text import fold

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
"""The words of 0 to 9."""
_DIGIT = {fold(word): value for value, word in enumerate(DIGITS)} | {fold("bẩy"): 7}
# After mười only lăm is five, since năm would say year; after mươi one is mốt and four may be tư.
_AFTER_TEN = {w: v for w, v in _DIGIT.items() if v not in (0, 5)} | {fold("lăm"): 5}
_AFTER_TENS = _AFTER_TEN | {fold("mốt"): 1, fold("tư"): 4, fold("nhăm"): 5}
_AFTER_ZERO = {w: v for w, v in _DIGIT.items() if v} | {fold("tư"): 4}
_TEN, _TENS, _HUNDRED = fold("mười"), fold("mươi"), fold("trăm")
HALF = fold("rưỡi")
"""And a half, folded."""
WITHOUT_TENS = (fold("linh"), fold("lẻ"))
"""What stands before ones that follow a hundred or more directly, folded."""
_SCALES = ((10**9, ("tỷ", "tỉ")), (10**6, ("triệu",)), (10**3, ("nghìn", "ngàn")))
_FIXED = {fold("đôi"): Decimal(2), HALF: Decimal("1.5")}
_HALVED = {word: n for word, n in _DIGIT.items() if n} | {str(n): n for n in range(1, 10)}
_PART, _NO = fold("phần"), fold("không")
_SCALE_NAMES = {fold(name) for _, names in _SCALES for name in names}
_HALVES = tuple(map(fold, ("nửa", "một nửa", "phân nửa")))
WORDS = {*_DIGIT, *_AFTER_TENS, _TEN, _TENS, _HUNDRED, HALF, *WITHOUT_TENS, _PART, fold("nửa")} | _SCALE_NAMES
"""Every folded word of which numbers are made here."""


class Ambiguous(ValueError):
    """Number words that name one of several numbers, held in `values`."""

    def __init__(self, *values: int | Decimal) -> None:
        super().__init__(*values)
        self.values = values


_BELOW_HUNDRED = _DIGIT | {_TEN: 10} | {f"{_TEN} {word}": 10 + n for word, n in _AFTER_TEN.items()}
for _word, _number in _DIGIT.items():
    if _number > 1:
        _BELOW_HUNDRED[f"{_word} {_TENS}"] = 10 * _number
        _BELOW_HUNDRED |= {f"{_word} {_TENS} {one}": 10 * _number + n for one, n in _AFTER_TENS.items()}


def _hundreds(words: Sequence[str], inner: bool) -> int | None:
    """A number below a thousand; `inner` after a higher scale, where "không trăm" may stand."""
    if len(words) < 2 or words[1] != _HUNDRED:
        return _BELOW_HUNDRED.get(" ".join(words))
    if words[0] not in _DIGIT or (_DIGIT[words[0]] == 0 and not (inner and len(words) > 2)):
        return None
    hundreds, rest = 100 * _DIGIT[words[0]], words[2:]
    if not rest:
        return hundreds
    if rest[0] in WITHOUT_TENS:
        return hundreds + _AFTER_ZERO[rest[1]] if len(rest) == 2 and rest[1] in _AFTER_ZERO else None
    low = _BELOW_HUNDRED.get(" ".join(rest))
    if not low:
        return None
    if low < 10:
        raise Ambiguous(hundreds + low, hundreds + 10 * low)
    return hundreds + low


def _integer(words: Sequence[str], level: int = 0, inner: bool = False) -> int | None:
    if level == len(_SCALES):
        return _hundreds(words, inner)
    size, names = _SCALES[level]
    at = next((i for i, word in enumerate(words) if word in map(fold, names)), None)
    if at is None:
        return _integer(words, level + 1, inner)
    head, rest = words[:at], words[at + 1 :]
    is_zero = inner and tuple(head) == (_NO, _HUNDRED) and len(rest) > 1
    # Thousands of billions are said ("nghìn tỷ"); below that a scale takes at most three digits.
    try:
        count = _integer(head, 2 if level == 0 else len(_SCALES), inner)
    except Ambiguous as two:
        if rest:
            return None
        raise Ambiguous(*(value * size for value in two.values)) from None
    if not count and not is_zero:
        return None
    counted = (count or 0) * size
    if not rest:
        return counted
    if rest[0] in WITHOUT_TENS:
        return counted + _AFTER_ZERO[rest[1]] if len(rest) == 2 and rest[1] in _AFTER_ZERO else None
    try:
        low = _integer(rest, level + 1, True)
    except Ambiguous as two:
        raise Ambiguous(*(counted + value for value in two.values)) from None
    if not low or low >= size:
        return None
    if len(rest) == 1 and low < 10:
        raise Ambiguous(counted + low, counted + low * size // 10)
    # "Một triệu hai trăm" is 1.000.200 in print and 1.200.000 in speech.
    is_said_in_full = is_zero or rest[0] == _NO or not _SCALE_NAMES.isdisjoint(rest)
    if size > 1000 and not is_said_in_full:
        raise Ambiguous(counted + low, counted + low * size // 1000)
    return counted + low


def fraction_from_words(words: Sequence[str]) -> tuple[int, int] | None:
    """Numerator and denominator named by folded words ("hai phần ba", "một nửa"), None if they name none."""
    if " ".join(words) in _HALVES:
        return 1, 2
    if _PART not in words:
        return None
    at = words.index(_PART)
    of = words[at + 1 :]
    part, parts = number_from_words(words[:at]), number_from_words(of)
    if len(of) == 1 and of[0] in _AFTER_TENS:
        parts = Decimal(_AFTER_TENS[of[0]])
    if part is None or parts is None or part % 1 or parts % 1 or not 0 < part < parts:
        return None
    return int(part), int(parts)


def number_from_words(words: Sequence[str]) -> Decimal | None:
    """The number named by folded words, None if they name none.

    Raises:
        Ambiguous: the words name one of several numbers ("một trăm hai").
    """
    if len(words) == 1 and words[0] in _FIXED:
        return _FIXED[words[0]]
    if len(words) == 2 and words[1] == HALF and words[0] in _HALVED:
        return _HALVED[words[0]] + Decimal("0.5")
    number = _integer(words) if words else None
    return None if number is None else Decimal(number)


def _spell_hundreds(number: int, inner: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [DIGITS[hundreds], "trăm"] if hundreds or inner else []
    if tens == 0:
        if ones or not words:
            words += ["linh", DIGITS[ones]] if words else [DIGITS[ones]]
        return words
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if ones:
        words.append("lăm" if ones == 5 else "mốt" if ones == 1 and tens > 1 else DIGITS[ones])
    return words


def words_from_number(number: Decimal) -> str:
    """The canonical words of a number that `number_from_words` gave.

    Raises:
        ValueError: the number is not one that words name here.
    """
    rest = int(number)
    if number != rest:
        if number - rest != Decimal("0.5") or not 1 <= rest <= 9:
            raise ValueError(f"no number words for {number}")
        return f"{DIGITS[rest]} rưỡi"
    words: list[str] = []
    for size, (name, *_) in _SCALES:
        count, rest = divmod(rest, size)
        if count >= 1000:
            words += [*words_from_number(Decimal(count)).split(), name]
        elif count:
            words += [*_spell_hundreds(count, bool(words)), name]
        elif words and name == "nghìn" and rest >= 100:
            words += ["không", "trăm", name]
    if rest or not words:
        words += _spell_hundreds(rest, bool(words))
    return " ".join(words)
