"""The command line: one small function per command, everything heavy imported inside it.

Belongs here: arguments, printing, exit codes (0 done, 1 refused or rejected, 2 wrong use). Does not
belong here: work of its own.
"""

from __future__ import annotations

import argparse
import os
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


def refresh(arguments: argparse.Namespace) -> int:
    """Ingest, build, test, publish; nothing of it where nothing has changed."""
    from .defs.refresh import refresh as run_refresh
    from .settings import load

    return run_refresh(load(), arguments.full)


def _add_refresh(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("refresh", help="take every report in raw/ to the published warehouse")
    parser.add_argument("--full", action="store_true", help="run everything even where nothing has changed")
    parser.set_defaults(run=refresh)


def dev(arguments: argparse.Namespace) -> int:
    """Serve the Dagster UI; does not return while it is served."""
    from .defs.home import dev as serve_ui
    from .settings import load

    # What is said of a failed run links to the page that is served here.
    address = os.environ.setdefault("KHUYENCONG_UI", f"http://127.0.0.1:{arguments.port}")
    print(f"Dagster: {address} (Ctrl-C ends it)", flush=True)
    return serve_ui(load(), ["-p", str(arguments.port)])


def _add_dev(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("dev", help="serve the Dagster UI on 127.0.0.1")
    parser.add_argument("-p", "--port", type=int, default=3000, help="port; 3000 by default")
    parser.set_defaults(run=dev)


def status(_: argparse.Namespace) -> int:
    """Say in five lines where the warehouse stands."""
    from .ingest.folders import contents
    from .publish import sources_sha256
    from .serve import status as lines_of
    from .settings import load

    settings = load()
    here = contents(settings.raw)
    print("\n".join(lines_of(settings, here, sources_sha256(settings, here))))
    return DONE


def _add_status(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("status", help="say in five lines where the warehouse stands")
    parser.set_defaults(run=status)


def explain(arguments: argparse.Namespace) -> int:
    """Tell the whole chain of a number, or which numbers may be meant."""
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
    for each in found:
        release, marks = each.release, f"  [{', '.join(each.marks)}]" if each.marks else ""
        print(
            f"{'*' if 'current' in each.marks else ' '} {release.release_id}  "
            f"{release.created:%Y-%m-%d %H:%M} UTC  {each.size / 1e6:,.1f} MB  {each.rows:,} rows  "
            f"{each.cells:,} cells  content {release.content_sha256[:12]}{marks}\n    {each.why()}"
        )
    if not found:
        print("No release yet; `khuyencong refresh` makes the first one.")
    return DONE


def _add_releases(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "releases", help="list the kept releases with what changed in them and why; * marks the current one"
    )
    parser.set_defaults(run=releases)


def _deciding(name: str, decide: Callable[[argparse.Namespace], list[str]]) -> Callable[..., int]:
    """A command that decides something about releases: says what it did, or why not."""

    def run(arguments: argparse.Namespace) -> int:
        from .publish import NoSuchRelease
        from .transform import Busy

        try:
            print("\n".join(decide(arguments)))
        except (NoSuchRelease, Busy, OSError) as error:
            print(f"khuyencong {name}: {error}", file=sys.stderr)
            return REFUSED
        return DONE

    return run


def rollback(arguments: argparse.Namespace) -> list[str]:
    """Let analysts read an earlier release again, or let refreshes publish again after that."""
    from . import publish
    from .settings import load

    settings = load()
    if arguments.lift:
        lifted = publish.lift(settings)
        return ["The next refresh publishes again." if lifted else "No rollback held the warehouse."]
    path = publish.rollback(settings, arguments.release)
    return [
        f"{settings.current} now opens release {path.stem}.",
        "No refresh replaces it until `khuyencong rollback --lift`.",
    ]


def _add_rollback(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "rollback", help="let analysts read an earlier release again, and hold it against refreshes"
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("release", nargs="?", metavar="RELEASE", help="its id, from `khuyencong releases`")
    what.add_argument("--lift", action="store_true", help="let the next refresh publish again")
    parser.set_defaults(run=_deciding("rollback", rollback))


def pin(arguments: argparse.Namespace) -> list[str]:
    """Keep a release for good."""
    from . import publish
    from .settings import load

    publish.pin(load(), arguments.release)
    return [f"Release {arguments.release} is kept until `khuyencong unpin {arguments.release}`."]


def unpin(arguments: argparse.Namespace) -> list[str]:
    """Let a release go when its time has come."""
    from . import publish
    from .settings import load

    was = publish.unpin(load(), arguments.release)
    return [f"Release {arguments.release} {'is no longer pinned' if was else 'was not pinned'}."]


def _add_pin(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, decide, says in (
        ("pin", pin, "keep a release however many come after it; refreshes go on"),
        ("unpin", unpin, "let a pinned release go when its time has come"),
    ):
        parser = commands.add_parser(name, help=says)
        parser.add_argument("release", metavar="RELEASE", help="its id, from `khuyencong releases`")
        parser.set_defaults(run=_deciding(name, decide))


COMMANDS: tuple[Callable[[argparse._SubParsersAction[argparse.ArgumentParser]], None], ...] = (
    _add_check,
    _add_refresh,
    _add_dev,
    _add_status,
    _add_explain,
    _add_releases,
    _add_rollback,
    _add_pin,
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
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads (`| head`) has seen enough; nothing more can be said
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        return DONE
    except (SettingError, VocabularyError) as error:
        print(f"khuyencong: {error}", file=sys.stderr)
        return WRONG_USE
    except Exception as error:  # a trace helps nobody who only wants the numbers
        print(f"khuyencong: {_unforeseen(error)}", file=sys.stderr)
        return REFUSED
    return code


def _unforeseen(error: Exception) -> str:
    from .settings import load
    from .transform.mishaps import explained

    return explained(error, load())


if __name__ == "__main__":
    sys.exit(main())
