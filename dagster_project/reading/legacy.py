"""Vietnamese encodings from before Unicode, recognised in text that was read as Western European.

Belongs here: the tables, and a judgement on one line of text. Does not belong here: changing a text:
a proposal is returned, a person decides. The four encodings are told apart by what counts: after
decoding, the words are Vietnamese syllables, and before they were not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from functools import cache

from dagster_project.reading.text import TONES

_PLAIN = {"a": "aâă", "e": "eê", "o": "oô", "u": "u", "y": "y"}
_TONES = {"": "", "\u0300": "ø", "\u0301": "ù", "\u0303": "õ", "\u0309": "û", "\u0323": "ï"}
_ROOF = {"": "â", "\u0300": "à", "\u0301": "á", "\u0303": "ã", "\u0309": "å", "\u0323": "ä"}
_BREVE = {"": "ê", "\u0300": "è", "\u0301": "é", "\u0303": "ü", "\u0309": "ú", "\u0323": "ë"}

# Byte and letter, generated from GNU iconv's TCVN5712-1 (only what the ABC fonts, called TCVN3, have:
# no letters below A1, where print has quotes and dashes) and VISCII. VPS has no codec in Python or
# iconv: taken from two keyboard programs and compared with GNU recode 3.6, which lacks only 99.
# Where VPS has one byte for both cases the small letter stands.
_TCVN3 = """
    a1Ă a2Â a3Ê a4Ô a5Ơ a6Ư a7Đ a8ă a9â aaê abô acơ adư aeđ afẰ b5à b6ả b7ã b8á b9ạ baẲ bbằ bcẳ bdẵ beắ
    bfẴ c0Ắ c1Ầ c2Ẩ c3Ẫ c4Ấ c5Ề c6ặ c7ầ c8ẩ c9ẫ caấ cbậ ccè cdỂ ceẻ cfẽ d0é d1ẹ d2ề d3ể d4ễ d5ế d6ệ d7ì
    d8ỉ d9Ễ daẾ dbỒ dcĩ ddí deị dfò e0Ổ e1ỏ e2õ e3ó e4ọ e5ồ e6ổ e7ỗ e8ố e9ộ eaờ ebở ecỡ edớ eeợ efù f0Ỗ
    f1ủ f2ũ f3ú f4ụ f5ừ f6ử f7ữ f8ứ f9ự faỳ fbỷ fcỹ fdý feỵ ffỐ
"""
_VISCII = """
    02Ẳ 05Ẵ 06Ẫ 14Ỷ 19Ỹ 1eỴ 80Ạ 81Ắ 82Ằ 83Ặ 84Ấ 85Ầ 86Ẩ 87Ậ 88Ẽ 89Ẹ 8aẾ 8bỀ 8cỂ 8dỄ 8eỆ 8fỐ 90Ồ 91Ổ 92Ỗ
    93Ộ 94Ợ 95Ớ 96Ờ 97Ở 98Ị 99Ỏ 9aỌ 9bỈ 9cỦ 9dŨ 9eỤ 9fỲ a0Õ a1ắ a2ằ a3ặ a4ấ a5ầ a6ẩ a7ậ a8ẽ a9ẹ aaế abề
    acể adễ aeệ afố b0ồ b1ổ b2ỗ b3Ỡ b4Ơ b5ộ b6ờ b7ở b8ị b9Ự baỨ bbỪ bcỬ bdơ beớ bfƯ c0À c1Á c2Â c3Ã c4Ả
    c5Ă c6ẳ c7ẵ c8È c9É caÊ cbẺ ccÌ cdÍ ceĨ cfỳ d0Đ d1ứ d2Ò d3Ó d4Ô d5ạ d6ỷ d7ừ d8ử d9Ù daÚ dbỹ dcỵ ddÝ
    deỡ dfư e0à e1á e2â e3ã e4ả e5ă e6ữ e7ẫ e8è e9é eaê ebẻ ecì edí eeĩ efỉ f0đ f1ự f2ò f3ó f4ô f5õ f6ỏ
    f7ọ f8ụ f9ù faú fbũ fcủ fdý feợ ffỮ
"""
_VPS = """
    80À 81Ả 82Ã 83Ấ 84Ầ 85Ẩ 86ọ 87ỗ 88Ă 89ế 8aề 8bể 8cệ 8dẮ 8eẰ 8fẲ 90Ế 93Ề 94Ể 95Ễ 96Ố 97Ồ 98Ổ 99Ỗ 9aý
    9bỷ 9cỵ 9dỚ 9eỜ 9fỞ a1ắ a2ằ a3ẳ a4ẵ a5ặ a6Ỡ a7ớ a8Ù a9ờ aaở abỡ acŨ adỨ aeợ afỪ b0ổ b1Ử b2Ỳ b3Ỹ b4Í
    b5Ì b6ộ b7Ỉ b8Ĩ b9Ó baử bbữ bcÒ bdỎ beÕ bfự c0ầ c1Á c2Â c3ấ c4ẩ c5ẫ c6ậ c7đ c8ẻ c9É caÊ cbẹ ccỉ cdễ
    ceị cfỹ d0Ư d1Ủ d2ồ d3ố d4Ô d5ỏ d6ơ d7È d8ừ d9ứ daÚ dbũ dcư ddÝ deẺ e0à e1á e2â e3ã e4ả e5ạ e6ă e8è
    e9é eaê ebẽ ecì edí efĩ f0Ẵ f1Đ f2ò f3ó f4ô f5õ f7Ơ f8ụ f9ù faú fbủ fdỶ feẼ ffỳ
"""

_QUOTES = "\u2018\u2019\u201c\u201d\"'()[]{}.,;:!?…–—-"
_SPLIT = re.compile(r"([ \t\r\n/,;]+)")


def _vni_pairs() -> dict[str, str]:
    """VNI for Windows: base letter and mark letter, or one letter. Agrees with GNU recode's VNI."""
    pairs = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
    for base, vowels in _PLAIN.items():
        for vowel in vowels:
            marks = _ROOF if vowel in "âêô" else _BREVE if vowel == "ă" else _TONES
            for tone, mark in marks.items():
                if mark and not (vowel == "y" and tone == "\u0323"):
                    pairs[base + mark] = unicodedata.normalize("NFC", vowel + tone)
    for base, vowel in (("ô", "ơ"), ("ö", "ư")):
        for tone, mark in _TONES.items():
            if mark:
                pairs[base + mark] = unicodedata.normalize("NFC", vowel + tone)
    upper = {key.upper(): letter.upper() for key, letter in pairs.items()}
    # Capitals typed by hand often keep the small mark: "Aù".
    mixed = {key[0].upper() + key[1:]: letter.upper() for key, letter in pairs.items() if len(key) == 2}
    return pairs | upper | mixed


def _byte_table(written: str) -> dict[str, str]:
    """Character as read to letter as meant; bytes 80 to 9F may have been read as cp1252 or as Latin-1."""
    table = {}
    for entry in written.split():
        byte, letter = bytes.fromhex(entry[:2]), entry[2]
        table[byte.decode("latin-1")] = letter
        with suppress(UnicodeDecodeError):
            table[byte.decode("cp1252")] = letter
    return table


VNI: dict[str, str] = _vni_pairs()
"""Letter, or letter and mark, as read in Latin-1, to the Vietnamese letter."""
TCVN3: dict[str, str] = _byte_table(_TCVN3)
"""TCVN3 (ABC, .Vn fonts); capitals came from another font, so case can be lost."""
VISCII: dict[str, str] = _byte_table(_VISCII)
"""VISCII 1.1 (RFC 1456)."""
VPS: dict[str, str] = _byte_table(_VPS)
"""Vietnamese Professionals Society."""

_VNI_LETTER = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))


def decode_vni(word: str) -> str:
    """A word written in VNI, in Unicode; characters outside the table stay."""
    return _VNI_LETTER.sub(lambda found: VNI[found.group()], word)


def _decoder(table: dict[str, str]) -> Callable[[str], str]:
    columns = str.maketrans(table)

    def decode(word: str) -> str:
        read = word.translate(columns)
        plain = [c for c in word if c.isascii() and c.isalpha()]
        # ABC fonts have no capitals with tones: capitals around a letter say it is one.
        return read.upper() if plain and all(c.isupper() for c in plain) and len(word) > 1 else read

    return decode


ENCODINGS: dict[str, Callable[[str], str]] = {
    "VNI": decode_vni,
    "TCVN3": _decoder(TCVN3),
    "VISCII": _decoder(VISCII),
    "VPS": _decoder(VPS),
}
"""Name of each encoding and the reading of one word."""

_ONSETS = "ngh|ng|gh|gi|kh|ph|th|tr|ch|nh|qu|b|c|d|đ|g|h|k|l|m|n|r|s|t|v|x|"
_RHYMES = re.findall(
    r"\S+",
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng "
    "eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac "
    "oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet oc oi om on ong op ot "
    "ooc oong ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uê uêch uênh uêt uôc uôi uôm "
    "uôn uông uôt uơ uy uya uyên uyêt uych uynh uyt uyn uyp uyu uc ui um un ung up ut ư ưa ưc ưi ưng ươc "
    "ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu",
)
_WITHOUT_TONES = str.maketrans("", "", TONES)
_SYLLABLE = re.compile(rf"(?:{_ONSETS})(?P<rhyme>{'|'.join(sorted(_RHYMES, key=len, reverse=True))})\Z")


@cache
def _is_syllable(word: str) -> bool:
    """Whether a word is one Vietnamese syllable: onset, rhyme, and a tone that the coda allows."""
    if word not in (word.lower(), word.upper(), word.capitalize()):
        return False
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in letters if c in TONES]
    found = _SYLLABLE.match(unicodedata.normalize("NFC", letters.translate(_WITHOUT_TONES)))
    if not found or len(tones) > 1:
        return False
    return not tones or tones[0] in "\u0301\u0323" or not found["rhyme"].endswith(("c", "ch", "p", "t"))


def _bare(piece: str) -> str:
    return piece.strip(_QUOTES + "0123456789%")


def _score(pieces: list[str]) -> tuple[int, int]:
    """Words with letters beyond ASCII that are syllables, and that are not."""
    words = (_bare(word) for piece in pieces for word in re.split(r"[-–—]", _bare(piece)))
    sound = [_is_syllable(word) for word in words if not word.isascii()]
    return sum(sound), len(sound) - sum(sound)


def _decode_piece(piece: str, decode: Callable[[str], str]) -> str:
    core = piece.strip(_QUOTES)
    if not core or core.isascii():
        return piece
    start = piece.index(core)
    return piece[:start] + decode(core) + piece[start + len(core) :]


def _evidence(pieces: list[str], read: list[str]) -> int:
    """Marks that made syllables of three letters or more; "m²" could be a word in two letters."""
    pairs = zip(pieces, read, strict=True)
    return sum(
        sum(not c.isascii() for c in before)
        for before, after in pairs
        if before != after and len(_bare(after)) >= 3 and _is_syllable(_bare(after))
    )


def detect_legacy(text: str, least: int = 2) -> tuple[str, str] | None:
    """The legacy encoding a line seems to be in, and the line as it would read in Unicode.

    Args:
        text: a line as it stands in the file, not normalised: in these encodings a soft hyphen or a
            no-break space can be a letter.
        least: how many letters beyond ASCII must have made sense; one is enough in a cell of a few words.

    Returns:
        Name of the encoding (`VNI`, `TCVN3`, `VISCII`, `VPS`) and the proposed reading; None where the
        line is Unicode already, is not Vietnamese, or shows too little to tell.
    """
    if text.isascii():
        return None
    pieces = _SPLIT.split(text)
    good_before, bad_before = _score(pieces)
    if not bad_before:
        return None
    sound: list[tuple[int, int, str, str]] = []
    # A line that also holds letters only Unicode has is mixed: its sound words stay as they are.
    mixed = any(c > "\u00ff" and c.isalpha() and unicodedata.name(c, "").startswith("LATIN") for c in text)
    for name, decode in ENCODINGS.items():
        read = [
            piece if mixed and _score([piece])[1] == 0 else _decode_piece(piece, decode) for piece in pieces
        ]
        good, bad = _score(read)
        enough = _evidence(pieces, read) >= least
        if enough and good > good_before and bad < bad_before and good >= 4 * bad:
            sound.append((good - bad, -bad, name, unicodedata.normalize("NFC", "".join(read))))
    best = max(sound, key=lambda found: found[:2], default=None)
    return best and best[2:]
