"""What to do when the machine fails us: disk full, no right to write, a damaged file.

Belongs here: advice for people by what the system says, and keeping the trace of an error that nobody
thought of. Does not belong here: faults of reports (`contracts/`), reasons of the gate (`publish/`).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import traceback
from dataclasses import dataclass

from ..settings import Settings

TRACE = "trace.txt"


@dataclass(frozen=True)
class Advice:
    """What to do about a failure, in both languages."""

    en: str
    vi: str


ADVICE = (
    (
        r"No space left on device|disk is full|Disk quota exceeded|File too large|out of disk space"
        r"|disk I/O error",
        Advice(
            "The disk is full, or fails. Make room (old releases can be taken away to another disk; "
            "everything in state/ comes back by itself), then run it again.",
            "Ổ đĩa đã đầy hoặc bị lỗi. Hãy dọn chỗ trống (có thể chuyển các bản công bố cũ sang ổ khác; "
            "mọi thứ trong state/ sẽ tự được tạo lại) rồi chạy lại.",
        ),
    ),
    (
        r"Read-only file system|Permission denied|Operation not permitted|readonly database"
        r"|unable to open database file",
        Advice(
            "It may not be written. Give the user who runs this the right to write there, or name another "
            "folder: KHUYENCONG_WAREHOUSE for the warehouse, DAGSTER_HOME for the records of Dagster. Then "
            "run it again.",
            "Không có quyền ghi. Hãy cấp quyền ghi cho người chạy, hoặc chỉ định thư mục khác bằng "
            "KHUYENCONG_WAREHOUSE (kho dữ liệu) hay DAGSTER_HOME (nhật ký Dagster), rồi chạy lại.",
        ),
    ),
    (
        r"Is a directory|Not a directory|File exists|Directory not empty",
        Advice(
            "A file of ours is expected in that place, or a folder of ours. Move away what stands there, "
            "then run it again.",
            "Ở vị trí đó phải là tệp hoặc thư mục của hệ thống. Hãy chuyển thứ đang nằm ở đó đi nơi khác rồi "
            "chạy lại.",
        ),
    ),
    (
        r"not a valid DuckDB database file|[Cc]orrupt|checksum|WAL file|read enough bytes",
        Advice(
            "A file of the warehouse is damaged. `khuyencong refresh` makes those in state/ anew; "
            "`khuyencong rollback RELEASE` puts another release in the place of a damaged one.",
            "Một tệp của kho dữ liệu bị hỏng. `khuyencong refresh` tạo lại các tệp trong state/; "
            "`khuyencong rollback RELEASE` dùng bản công bố khác thay cho bản bị hỏng.",
        ),
    ),
    (
        r"file is not a database|database disk image is malformed",
        Advice(
            "The records of Dagster are damaged. Move the folder that DAGSTER_HOME names away (.dagster/ "
            "where it names none; no release and no figure is in it), then run it again.",
            "Nhật ký của Dagster bị hỏng. Hãy chuyển thư mục DAGSTER_HOME (mặc định .dagster/, không chứa "
            "bản công bố hay số liệu nào) đi nơi khác rồi chạy lại.",
        ),
    ),
    (
        r"Cannot allocate memory|Out of Memory|MemoryError|failed to allocate",
        Advice(
            "The memory of the machine was not enough. End other programs, then run it again.",
            "Máy không đủ bộ nhớ. Hãy tắt bớt chương trình khác rồi chạy lại.",
        ),
    ),
)
OTHER = "Nobody thought of this. Run it again, and report it if it comes again"


def advice(said: str) -> Advice | None:
    """What to do about an error of system, DuckDB or SQLite, by its words; None where that is not known."""
    return next((what for pattern, what in ADVICE if re.search(pattern, said)), None)


def explained(error: BaseException, settings: Settings) -> str:
    """An error that nobody caught in a few lines: what was said, what to do, where the trace is kept."""
    whole = f"{type(error).__name__}: {error}".strip()
    found, said = advice(whole), whole.splitlines()[0].rstrip(".")
    if found:
        return f"{said}. {found.en}"
    path = settings.state / TRACE
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = traceback.format_exception(error)
        path.write_text(f"{dt.datetime.now(dt.UTC).isoformat()}\n{''.join(lines)}", encoding="utf-8")
        return f"{said}. {OTHER}, with {path}."
    return f"{said}. {OTHER}."
