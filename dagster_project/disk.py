"""Files opened once and written whole, in folders where somebody else may write too.

Belongs here: opening without following a link and without waiting for a pipe, replacing a file by way of one
that nobody can have planted, and tables as CSV. Does not belong here: what the files are.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OPEN = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC

LEFT = r"\.[0-9a-f]{16}"
"""How the name of a file ends that `replace` was writing when it was killed; it opens with a dot."""


class NoPlainFile(Exception):
    """A link, a pipe, a folder: what lies there is no file of its own."""


@contextmanager
def folder(path: Path) -> Iterator[int]:
    """A folder that stays the same one whatever is put in its place; its descriptor.

    Raises:
        OSError: it is a link, no folder, or may not be opened.
    """
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | OPEN)
    try:
        yield handle
    finally:
        os.close(handle)


def read(name: str | Path, most: int, within: int | None = None) -> tuple[bytes, os.stat_result]:
    """The first bytes of a plain file, at most `most`, and what it is.

    Raises:
        NoPlainFile: it is a link, or no file.
        OSError: it is not there, or may not be read.
    """
    with suppress(FileNotFoundError):
        if stat.S_ISLNK(os.lstat(name, dir_fd=within).st_mode):
            raise NoPlainFile(name)
    handle = os.open(name, os.O_RDONLY | OPEN, dir_fd=within)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise NoPlainFile(name)
        # Room for what is there, not for the largest there may be: it is made anew for every file.
        return file.read(min(status.st_size + 1, most)), status


def replace(name: str | Path, data: bytes, within: int | None = None) -> None:
    """Write a file in one step: a reader sees the old content or the new one.

    It keeps owner and rights of the file in whose place it comes.

    Raises:
        OSError: the folder may not be written, or the owner cannot be kept.
    """
    path = Path(name)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | OPEN, 0o666, dir_fd=within)
    try:
        with os.fdopen(handle, "wb") as file:
            with suppress(FileNotFoundError):
                old, new = os.lstat(name, dir_fd=within), os.fstat(handle)
                if stat.S_ISREG(old.st_mode):
                    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
                        os.fchown(handle, old.st_uid, old.st_gid)
                    os.fchmod(handle, stat.S_IMODE(old.st_mode))
            file.write(data)
            file.flush()
            os.fsync(handle)
        os.replace(aside, name, src_dir_fd=within, dst_dir_fd=within)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(aside, dir_fd=within)
        raise


def table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """A table as CSV in UTF-8, whatever the machine."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue().encode()


def sha256(path: Path) -> str:
    """SHA-256 (hex) of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make names just written or replaced in a folder survive a loss of power, where the file system can."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:  # network and shared disks keep names by themselves, or not at all
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise
    finally:
        os.close(handle)
