"""What `khuyencong check` says of a draft as it stands: its rows, and what its figures say of each other.

Belongs here: calling the rules and relations of a check on what is in memory. Does not belong here: any rule.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from functools import cache, cached_property, partial
from typing import Any, NamedTuple

from ..contracts import Finding, Judgement, Sheet
from ..contracts.cells import Readers
from ..contracts.findings import place
from ..contracts.judging import READ_OTHERWISE
from ..contracts.model import SHEET_COLUMNS, Origin
from ..contracts.verification import line_numbers
from ..drafting.confidence import Confidence
from ..drafting.draft import reviewed
from ..drafting.second_reader import GIVEN, SecondReader
from ..ingest import parts
from ..ingest.articles import AT_HAND, Articles
from ..ingest.check import judged
from ..ingest.folders import ORIGIN, Found
from ..ingest.relations import Relation, WorkedOut, in_memory, relations_of
from ..ingest.sheets import read_head
from ..messages import Language, label
from ..settings import Settings
from ..vocabulary import Vocabulary
from .draft import Content, Draft, Drafted
from .text import Page

NOT_OF_DRAFTS = frozenset({"canonical-spelling", "report-accepted", "figure-sequence"})
"""Rules of which a draft says nothing: spelling is put right and figures are numbered when it is accepted."""


class Said(NamedTuple):
    """A finding as the page shows it; `figure` is blank where it concerns the report."""

    figure: str
    column: str
    severity: str
    rule: str
    sentence: str


class Judge:
    """Judges one draft again and again."""

    def __init__(self, settings: Settings, relations: Callable[[], WorkedOut]) -> None:
        self.settings = settings
        self.vocabulary = Vocabulary(settings.seeds)
        self._work_out = cache(relations)
        self._one_at_a_time = threading.Lock()
        self._last: tuple[Any, list[Relation]] | None = None

    @cached_property
    def readers(self) -> Readers:
        """The readers of a check: they propose the parts of places that other reports name."""
        used = cache(partial(parts.used_parts, self.settings.raw, self.vocabulary))
        return Readers(self.vocabulary, used)

    @cached_property
    def _second(self) -> SecondReader:
        return SecondReader(self.vocabulary)

    @cached_property
    def _connection(self) -> Any:
        return in_memory()

    def _found(self, draft: Draft) -> Found:
        return Found(draft.report_id, draft.folder, str(draft.folder), draft.data)

    def _text(self, draft: Draft) -> tuple[Origin, list[str]]:
        """What the report says of itself, and the lines of the file; none where its text is not at hand."""
        origin, articles = read_head(self._found(draft)).origin, Articles(self.settings.articles)
        if origin.lines is None or articles.state(origin) != AT_HAND:
            return origin, []
        return origin, [line.decode("utf-8", errors="replace") for line in articles.lines(origin)]

    def page(self, draft: Draft) -> Page:
        """The lines of the article that belong to the report."""
        origin, lines = self._text(draft)
        return Page({n: lines[n - 1] for n in line_numbers(origin.lines or (), len(lines))})

    def proposals(self, draft: Draft, content: Content, figure: str) -> dict[str, tuple[str, Drafted]]:
        """By column what the engine reads of a figure, given the indicator, measure and nature of its row."""
        origin, lines = self._text(draft)
        if not lines or not origin.places:
            return {}
        at = content.rows.index(row := content.row(figure))
        article = self._second.read(lines, origin.lines or (), origin.places[0], origin.published_start)
        if (given := self._second.given(content.rows, at, article)) is None:
            return {}
        read = reviewed(article, row, given, Confidence(self.vocabulary.drafting_confidence))
        found = {}
        for _, column, state, sure, start, end, words, others in read:
            if column in given.cells and column not in GIVEN:
                cell = Drafted(state, sure, start, end, words, tuple(others.split("|")) if others else ())
                found[column] = given.cells[column].value, cell
        return found

    def judge(self, draft: Draft) -> tuple[Sheet, Judgement]:
        """The report that the draft would be now."""
        found = [self._found(draft)]
        sheets, _, judgement = judged(found, self.settings, self.readers, (), self._second)
        return sheets[0], judgement

    def said(self, draft: Draft, judgement: Judgement, language: Language) -> list[Said]:
        """What is wrong, sentence by sentence, without the path and number of each row.

        What the engine reads otherwise is said of what a person wrote: what it drafted says nothing about it.
        """
        by_engine = draft.content.by_engine
        path = judgement.reports[0].path
        return [
            Said(
                "" if each.row is None else str(each.figure or ""),
                each.column_name,
                each.severity,
                each.rule_id,
                _sentence(each, path, language),
            )
            for each in judgement.findings
            if each.rule_id not in NOT_OF_DRAFTS
            and not (each.rule_id in READ_OTHERWISE and by_engine(str(each.figure), each.column_name))
        ]

    def relations(self, draft: Draft, language: Language) -> list[Relation]:
        """The relations between figures that hold or do not; those that do not come first."""
        with self._one_at_a_time:
            sheet, judgement = self.judge(draft)
            asked = (judgement.claims, draft.on_disk[ORIGIN], language)
            if self._last and self._last[0] == asked:  # a cell was confirmed, a note written
                return self._last[1]
            landed = ([sheet], judgement, self.settings, self._work_out())
            found = relations_of(*landed, language, self._connection)
            self._last = asked, found.get(draft.report_id, [])
            return self._last[1]


def _sentence(finding: Finding, path: str, language: Language) -> str:
    """A finding without its path, row and figure, which the page shows, and with columns as it calls them."""
    shown = path if finding.row is None else f"{path}/figures.csv"
    where = place(language, shown, finding.figure, finding.row, finding.column_name)
    sentence = finding.said(language).removeprefix(where).lstrip(" :")
    for column in SHEET_COLUMNS:
        if language == "vi" or "_" in column:  # of English words nobody knows whether they name a column
            called = label("review_column", column, language)
            sentence = re.sub(rf"(?<![\w'“]){column}\b(?: \({called}\))?", called, sentence)
    return sentence
