"""Codes, numbers and intervals in words, in both languages, as pieces of SQL.

Belongs here: what a code of the warehouse is called where no dimension says so, and how a number is
written. Does not belong here: which facts are told (`chain.py`). The words are SQL so that an analyst who
calls the macro of a release reads the same as who asks on the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Words = Mapping[str, tuple[str, str]]
"""Labels by code: English, Vietnamese."""

NATURES: Words = {
    "actual": ("actual", "thực hiện"),
    "estimate": ("estimate", "ước thực hiện"),
    "plan": ("plan", "kế hoạch"),
    "target": ("target", "mục tiêu"),
    "proposal": ("proposal, not adopted", "đề xuất, chưa được thông qua"),
}
MEASURES: Words = {
    "growth": ("average growth per year", "tăng trưởng bình quân năm"),
    "increase": ("increase", "tăng"),
    "decrease": ("decrease", "giảm"),
    "multiple": ("multiple of its base", "bội số so với gốc"),
    "share": ("share of a whole", "tỷ trọng"),
}
REPORT_KINDS: Words = {
    "authority": ("report of an authority", "báo cáo của cơ quan nhà nước"),
    "press": ("press", "báo chí"),
    "plan": ("plan", "kế hoạch"),
    "draft": ("draft", "dự thảo"),
}
CLAIM_STATES: Words = {
    "chosen": ("chosen", "được chọn"),
    "corroborates": ("agrees with the chosen one", "phù hợp với số được chọn"),
    "loses": ("loses", "không được chọn"),
    "unresolved": ("unresolved", "chưa phân định"),
}
PROOF_STATES: Words = {
    "matched": ("matched: the text of the article says so", "khớp: văn bản bài viết in đúng như vậy"),
    "mismatch": ("MISMATCH: the text of the article says otherwise", "KHÔNG KHỚP: văn bản bài viết in khác"),
    "not_found": ("NOT FOUND in the text of the article", "KHÔNG THẤY trong văn bản bài viết"),
    "not_checked": (
        "not checked: the text of the article was not at hand",
        "chưa đối chiếu: không có sẵn văn bản bài viết",
    ),
}
IDENTITY_STATES: Words = {
    "holds": ("holds", "đúng"),
    "holds_loosely": ("holds loosely", "đúng khi nới sai số"),
    "violated": ("VIOLATED", "KHÔNG KHỚP"),
    "not_evaluable": ("cannot be evaluated", "chưa đủ số liệu"),
    "known_exception": ("known exception", "ngoại lệ đã biết"),
}
CONFLICT_KINDS: Words = {
    "competing": ("about the same cell", "cùng một ô"),
    "comparable": ("possible contradiction", "có thể mâu thuẫn"),
    "unsaid_part": ("source unsaid against one source", "không nêu nguồn và một nguồn"),
    "whole_part": ("whole against part", "toàn bộ và một phần"),
    "sum_of_parts": ("whole against the sum of parts", "toàn bộ và tổng các phần"),
    "repeat": ("the same number for two things", "một con số cho hai đối tượng"),
}
FLAGS: Words = {
    "gt": ("more than printed", "trên mức in ra"),
    "ge": ("at least what is printed", "từ mức in ra trở lên"),
    "lt": ("less than printed", "dưới mức in ra"),
    "le": ("at most what is printed", "tối đa bằng mức in ra"),
    "just_below": ("just below what is printed", "gần tới mức in ra"),
    "approx": ("about what is printed", "khoảng mức in ra"),
    "magnitude": ("only its order of size is printed", "chỉ in độ lớn"),
    "range": ("printed as a range", "in thành khoảng"),
    "range_reversed": ("range printed the wrong way round", "khoảng in ngược"),
    "word_number": ("printed in words", "in bằng chữ"),
    "title": ("stands in a title", "nằm ở tiêu đề"),
    "caption": ("stands in a caption", "nằm ở chú thích ảnh"),
    "base_missing": ("base not said", "không nói so với gốc nào"),
    "words_legible": ("words beside it cannot be read", "chữ đi kèm không đọc được"),
    "place_declared": ("its report does not name the place", "báo cáo không ghi địa phương này"),
    "target_ahead": ("planned for a time that was over", "kế hoạch cho thời gian đã qua"),
    "row_repeated": ("the sheet has this row twice", "bảng có dòng này hai lần"),
    "implausible": ("outside the plausible range", "ngoài khoảng hợp lý"),
    "count_whole": ("a count that is no whole number", "số đếm không phải số nguyên"),
    "beyond_whole": ("more than 100 per cent of a whole", "quá 100 % của toàn bộ"),
    "place_partly_in_period": (
        "the place existed in a part of the period only",
        "nơi chỉ tồn tại trong một phần thời kỳ",
    ),
    "period_ends_after_report": ("the period ends after the report", "thời kỳ kết thúc sau báo cáo"),
    "flagged": ("doubted by a decision, see corrections", "bị nghi ngờ theo một quyết định, xem đính chính"),
    "identity_violated": (
        "a relation it takes part in does not hold",
        "có liên hệ với số khác mà không khớp",
    ),
    "known_exception": (
        "a relation it takes part in is known not to hold",
        "có liên hệ với số khác đã biết là không khớp",
    ),
}
ATTRIBUTES: Words = {
    "place": ("place", "nơi"),
    "scope": ("scope", "phạm vi"),
    "period": ("period", "thời kỳ"),
    "nature": ("nature", "tính chất"),
    "funding_source": ("source of the money", "nguồn kinh phí"),
}
CORRECTIONS: Words = {
    "replace": ("replaced", "đã thay"),
    "withdraw": ("withdrawn", "đã rút"),
    "flag": ("kept, but doubted", "giữ nguyên nhưng bị nghi ngờ"),
}

REVISION_KINDS: Words = {
    "new_source": ("a new source", "có nguồn mới"),
    "source_corrected": ("its source was corrected", "nguồn đã đính chính"),
    "transcription_mended": ("its transcription was mended", "bản chép đã sửa"),
    "rule_changed": ("rules or vocabulary changed", "quy tắc hoặc từ vựng thay đổi"),
    "place_recoded": ("its place was recoded", "nơi đã đổi mã"),
    "withdrawn": ("a claim was withdrawn", "một số liệu đã rút"),
}
CAUSES: Words = {
    "first_release": ("it is the first release", "đây là bản đầu tiên"),
    "new_report": ("new report", "báo cáo mới"),
    "report_corrected": ("report changed", "báo cáo thay đổi"),
    "report_withdrawn": ("report withdrawn", "báo cáo đã rút"),
    "correction": ("correction", "đính chính"),
    "place_event": ("event of a place", "thay đổi địa giới"),
    "accepted": ("accepted change", "thay đổi đã chấp nhận"),
}


def literal(words: str) -> str:
    """A text of this project as SQL. Never for what somebody typed: that is a parameter."""
    return "'" + words.replace("'", "''") + "'"


@dataclass(frozen=True)
class Language:
    """One of the two languages; every method gives SQL.

    `code` is also the ending of the columns in this language (`label_en`); `groups` and `comma` are how it
    writes numbers.
    """

    code: str
    place: int
    groups: str
    comma: str

    def say(self, english: str, vietnamese: str) -> str:
        """A text."""
        return literal((english, vietnamese)[self.place])

    def word(self, column: str, words: Words) -> str:
        """The label of a code; a code without one is shown as it is."""
        pairs = ", ".join(f"{literal(code)}: {literal(labels[self.place])}" for code, labels in words.items())
        return f"coalesce(map {{{pairs}}}[{column}], replace({column}, '_', ' '))"

    def labels(self, column: str, words: Words) -> str:
        """The labels of a list of codes in one text; null for an empty list."""
        spelled = f"list_transform({column}, lambda code: {self.word('code', words)})"
        return f"list_aggregate({spelled}, 'string_agg', ', ')"

    def number(self, value: str) -> str:
        """An exact decimal, its digits in groups, without empty decimals."""
        return (
            f"if({value} < 0, '-', '') || format('{{:{self.groups}}}', abs(trunc({value}))::hugeint)"
            f" || rtrim('{self.comma}' || split_part({value}::varchar, '.', 2), '0{self.comma}')"
        )

    def interval(self, low: str, high: str, unit: str) -> str:
        """An interval of numbers with their unit; an end that is null is open."""
        exactly, start, end = (
            self.say("exactly ", "đúng "),
            self.say("from ", "từ "),
            self.say(" to ", " đến "),
        )
        above = self.say(" or more, no upper bound", " trở lên, không có cận trên")
        below = self.say(" or less, no lower bound", " trở xuống, không có cận dưới")
        lowest, highest = (f"{self.number(each)} || ' ' || {unit}" for each in (low, high))
        return (
            f"case when {low} is null and {high} is null then {self.say('any value', 'giá trị bất kỳ')}"
            f" when {low} = {high} then {exactly} || {lowest}"
            f" when {high} is null then {lowest} || {above}"
            f" when {low} is null then {highest} || {below}"
            f" else {start} || {self.number(low)} || {end} || {highest} end"
        )


LANGUAGES = (Language("en", 0, ",", "."), Language("vi", 1, "t.", ","))


def either(column: str, otherwise: str) -> str:
    """SQL: a text, or another one where it is blank or null."""
    return f"coalesce(nullif({column}, ''), {otherwise})"
