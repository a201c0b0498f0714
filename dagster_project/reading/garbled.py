"""Words that lost their letters on the way: a wrong encoding, look-alikes, accents turned to question marks.

Belongs here: recognising it in the few words of a cell, and proposing what was meant. Does not belong
here: whole lines in an old encoding (`legacy.py`), changing a text: a person decides.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from dagster_project.messages import Message, message
from dagster_project.reading.legacy import detect_legacy
from dagster_project.reading.text import TONES

_VOWELS = "aăâeêioôơuưy"
_LETTERS = frozenset(
    unicodedata.normalize("NFC", letter + tone) for letter in _VOWELS for tone in ("", *TONES)
) | frozenset("abcdefghijklmnopqrstuvwxyzđ")
VIETNAMESE = _LETTERS | {letter.upper() for letter in _LETTERS}
"""Every letter that Vietnamese is written in; f, j, w and z come with names."""
_SCIENCE = "µμΩαβγΔδπ"
"""Letters of units and formulas, when they stand alone or before a unit: µg."""

_LOOK_ALIKES = str.maketrans(
    dict(zip("авеікмнорстухАВЕІКМНОРСТУХ", "abeikmhopctyxABEIKMHOPCTYX", strict=True))
    | dict(zip("αικνορτυχΑΒΕΗΙΚΜΝΟΡΤΥΧΖ", "aiknoptuxABEHIKMNOPTYXZ", strict=True))
    | {"ð": "đ", "Ð": "Đ", "Ɖ": "Đ", "ɖ": "đ"}
)
"""Letters of other alphabets to the Latin letter they look like."""
_SYMBOLS = "¡¢£¤¥¦§¨©ª¬®¯´¶¸¹º»¼½¾¿«"
_SYMBOLED = re.compile(f"[{_SYMBOLS}]")
_IN_WORD = re.compile(rf"[^\W\d_][{_SYMBOLS}]|[{_SYMBOLS}][^\W\d_]")
_QUOTED = re.compile("«([^«»]*)»")
_ADDRESS = re.compile(r"\S+://\S+")
_WRONG_LEADS = (
    (re.compile(rb"[\x80-\xff](?=[\xba\xbb][\x80-\xbf])"), b"\xe1"),
    (re.compile(rb"\xe4(?=[\x82\x83\x90\x91\xa8\xa9])"), b"\xc4"),
    (re.compile(rb"\xe6(?=[\xa0\xa1\xaf\xb0])"), b"\xc6"),
)
"""First bytes of letters that were changed afterwards (capitals made small, for one), and what they were.

Every Vietnamese letter of three bytes opens with E1."""
_LOST_BLANK = re.compile("(?<=[a-z\u2018])\u00c3 ")
"""The no-break space that is the second byte of an accented a was made an ordinary one."""
_LOST = re.compile(r"\?\?|\?[^\W\d_]")
_LOST_AT_END = re.compile(r"\?\?|\?[^\W\d_]|[^\W\d_]\?")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Garbled:
    """What seems to have happened to a text, and how it may have read ('' = unknown)."""

    what: Message
    proposed: str = ""


def _as_bytes(piece: str) -> bytes | None:
    """The bytes that a Western program would show as this piece, None where it would not."""
    try:
        return b"".join(bytes([ord(c)]) if ord(c) < 256 else c.encode("cp1252") for c in piece)
    except UnicodeEncodeError:
        return None


def _reread(piece: str) -> str:
    """A piece that is UTF-8 read as Western European, as it was meant; otherwise as it is."""
    data = None if piece.isascii() else _as_bytes(piece)
    if data is None:
        return piece
    mended = data
    for wrong, lead in _WRONG_LEADS:
        mended = wrong.sub(lead, mended)
    for each in dict.fromkeys((data, mended)):
        try:
            meant = unicodedata.normalize("NFC", each.decode("utf-8"))
        except UnicodeDecodeError:
            continue
        strange = any(c.isalpha() and c not in VIETNAMESE for c in meant)
        if not strange and not meant.isascii():
            return meant if _SYMBOLED.search(meant) is None else _reread(meant)
    return piece


def _foreign(text: str) -> list[str]:
    """The words that hold a letter of another alphabet than the Vietnamese one."""
    bare = ((word, word.lstrip(_SCIENCE)) for word in _WORD.findall(text))
    return [word for word, rest in bare if any(c.isalpha() and c not in VIETNAMESE for c in rest)]


def _look_alikes(text: str) -> str | None:
    """The text with the letters of other alphabets replaced, where those stand among Latin ones."""
    has_alike = any(word.translate(_LOOK_ALIKES) != word for word in _foreign(text))
    return text.translate(_LOOK_ALIKES) if has_alike and not VIETNAMESE.isdisjoint(text) else None


def garbled(text: str, copied: bool) -> Garbled | None:
    """What is wrong with the letters of a cell, None where they are sound.

    Args:
        text: the cell.
        copied: whether it holds printed words only. A note is in anybody's own words, with names and
            questions in it, and is judged more mildly.
    """
    if text.isascii() and "?" not in text:
        return None
    words = unicodedata.normalize("NFC", text)
    meant = " ".join(_reread(piece) for piece in _LOST_BLANK.sub("\u00c3\u00a0", words).split(" "))
    if meant != words:
        is_sound = not _IN_WORD.search(meant) and not _foreign(meant)
        return Garbled(message("letters.utf8-as-western"), meant if is_sound else "")
    unquoted = _QUOTED.sub(r"\1", words)
    strange = _foreign(words)
    suspect = strange or _IN_WORD.search(unquoted)
    if (copied or suspect) and (legacy := detect_legacy(words, least=1 if copied else 2)):
        return Garbled(message("letters.old-encoding", encoding=legacy[0]), legacy[1])
    if strange and (alike := _look_alikes(words)) is not None:
        return Garbled(message("letters.look-alikes"), alike)
    if (_LOST_AT_END if copied else _LOST).search(_ADDRESS.sub("", words)):
        return Garbled(message("letters.question-marks"))
    if copied and suspect:
        return Garbled(message("letters.not-vietnamese"))
    return None


_PUNCTUATION = "\u00a0\u2002-\u200b‐‑–—―‘’“”„…•·°²³±×÷€₫■●▪◦→≤≥"
_ODD = re.compile(f"[^\\x00-\\x3e\\x40-\\x7f{''.join(sorted(VIETNAMESE))}{_PUNCTUATION}]")


def garbled_line(data: bytes) -> Garbled | None:
    """What is wrong with a line of an article as it stands in the file, None where it is sound.

    Bytes that are not UTF-8 are tried as the encodings from before Unicode. Only a line with a character
    that no Vietnamese text needs is looked at closely, or the longest articles would take a second.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        legacy = detect_legacy(data.decode("latin-1"), least=1)
        if legacy is None:
            return Garbled(message("letters.not-utf8"))
        return Garbled(message("letters.not-utf8-but", encoding=legacy[0]), legacy[1])
    composed = unicodedata.normalize("NFC", text)
    return garbled(composed, copied=False) if _ODD.search(composed) else None
