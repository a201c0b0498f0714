"""The command line: one small function per command, everything heavy imported inside it.

Belongs here: arguments, printing, exit codes (0 done, 1 refused or rejected, 2 wrong use). Does not
belong here: work of its own.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

DONE, REFUSED, WRONG_USE = 0, 1, 2


def check(arguments: argparse.Namespace) -> int:
    """Judge report folders and say what is wrong with them."""
    from .ingest.check import NoSuchReport
    from .ingest.check import check as check_reports
    from .settings import load

    try:
        lines, clean = check_reports(arguments.reports, load(), arguments.lang, arguments.fix)
    except NoSuchReport as error:
        print(f"khuyencong check: {error}", file=sys.stderr)
        return WRONG_USE
    print("\n".join(lines))
    return DONE if clean else REFUSED


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("check", help="judge report folders and say what is wrong with them")
    parser.add_argument(
        "reports", nargs="*", type=Path, metavar="raw/REPORT", help="report folders; all by default"
    )
    parser.add_argument("--lang", choices=("en", "vi"), default="en", help="language of the answer")
    parser.add_argument("--fix", action="store_true", help="rewrite cells in their agreed spelling first")
    parser.set_defaults(run=check)


def refresh(_: argparse.Namespace) -> int:
    """Ingest, build, test, publish."""
    from .defs.refresh import refresh as run_refresh
    from .settings import load

    return run_refresh(load())


def _add_refresh(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("refresh", help="take every report in raw/ to the published warehouse")
    parser.set_defaults(run=refresh)


def dev(arguments: argparse.Namespace) -> int:
    """Serve the Dagster UI; does not return while it is served."""
    from .defs.home import dev as serve_ui
    from .settings import load

    return serve_ui(load(), ["-p", str(arguments.port)])


def _add_dev(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("dev", help="serve the Dagster UI on 127.0.0.1")
    parser.add_argument("-p", "--port", type=int, default=3000, help="port; 3000 by default")
    parser.set_defaults(run=dev)


def status(_: argparse.Namespace) -> int:
    """Say in five lines where the warehouse stands."""
    from .serve import status as lines_of
    from .settings import load

    print("\n".join(lines_of(load())))
    return DONE


def _add_status(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("status", help="say in five lines where the warehouse stands")
    parser.set_defaults(run=status)


def explain(arguments: argparse.Namespace) -> int:
    """Tell the whole chain of a number, or which numbers may be meant."""
    import os
    import shutil

    from .serve import NoAnswer
    from .serve import explain as answer_to
    from .settings import load

    width = min(shutil.get_terminal_size((100, 24)).columns, 110)
    bold = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    try:
        answer = answer_to(load(), " ".join(arguments.asked), arguments.lang, width, bold)
    except NoAnswer as error:
        print(f"khuyencong explain: {error}", file=sys.stderr)
        return REFUSED
    print("\n".join(answer.lines))
    return DONE if answer.found else REFUSED


def _add_explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("explain", help="tell where a number comes from and what speaks against it")
    parser.add_argument(
        "asked",
        nargs="+",
        metavar="WORD",
        help="a cell id or its beginning, a claim (report#figure), or words such as: lao cai co so 2012",
    )
    parser.add_argument("--lang", choices=("en", "vi"), default="en", help="language of the answer")
    parser.set_defaults(run=explain)


def releases(_: argparse.Namespace) -> int:
    """List the kept releases, the newest first."""
    from .serve import releases as kept
    from .settings import load

    found = kept(load())
    for release, current in found:
        changes = ", ".join(f"{release.changes[kind]} {kind}" for kind in ("added", "changed", "removed"))
        print(
            f"{'*' if current else ' '} {release.release_id}  {release.created:%Y-%m-%d %H:%M} UTC  "
            f"{release.row_counts.get('marts.observations', 0):>9,} observations  {changes}"
        )
    if not found:
        print("No release yet; `khuyencong refresh` makes the first one.")
    return DONE


def _add_releases(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("releases", help="list the kept releases; * marks the current one")
    parser.set_defaults(run=releases)


def rollback(arguments: argparse.Namespace) -> int:
    """Let analysts read an earlier release again, or lift the pin that this leaves."""
    from . import publish
    from .settings import load
    from .transform import Busy

    settings = load()
    try:
        if arguments.unpin:
            lifted = publish.unpin(settings)
            print("The next refresh publishes again." if lifted else "Nothing was pinned.")
        else:
            path = publish.rollback(settings, arguments.release)
            print(f"{settings.current} now opens release {path.stem}.")
            print("No refresh replaces it until `khuyencong rollback --unpin`.")
    except (publish.NoSuchRelease, Busy, OSError) as error:
        print(f"khuyencong rollback: {error}", file=sys.stderr)
        return REFUSED
    return DONE


def _add_rollback(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("rollback", help="let analysts read an earlier release again")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("release", nargs="?", metavar="RELEASE", help="its id, from `khuyencong releases`")
    what.add_argument("--unpin", action="store_true", help="let the next refresh publish again")
    parser.set_defaults(run=rollback)


COMMANDS: tuple[Callable[[argparse._SubParsersAction[argparse.ArgumentParser]], None], ...] = (
    _add_check,
    _add_refresh,
    _add_dev,
    _add_status,
    _add_explain,
    _add_releases,
    _add_rollback,
)


def parser() -> argparse.ArgumentParser:
    """All commands and their arguments."""
    top = argparse.ArgumentParser(
        prog="khuyencong",
        description="Published reports on industrial promotion in Vietnam as traceable numbers.",
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for add in COMMANDS:
        add(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. A wrong setting or seed file is wrong use."""
    from .settings import SettingError
    from .vocabulary import VocabularyError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Vietnamese on a terminal that claims to be ASCII
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
    except (SettingError, VocabularyError) as error:
        print(f"khuyencong: {error}", file=sys.stderr)
        return WRONG_USE
    return code


if __name__ == "__main__":
    sys.exit(main())
