"""Wait for a file to appear in a folder, by Linux's inotify.

Not by polling: a process that polls takes the processor from the process that writes the file.
"""

from __future__ import annotations

import ctypes
import os
import select
import struct
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CREATED, MOVED_TO = 0x100, 0x80
_EVENT = struct.Struct("iIII")


class Watcher:
    """Watches folders for files that are created in them or moved into them."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._libc: Any = ctypes.CDLL(None, use_errno=True)
        self._handle: int = self._libc.inotify_init1(os.O_NONBLOCK)
        if self._handle < 0:
            raise OSError(ctypes.get_errno(), "inotify is not available")
        for folder in folders:
            if self._libc.inotify_add_watch(self._handle, os.fsencode(folder), CREATED | MOVED_TO) < 0:
                raise OSError(ctypes.get_errno(), f"{folder} cannot be watched")

    def wait_for(self, part: str, event: int, timeout: float) -> bool:
        """Wait until a file with `part` in its name is created or moved in; False when it did not come."""
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            if not select.select([self._handle], [], [], left)[0]:
                return False
            data = os.read(self._handle, 65536)
            while data:
                _, mask, _, length = _EVENT.unpack_from(data)
                name = data[_EVENT.size : _EVENT.size + length].rstrip(b"\0").decode(errors="replace")
                data = data[_EVENT.size + length :]
                if mask & event and part in name:
                    return True
        return False

    def close(self) -> None:
        """Stop watching."""
        os.close(self._handle)
