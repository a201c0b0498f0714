"""A draft under review: edits, undo, saving beside somebody else, who may ask, and what accepting it makes.

The tempting clean-up that would break this: writing the folder as it stands in memory, without looking
whether somebody has written into it since.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import socket
from pathlib import Path
from typing import Any

import pytest

from dagster_project import settings
from dagster_project.cli import main
from dagster_project.contracts import Problem
from dagster_project.contracts.model import SHEET_COLUMNS
from dagster_project.ingest.origin import with_value
from dagster_project.review.app import ReviewApp
from dagster_project.review.draft import (
    CHANGED,
    CONFIRMED,
    PROPOSED,
    REVIEW_COLUMNS,
    ChangedOutside,
    Draft,
    DraftFault,
)
from dagster_project.review.judging import Judge
from dagster_project.review.session import Session
from dagster_project.review.text import FIGURE, FILED, FREE, TIME, Line
from dagster_project.transform.in_memory import Relations
from tests.drafts import ARTICLE, REPORT, drafted_rows, read, right_rows, write, write_draft


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A draft in a folder of reports of its own, the article beside it."""
    for name in ("raw", "articles"):
        monkeypatch.setenv(f"KHUYENCONG_{name.upper()}", str(tmp_path / name))
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(tmp_path / "warehouse"))
    return write_draft(tmp_path / "raw", tmp_path / "articles")


@pytest.fixture
def session(folder: Path) -> Session:
    return Session(Draft(folder), Judge(settings.load(), Relations), "An")


def put(session: Session, figure: str, **cells: str) -> None:
    session.do("put", {"figure": figure, "cells": cells})


def cell(session: Session, figure: str, column: str) -> tuple[str, str]:
    content = session.draft.content
    return content.row(figure)[column], content.drafted[figure, column].state


# --- edits ------------------------------------------------------------------------------------------


def test_writing_what_was_drafted_confirms_it_and_another_word_changes_it(session: Session) -> None:
    assert cell(session, "2", "indicator") == ("workers", PROPOSED)
    put(session, "2", indicator="trainees")
    assert cell(session, "2", "indicator") == ("trainees", CHANGED)
    assert session.draft.content.drafted["2", "indicator"].alternatives == ("workers", "jobs_created")
    put(session, "2", indicator="workers")
    assert cell(session, "2", "indicator") == ("workers", CONFIRMED)
    assert session.draft.content.drafted["2", "indicator"].by == "An"


def test_nothing_is_confirmed_without_a_name(folder: Path) -> None:
    nameless = Session(Draft(folder), Judge(settings.load(), Relations), "")
    with pytest.raises(DraftFault, match="name"):
        nameless.do("confirm", {"figure": "2"})
    nameless.do("place", {"by": "Bình"})
    nameless.do("confirm", {"figure": "2"})
    assert {row["by"] for row in read(folder / "review.csv") if row["figure"] == "2"} == {"Bình"}


def test_every_edit_is_in_the_folder_at_once_and_undone_in_order(session: Session, folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    session.do("file", {"figure": "1", "why": "number of a document"})
    put(session, "2", indicator="trainees", note="seen")
    assert read(folder / "figures.csv")[0]["value"] == "1.200"
    assert read(folder / "not_figures.csv") == [{"line": "2", "token": "12", "why": "number of a document"}]
    assert not [row for row in read(folder / "review.csv") if row["figure"] == "1"]
    assert session.do("undo", {}) == {"undone": True, "figure": "2"}
    assert cell(session, "2", "indicator") == ("workers", PROPOSED)
    session.do("undo", {})
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {row["figure"] for row in read(folder / "figures.csv")} == {str(n) for n in range(1, 9)}
    assert after["figures.csv"] == before["figures.csv"]
    assert session.do("undo", {}) == {"undone": False, "figure": None}


def test_what_was_changed_can_be_taken_back_after_the_server_was_started_again(
    session: Session, folder: Path
) -> None:
    start = ARTICLE.split("\n")[2].index("15,5")
    session.do("figure", {"line": 3, "start": start, "end": start + 4})
    contents = [session.draft.content]
    session.do("file", {"figure": "1", "why": "number of a document"})
    contents.append(session.draft.content)
    put(session, "2", indicator="trainees", note="seen, “quoted”,\nand\u2028on two lines")
    again = Session(Draft(folder), session.judge, "An")
    assert again.state("en")["undo"] == 3
    for before, figure in ((contents[1], "2"), (contents[0], "1")):
        assert again.do("undo", {}) == {"undone": True, "figure": figure}
        assert again.draft.content == before
    again = Session(Draft(folder), session.judge, "An")
    assert again.do("undo", {})["undone"]
    assert [row["figure"] for row in again.draft.content.rows] == [str(n) for n in range(1, 9)]
    assert again.do("undo", {}) == {"undone": False, "figure": None}


@pytest.mark.parametrize("journal", [None, b"", b"{", b"[1]\n", b'["x", {}]\n', b"\xff"])
def test_what_somebody_else_wrote_cannot_be_taken_back(
    session: Session, folder: Path, journal: bytes | None
) -> None:
    put(session, "2", note="mine")
    if journal is None:
        theirs = (folder / "figures.csv").read_text(encoding="utf-8").replace("mine", "theirs")
        (folder / "figures.csv").write_text(theirs, encoding="utf-8")
    else:
        (folder / "review.undo").write_bytes(journal)
    again = Session(Draft(folder), session.judge, "An")
    assert again.do("undo", {}) == {"undone": False, "figure": None}
    put(again, "2", note="anew")
    assert Session(Draft(folder), session.judge, "An").do("undo", {})["undone"]


def test_what_somebody_else_wrote_meanwhile_is_kept_and_loaded(session: Session, folder: Path) -> None:
    put(session, "2", note="mine")
    theirs = (folder / "figures.csv").read_text(encoding="utf-8").replace("mine", "theirs")
    (folder / "figures.csv").write_text(theirs, encoding="utf-8")
    with pytest.raises(ChangedOutside):
        put(session, "2", note="mine again")
    assert (folder / "figures.csv").read_text(encoding="utf-8") == theirs
    assert session.draft.content.row("2")["note"] == "theirs"
    put(session, "2", note="after theirs")
    assert read(folder / "figures.csv")[1]["note"] == "after theirs"


def test_a_number_becomes_a_figure_where_it_is_read_with_what_stands_around_it(session: Session) -> None:
    line = ARTICLE.split("\n")[2]
    start = line.index("15,5")
    [figure] = session.do("figure", {"line": 3, "start": start, "end": start + 4}).values()
    rows = session.draft.content.rows
    assert [row["figure"] for row in rows] == ["1", "2", "3", figure, *map(str, range(4, 9))]
    new = session.draft.content.row(figure)
    assert (new["value"], new["unit"], new["place"], new["nature"]) == (
        "15,5",
        "%/năm",
        "thai-binh",
        "actual",
    )
    assert cell(session, figure, "period") == ("2008/2012?", PROPOSED)
    assert (figure, "period") in session.draft.content.open_cells()


def test_a_number_filed_away_can_be_a_figure_after_all(session: Session) -> None:
    session.do("file", {"figure": "2", "why": "by mistake"})
    assert session.draft.content.filed == ((2, "1.200", "by mistake"),)
    start = ARTICLE.split("\n")[1].index("1.200")
    session.do("figure", {"line": 2, "start": start, "end": start + 5})
    assert session.draft.content.filed == ()
    assert session.draft.content.row("9")["qualifier"] == "trên"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.yaml", None),
        ("review.csv", b"\xff\xfe1\x00"),
        ("figures.csv", b"PK\x03\x04 a spreadsheet"),
        ("figures.csv", b"figure,line\n1,2\n"),
        ("review.csv", b"figure,column\n1,unit\n"),
        ("review.csv", f"{','.join(REVIEW_COLUMNS)}\n1,unit,perhaps,0.5,0,1,x,,\n".encode()),
    ],
)
def test_a_folder_that_is_no_draft_is_refused_with_a_reason(
    folder: Path, name: str, content: bytes | None
) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(DraftFault):
        Draft(folder)


def test_a_folder_spoiled_meanwhile_is_told_of_and_read_again_once_it_is_mended(
    session: Session, folder: Path
) -> None:
    record = (folder / "report.yaml").read_bytes()
    (folder / "report.yaml").unlink()
    for _ in range(2):
        status, answer, _ = ask(session, f"/{TOKEN}/state")
        assert (status, b"report.yaml" in answer) == (422, True)
    (folder / "report.yaml").symlink_to("/etc/passwd")
    assert ask(session, f"/{TOKEN}/state")[0] == 422
    (folder / "report.yaml").unlink()
    (folder / "report.yaml").write_bytes(record)
    assert ask(session, f"/{TOKEN}/state")[0] == 200


# --- the text ---------------------------------------------------------------------------------------


def test_every_number_of_the_text_is_of_a_figure_filed_away_time_or_free(session: Session) -> None:
    session.do("file", {"figure": "1", "why": "number of a document"})
    lines = ARTICLE.split("\n")
    marks = [
        (lines[n - 1][start:end], kind, of) for n, start, end, kind, of in session.state("en")["numbers"]
    ]
    assert ("12", FILED, "number of a document") in marks
    assert ("1.500 - 2.000", FIGURE, "8") in marks
    assert ("15,5", FREE, "") in marks
    assert [of[1] for of in marks if of[0] in ("2008", "2012", "2015")] == [TIME] * 4
    assert len(marks) == 7 + 1 + 1 + 4


def test_a_count_of_a_fraction_is_marked_where_it_stands(tmp_path: Path, folder: Path) -> None:
    line = "Hiện có 54/57 cụm công nghiệp."
    (tmp_path / "articles" / "vi-du.txt").write_text(line, encoding="utf-8")
    record = (folder / "report.yaml").read_bytes()
    sha256 = hashlib.sha256(line.encode()).hexdigest()
    record = re.sub(rb"sha256: \w+", f"sha256: {sha256}".encode(), record).replace(b"[[1, 5]]", b"[[1, 1]]")
    (folder / "report.yaml").write_bytes(record)
    row = {**right_rows()[6], "figure": "1", "line": "1", "value": "54"}
    write(folder / "figures.csv", SHEET_COLUMNS, [[row[name] for name in SHEET_COLUMNS]])
    state = Session(Draft(folder), Judge(settings.load(), Relations), "An").state("en")
    assert [line[start:end] for _, start, end, *_ in state["numbers"]] == ["54"]
    assert not [each for each in state["findings"] if each["column"] in ("value", "line")]


@pytest.mark.parametrize("why", ["no indicator recognised", "chưa nhận ra chỉ tiêu"])
def test_a_number_of_which_the_engine_made_nothing_is_left_to_a_person(
    session: Session, folder: Path, why: str
) -> None:
    (folder / "not_figures.csv").write_text(f'line,token,why\n3,"15,5",{why}\n', encoding="utf-8")
    start = ARTICLE.split("\n")[2].index("15,5")
    at = {"line": 3, "start": start, "end": start + 4}
    assert (3, start, start + 4, FREE, why) in session.state("en")["numbers"]
    session.do("file", {**at, "why": "no indicator yet: waste"})
    assert session.draft.content.filed == ((3, "15,5", "no indicator yet: waste"),)
    assert (3, start, start + 4, FILED, "no indicator yet: waste") in session.state("en")["numbers"]
    session.do("undo", {})
    session.do("figure", at)
    assert session.draft.content.filed == ()


@pytest.mark.parametrize(
    "text", ["  Năm\u00a0 2012 ...  đạt  1.200  người ", "Na\u0306m 2012\u200b: 5%", "", "A…b 3 – 4"]
)
def test_a_line_is_compared_as_the_check_compares_it_character_by_character(text: str) -> None:
    from dagster_project.reading.printed import plain

    line = Line(text)
    assert line.plain == plain(text)
    for start, end in line.numbers():
        assert plain(text[slice(*line.span(start, end))]) == line.plain[start:end]


# --- what the check says ----------------------------------------------------------------------------


def test_the_page_says_what_a_check_says_and_what_the_figures_say_of_each_other(session: Session) -> None:
    put(session, "3", unit="tấn")
    said = [each for each in session.state("en")["findings"] if each["figure"] == "3"]
    assert {"unit-fits", "printed-as-claimed"} <= {each["rule"] for each in said}
    assert all("figures.csv" not in each["sentence"] for each in said)
    put(session, "3", unit="tỷ đồng")
    assert not [each for each in session.state("en")["findings"] if each["figure"] == "3"]
    assert not [each for each in session.relations("vi") if each["law"] == "partition"]
    put(session, "6", funding_source="local")
    [sums] = [each for each in session.relations("vi") if each["law"] == "partition"]
    assert sums["holds"]
    assert sums["figures"] == ["5", "6", "4"]
    put(session, "4", value="2.500")
    put(session, "5", value="6.500")
    [sums] = [each for each in session.relations("en") if each["law"] == "partition"]
    assert not sums["holds"]


def test_a_complaint_names_columns_as_the_page_does(session: Session) -> None:
    put(session, "3", value="2,6")
    put(session, "5", measure="increase")
    said = [each["sentence"] for each in session.state("vi")["findings"] if each["figure"] in ("3", "5")]
    assert any("sửa dòng, hoặc giá trị cho" in sentence for sentence in said)
    assert not [each for each in said for word in each.split() if word.strip(",.:") in SHEET_COLUMNS]
    assert not [each for each in said if "cách đo (cách đo)" in each]
    said = [each["sentence"] for each in session.state("en")["findings"] if each["figure"] == "3"]
    assert any("value as printed" in sentence for sentence in said)


def test_the_second_reader_speaks_of_what_a_person_wrote(session: Session, tmp_path: Path) -> None:
    def read_otherwise(of: Session) -> list[tuple[str, str]]:
        said = of.state("en")["findings"]
        return [
            (each["figure"], each["column"]) for each in said if each["rule"].startswith("read-otherwise")
        ]

    rows = right_rows()
    rows[5]["funding_source"] = "national"
    typed = write_draft(tmp_path / "typed", tmp_path / "articles", rows, by_hand=True)
    assert ("6", "funding_source") in read_otherwise(Session(Draft(typed), session.judge, "An"))
    session.do("confirm", {"figure": "6"})
    assert ("6", "funding_source") not in read_otherwise(session)
    put(session, "6", funding_source="national")
    assert ("6", "funding_source") in read_otherwise(session)
    put(session, "6", funding_source="local")
    assert ("6", "funding_source") not in read_otherwise(session)


def test_relations_asked_again_are_those_of_a_fresh_look(session: Session, folder: Path) -> None:
    session.relations("en")
    put(session, "6", funding_source="local")
    fresh = Session(Draft(folder), Judge(settings.load(), Relations), "An")
    assert session.relations("en") == fresh.relations("en") != []


# --- who may ask ------------------------------------------------------------------------------------

TOKEN, HOST = "a-token", "127.0.0.1:4000"


def ask(
    session: Session, path: str, method: str = "GET", body: bytes = b"", **headers: str
) -> tuple[int, bytes, dict[bytes, bytes]]:
    """Ask the application as a server would."""
    app = ReviewApp(session, TOKEN, 4000, "en")
    known = {"host": HOST, "origin": f"http://{HOST}", "content-type": "application/json"} | headers
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in known.items()],
    }
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    answer = b"".join(each.get("body", b"") for each in sent)
    return sent[0]["status"], answer, dict(sent[0]["headers"])


def test_the_page_is_served_to_whoever_holds_the_address_and_nothing_else_is(session: Session) -> None:
    status, page, headers = ask(session, f"/{TOKEN}/?lang=vi")
    assert (status, b'lang="vi"' in page) == (200, True)
    assert b"default-src 'none'" in headers[b"content-security-policy"]
    others = (f"{TOKEN}x/state", f"{TOKEN}/../app.py", f"{TOKEN}/report.yaml", f"{TOKEN}/state/x")
    for path in ("/", "/review.js", "/wrong/", *(f"/{each}" for each in others)):
        assert ask(session, path)[:2] == (404, b""), path
    assert ask(session, f"/{TOKEN}/state", host="evil.example:4000")[0] == 404
    assert ask(session, f"/{TOKEN}/state", "PUT")[0] == 405


def test_an_edit_needs_the_origin_of_the_page_and_its_content_type(session: Session) -> None:
    body = json.dumps({"action": "confirm", "figure": "2"}).encode()
    for wrong in ({"origin": "http://evil.example"}, {"origin": "null"}, {"content_type": "text/plain"}):
        assert ask(session, f"/{TOKEN}/do", "POST", body, **wrong)[0] == 403
    assert cell(session, "2", "indicator")[1] == PROPOSED
    assert ask(session, f"/{TOKEN}/do", "POST", body)[0] == 200
    assert cell(session, "2", "indicator")[1] == CONFIRMED


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'{"action": "put"}', 400),
        (b'{"action": "rm"}', 422),
        (b'{"action": "confirm", "figure": "99"}', 422),
        (b'{"action": "put", "figure": "2", "cells": {"figure": "3"}}', 422),
        (b'{"action": "figure", "line": 99, "start": 0, "end": 1}', 422),
        (b'{"action": "file", "figure": "2", "why": " "}', 422),
        (b" " * 70_000, 400),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(session: Session, body: bytes, status: int) -> None:
    before = session.draft.content
    found, answer, _ = ask(session, f"/{TOKEN}/do", "POST", body)
    assert (found, bool(json.loads(answer)["error"])) == (status, True)
    assert session.draft.content == before


# --- a report ---------------------------------------------------------------------------------------


def decide(session: Session) -> None:
    """Bring the draft to what is right."""
    session.do("file", {"figure": "1", "why": "number of a document"})
    start = ARTICLE.split("\n")[2].index("15,5")
    added = session.do("figure", {"line": 3, "start": start, "end": start + 4})["figure"]
    for row, wanted in zip(session.draft.content.rows, right_rows(), strict=True):
        session.do("confirm", {"figure": row["figure"]})
        cells = {name: text for name, text in wanted.items() if name != "figure" and row[name] != text}
        put(session, row["figure"], **cells)
    assert session.draft.content.row(added)["indicator"] == "exports"


def test_a_decided_draft_becomes_a_report_that_says_what_was_drafted(
    session: Session, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(session)
    assert main(["accept", str(folder)]) == 0
    said = capsys.readouterr().out
    report = folder.with_name(REPORT)
    assert not folder.exists()
    assert {path.name for path in report.iterdir()} == {"report.yaml", "figures.csv", "not_figures.csv"}
    assert read(report / "figures.csv") == right_rows()
    record = (report / "report.yaml").read_text(encoding="utf-8")
    assert "kind: press            # where it appeared" in record
    # Seven rows drafted in seven cells each; what the added row took over was drafted by nobody.
    assert "by: An\n" in record
    assert "cells: 49\n" in record
    assert "confirmed: 46\n" in record
    assert "changed: 3\n" in record
    assert "46 confirmed, 3 changed, 0 left" in said
    assert main(["check", str(report)]) == 0


def test_of_a_report_that_was_drafted_what_a_person_changed_is_read_again(
    session: Session, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(session)
    local = next(row["figure"] for row in session.draft.content.rows if row["value"] == "4.000")
    put(session, local, funding_source="national")
    assert main(["accept", str(folder)]) == 0
    assert main(["check", str(folder.with_name(REPORT))]) == 0
    said = capsys.readouterr().out
    assert said.count("[read-otherwise-") == 2  # once by each command
    assert said.count("[read-otherwise-funding-source") == 2


def test_a_draft_is_checked_by_its_path_and_read_by_no_refresh(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(folder)]) == 1
    assert "8 figures" in (said := capsys.readouterr().out)
    assert "folder-whole" not in said
    assert main(["check"]) == 0
    assert REPORT not in capsys.readouterr().out


def test_a_draft_with_something_proposed_stays_a_draft(
    session: Session, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for row in drafted_rows():
        if row["figure"] != "7":
            session.do("confirm", {"figure": row["figure"]})
    assert main(["--lang", "vi", "accept", str(folder)]) == 1
    assert "còn 5 ô" in capsys.readouterr().err
    assert folder.exists()
    assert not folder.with_name(REPORT).exists()


@pytest.mark.parametrize("name", [".nothing", "raw"])
def test_what_is_no_draft_is_refused_at_the_command_line(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder.with_name(name) if name[0] == "." else folder.parent
    assert main(["review", str(path)]) == 1
    assert main(["accept", str(path)]) == 1
    assert capsys.readouterr().err.count(str(path)) == 2


def test_a_port_that_is_taken_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["review", str(folder), "--port", str(taken.getsockname()[1])]) == 1
    assert "--port" in capsys.readouterr().err


def test_a_report_that_would_be_refused_or_is_there_already_is_not_made(
    session: Session, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(session)
    session.do("origin", {"field": "kind", "text": "rumour"})
    assert main(["accept", str(folder)]) == 1
    assert "kind" in capsys.readouterr().err
    session.do("origin", {"field": "kind", "text": "press"})
    folder.with_name(REPORT).mkdir()
    assert main(["accept", str(folder)]) == 1
    assert "already" in capsys.readouterr().err
    assert sorted(path.name for path in folder.parent.iterdir()) == [f".{REPORT}", REPORT]


def test_a_sheet_from_nothing_and_one_typed_by_hand_are_reviewed_too(tmp_path: Path, folder: Path) -> None:
    for name in ("figures.csv", "review.csv"):
        (folder / name).unlink()
    session = Session(Draft(folder), Judge(settings.load(), Relations), "An")
    state = session.state("en")
    assert (state["figures"], len([mark for mark in state["numbers"] if mark.kind == FREE])) == ([], 13)
    start = ARTICLE.split("\n")[1].index("1.200")
    session.do("figure", {"line": 2, "start": start, "end": start + 5})
    assert read(folder / "figures.csv")[0]["qualifier"] == "trên"
    typed = write_draft(tmp_path / "other", tmp_path / "articles", right_rows(), by_hand=True)
    session = Session(Draft(typed), Judge(settings.load(), Relations), "An")
    put(session, "1", note="seen")
    assert not (typed / "review.csv").exists()
    assert session.state("en")["open"] == 0


def test_a_field_of_a_record_is_replaced_and_nothing_else() -> None:
    record = b"a: 1  # one\nb:\n  c: 2\n  d: [3]\n\ne: |\n  f\n"
    for name, value, wanted in (
        ("a", "x", b"a: x  # one\nb:\n  c: 2\n  d: [3]\n\ne: |\n  f\n"),
        ("b", {"c": None}, b"a: 1  # one\nb:\n  c: null\ne: |\n  f\n"),
        ("g", "h", record + b"g: h\n"),
    ):
        assert with_value(record, name, value) == wanted
    for unreadable in (b"a: [", b"a: &x 1\nb: *x\n", b"- a\n"):
        assert isinstance(with_value(unreadable, "a", "x"), Problem)
