"""Dagster's home folder, and starting its server. Imports no Dagster, so it costs nothing.

The committed `dagster.yaml`, or `dagster_shared.yaml` where the settings name a lake, is linked into the home
folder, never copied: a copy would go stale.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sys
import time
import urllib.request
from typing import NoReturn

from ..messages import UserError, say
from ..settings import Settings
from ..transform import prepare


class HomeTaken(UserError):
    """The home folder belongs to another checkout, or another Dagster is served from it."""


def prepare_home(settings: Settings) -> None:
    """Make the home folder and let `DAGSTER_HOME` name it; a `dagster.yaml` already there is kept.

    Raises:
        HomeTaken: That file is the link of another checkout.
    """
    home = settings.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    config = home / "dagster.yaml"
    other = config.resolve().parent
    if other not in (home, settings.project) and (other / "dagster_project").is_dir():
        raise HomeTaken("home.of-another-checkout", home=home, other=other)
    wanted = settings.project / ("dagster_shared.yaml" if settings.lake else "dagster.yaml")
    if not config.exists() or (
        config.is_symlink() and other == settings.project and config.resolve() != wanted
    ):
        config.unlink(missing_ok=True)  # of the other mode, or into a folder from which the project was moved
        with contextlib.suppress(FileExistsError):  # another process was quicker
            config.symlink_to(wanted)
    name_home(settings)
    # Nothing leaves this machine, whatever a foreign dagster.yaml says.
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"


def name_home(settings: Settings) -> None:
    """Let Dagster's variables name the home folder and, with a lake, the database of its records."""
    if settings.lake:
        from ..lake import address

        os.environ.setdefault("KHUYENCONG_DAGSTER", address(settings.lake))
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)


def _say_when_it_answers(port: int) -> None:
    """Let a process of its own wait for the page and say so; it ends with this one."""
    server = os.getpid()
    if os.fork():
        return
    address = f"http://127.0.0.1:{port}"
    while os.getppid() == server:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/server_info", timeout=5):
            print(say("dev.answers", address=address), flush=True)
            break
        time.sleep(0.3)
    os._exit(0)


def dev(settings: Settings, port: int) -> NoReturn:
    """Serve the UI on 127.0.0.1; this process becomes `dagster dev`.

    Raises:
        DbtError: The dbt project cannot be read.
        HomeTaken: The records are those of another checkout, or another `khuyencong dev` uses them.
    """
    prepare_home(settings)
    # Two would take runs from one queue, each with the settings of its own. Held until Dagster ends: the lock
    # goes on in the process that this one becomes while the file stays open, and is none of those it starts.
    lock = os.open(settings.dagster_home / ".served.lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        raise HomeTaken("home.served", home=settings.dagster_home) from None
    prepare(settings)  # here, once, instead of in each of Dagster's processes
    _say_when_it_answers(port)
    os.set_inheritable(lock, True)
    # A process started in the background of a script ignores SIGINT and would pass that on.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # Started from its home, or it warns of the dagster.yaml that lies in the project as well.
    os.chdir(settings.dagster_home)
    os.execv(
        sys.executable,
        [
            *(sys.executable, "-W", "ignore::FutureWarning", "-m", "dagster", "dev"),
            *("-w", str(settings.project / "workspace.yaml")),
            # Two lines for every look of a sensor would bury what runs and sensors themselves say.
            *("-h", "127.0.0.1", "--log-level", "warning", "-p", str(port)),
        ],
    )
