"""Dagster's home folder, and starting its server. Imports no Dagster, so it costs nothing.

The committed `dagster.yaml` is linked into the home folder, never copied: a copy would go stale.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
import urllib.request

from ..messages import say
from ..settings import Settings
from ..transform import prepare


def prepare_home(settings: Settings) -> None:
    """Make the home folder and let `DAGSTER_HOME` name it; a `dagster.yaml` already there is kept."""
    home = settings.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    config = home / "dagster.yaml"
    if not config.exists():
        config.unlink(missing_ok=True)  # a link into the folder from which the project was moved
        with contextlib.suppress(FileExistsError):  # another process was quicker
            config.symlink_to(settings.project / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(home)
    # Nothing leaves this machine, whatever a foreign dagster.yaml says.
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"


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


def dev(settings: Settings, port: int) -> int:
    """Serve the UI on 127.0.0.1; this process becomes `dagster dev`.

    Raises:
        DbtError: The dbt project cannot be read.
    """
    prepare(settings)  # here, once, instead of in each of Dagster's processes
    prepare_home(settings)
    _say_when_it_answers(port)
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
