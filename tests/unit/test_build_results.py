"""What a failing node says: why, the first rows, what to do; wherever it is read, it is the same text."""

from __future__ import annotations

import dataclasses

from dagster_project.messages import LANGUAGES, both
from dagster_project.transform import BuildResult, NodeResult

DESCRIPTION = "Every key names one row. Blocks. Next: mend the sheet."
FAILED = NodeResult(
    unique_id="test.khuyencong.unique_claims",
    resource_type="test",
    name="unique_claims",
    status="fail",
    failures=4,
    message="Got 4 results, configured to fail if != 0",
    seconds=0.1,
    compiled_sql="select 1",
    description=DESCRIPTION,
    sample=(["report_id", "figure"], [("r", n) for n in range(1, 4)] + [("r", None)]),
)


def said(*nodes: NodeResult) -> list[str]:
    return [str(problem) for problem in BuildResult(list(nodes)).problems()]


def test_a_failing_test_says_its_promise_three_rows_and_what_to_do() -> None:
    [line] = said(FAILED)
    assert line.startswith(f"test unique_claims: 4 failing rows. {DESCRIPTION}\n")
    assert line.splitlines()[1:] == [f"  - report_id r, figure {n}" for n in (1, 2, 3)]
    assert "Got 4 results" not in line
    [problem] = BuildResult([FAILED]).problems()
    assert all(DESCRIPTION in both(problem)[language] for language in LANGUAGES)


def test_a_row_is_one_short_line_and_tells_a_terminal_nothing() -> None:
    sample = (["found"], [("a\nb \x1b[2J" + "x" * 1000,)])
    [line] = said(_with(FAILED, sample=sample))
    [_, row] = line.splitlines()
    assert row.startswith("  - found a b <U+001B>[2J")
    assert len(row) < 300


def test_what_is_not_described_or_could_not_run_says_what_dbt_says() -> None:
    assert "Got 4 results" in said(_with(FAILED, description="", sample=None))[0]
    broken = _with(
        FAILED, status="error", message="Runtime Error in model claims (models/marts/claims.sql)", sample=None
    )
    assert said(broken) == [
        "test unique_claims: error. Runtime Error in model claims (models/marts/claims.sql)"
    ]


def _with(node: NodeResult, **changes: object) -> NodeResult:
    return dataclasses.replace(node, **changes)  # type: ignore[arg-type]
