"""A draft as an engine writes one: an invented article, what is right about it, and a draft with mistakes.

Belongs here: the article, its sheet, writing a draft folder. Does not belong here: what is expected.
"""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

from dagster_project.contracts.model import SHEET_COLUMNS
from dagster_project.review.draft import REVIEW_COLUMNS

REPORT = "thai-binh-vi-du"
ARTICLE = """\
Khuyến công tỉnh Thái Bình: kết quả và kế hoạch
Theo Quyết định số 12, trong giai đoạn 2008 - 2012 tỉnh có trên 1.200 lao động được đào tạo nghề
bằng 2,5 tỷ đồng kinh phí khuyến công quốc gia. Giá trị xuất khẩu tăng bình quân 15,5%/năm.
Năm 2012, kinh phí khuyến công là 6.500 triệu đồng, trong đó khuyến công quốc gia 2.500 triệu đồng, \
khuyến công địa phương 4.000 triệu đồng.
Hiện có 30 cụm công nghiệp, dự kiến đến năm 2015 thu hút 1.500 - 2.000 tỷ đồng.
"""
RIGHT = """\
figure,line,indicator,measure,base,place,scope,period,period_printed,nature,funding_source,qualifier,value,unit,note
1,2,trainees,,,thai-binh,vocational,2008/2012,giai đoạn 2008 - 2012,actual,national?,trên,1.200,lao động,
2,3,funding,,,thai-binh,vocational,2008/2012?,,actual,national,,"2,5",tỷ đồng,
3,3,exports,growth,,thai-binh,,2008/2012?,,actual,,,"15,5",%/năm,
4,4,funding,,,thai-binh,,2012,Năm 2012,actual,all?,,6.500,triệu đồng,
5,4,funding,,,thai-binh,,2012,Năm 2012,actual,national,,2.500,triệu đồng,
6,4,funding,,,thai-binh,,2012,Năm 2012,actual,local,,4.000,triệu đồng,
7,5,sites,,,thai-binh,cluster,now,Hiện có,actual,,,30,cụm,
8,5,investment_attracted,,,thai-binh,cluster?,now/2015,đến năm 2015,plan,,,1.500 - 2.000,tỷ đồng,
"""
ORIGIN = """\
report_id: {report_id}
title: "Khuyến công tỉnh Thái Bình: kết quả và kế hoạch"
kind: press            # where it appeared
publisher: null
author: null
published: 2013-06
url: null
language: vi
places: [thai-binh]
source:
  file: vi-du.txt
  sha256: {sha256}
  lines: [[1, 5]]
  title_lines: [[1, 1]]
  caption_lines: []
  complete: true
transcription:
  by: null
  "on": null
  checked_by: null
notes: null
"""
DRAFTED = ("indicator", "scope", "period", "nature", "funding_source", "measure", "unit")

Row = dict[str, str]


def right_rows() -> list[Row]:
    return list(csv.DictReader(io.StringIO(RIGHT)))


def drafted_rows() -> list[Row]:
    """The draft: figure 1 is no figure, 15,5 was not seen, an indicator, a source and a scope are wrong."""
    rows = right_rows()
    rows[0]["indicator"] = "workers"
    rows[5]["funding_source"] = "province"
    rows[6]["scope"] = "zone"
    decision = {**rows[0], "value": "12", "unit": "[người]", "qualifier": "", "period_printed": ""}
    del rows[2]
    return [{**row, "figure": str(n)} for n, row in enumerate([decision, *rows], start=1)]


ALTERNATIVES = {("workers", "indicator"): "trainees|jobs_created", ("province", "funding_source"): "local"}


def write_article(articles: Path) -> str:
    articles.mkdir(parents=True, exist_ok=True)
    (articles / "vi-du.txt").write_bytes(ARTICLE.encode())
    return hashlib.sha256(ARTICLE.encode()).hexdigest()


def write_draft(raw: Path, articles: Path, rows: list[Row] | None = None, *, by_hand: bool = False) -> Path:
    """A draft folder; `by_hand` leaves out what an engine says of its cells."""
    folder = raw / f".{REPORT}"
    folder.mkdir(parents=True)
    origin = ORIGIN.format(report_id=REPORT, sha256=write_article(articles))
    (folder / "report.yaml").write_text(origin, encoding="utf-8")
    rows = drafted_rows() if rows is None else rows
    write(folder / "figures.csv", SHEET_COLUMNS, [[row[name] for name in SHEET_COLUMNS] for row in rows])
    if not by_hand:
        write(folder / "review.csv", REVIEW_COLUMNS[:-1], [cell for row in rows for cell in cells(row)])
    return folder


def cells(row: Row) -> list[list[str]]:
    """What an engine says of a row: the words behind the number, and for a period its printed words."""
    lines = ARTICLE.split("\n")
    text = lines[int(row["line"]) - 1]
    behind = text.find(row["value"]) + len(row["value"]) + 1
    found = []
    for n, column in enumerate(DRAFTED):
        start, end, words = str(behind), str(behind + 12), text[behind : behind + 12]
        if column == "period":  # the line above may name it
            line = next((k for k, each in enumerate(lines, start=1) if "giai đoạn" in each), 0)
            at = lines[line - 1].find("giai đoạn")
            start, end, words = "", "", f"{line}:{at}-{at + 21} {lines[line - 1][at : at + 21]}"
        confidence = f"{0.95 - 0.02 * int(row['figure']) - 0.05 * n:.2f}"
        others = ALTERNATIVES.get((row[column], column), "")
        found.append([row["figure"], column, "proposed", confidence, start, end, words, others])
    return found


def write(path: Path, header: tuple[str, ...], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerows([header, *rows])


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
