"""Tables written out for spreadsheet programs: no cell of theirs is taken for a formula.

A CSV file has no types, so Excel and its like run what opens with `=`, `+`, `-` or `@`. Belongs here:
the one expression that disarms such cells. Does not belong here: which tables are written out.
"""

from __future__ import annotations

OPENING = r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]"
"""What a spreadsheet program may take for a formula."""


def disarmed(columns: str) -> str:
    """SQL: columns as text, an apostrophe before what may be taken for a formula; numbers stay numbers."""
    text = f"{columns}::varchar"
    return (
        f"if(regexp_matches({text}, '{OPENING}') and try_cast({text} as decimal(38, 10)) is null, "
        f"'''' || {text}, {text})"
    )


FOR_SPREADSHEET = f"""
    create macro for_spreadsheet(named) as table
        select {disarmed("columns(*)")} from query_table(named)
"""
