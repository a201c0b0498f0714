"""The command line: one small function per command, everything heavy imported inside it.

Belongs here: arguments, printing, exit codes (0 done, 1 refused or rejected, 2 wrong use). Does not
belong here: work of its own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from .messages import LANGUAGES, Language, UserError, printable, say, text
from .settings import NoProject, SettingError, load, require_project
from .vocabulary import VocabularyError

DONE, REFUSED, WRONG_USE = 0, 1, 2

FORMATS = ("xlsx", "csv", "csv-vi", "parquet", "datapackage", "sdmx")
"""Those of `site.exports`, which is loaded for its own command only."""


class Commands(click.Group):
    """Commands that take --lang, and whose errors are a sentence in that language and an exit code."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command; the language may be named before it or behind it."""
        language_option(cmd)
        super().add_command(cmd, name)

    def invoke(self, ctx: click.Context) -> int:
        """Run the command that was named; a wrong setting or seed file is wrong use."""
        try:
            require_project()
            code: int = super().invoke(ctx)
            sys.stdout.flush()
            return code
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except BrokenPipeError:  # whoever reads (`| head`) has seen enough; nothing more can be said
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
            return DONE
        except Exception as error:  # a trace helps nobody who only wants the numbers
            wrong_use = isinstance(error, (NoProject, SettingError, VocabularyError))
            said = printable(f"khuyencong {ctx.invoked_subcommand}: {_explained(error, ctx.obj)}")
            click.echo(said, err=True)
            return WRONG_USE if wrong_use else REFUSED


def _explained(error: Exception, language: Language) -> str:
    if isinstance(error, NoProject):
        return str(error)
    from .transform.mishaps import explained

    found = error.message if isinstance(error, UserError) else explained(error, load())
    return str(text(found, language))


def _set_language(ctx: click.Context, _: click.Parameter, language: Language | None) -> None:
    """The language named behind a command takes the place of the one named before it."""
    if language and ctx.parent:
        ctx.obj = ctx.parent.obj = language


language_option = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    callback=_set_language,
    expose_value=False,
    help="Language of the answer.",
)


def _report_folders(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    from .ingest.folders import report_folders

    with suppress(NoProject, SettingError):  # the command itself says what is wrong
        raw, here = load().raw, Path.cwd()
        shown = raw.relative_to(here) if raw.is_relative_to(here) else raw
        names = (str(shown / folder.name) for folder in report_folders(raw))
        return [name for name in names if name.startswith(incomplete)]
    return []


def _releases(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    from .publish import release_files

    with suppress(NoProject, SettingError):
        names = (path.stem for path in reversed(release_files(load())))
        return [name for name in names if name.startswith(incomplete)]
    return []


@click.group(
    cls=Commands,
    name="khuyencong",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    envvar="KHUYENCONG_LANG",
    help="Language of everything a command says; KHUYENCONG_LANG sets it for good.",
)
@click.pass_context
def khuyencong(context: click.Context, lang: Language) -> None:
    """Published reports on industrial promotion in Vietnam as traceable numbers."""
    context.obj = lang  # what commands get by `pass_obj`


@khuyencong.command()
@click.argument("reports", nargs=-1, type=click.Path(path_type=Path), shell_complete=_report_folders)
@click.option("--fix", is_flag=True, help="Rewrite cells in their agreed spelling first.")
@click.pass_obj
def check(language: Language, reports: tuple[Path, ...], fix: bool) -> int:
    """Judge report folders and say what is wrong with them."""
    from .ingest.check import NoSuchReport
    from .ingest.check import check as check_reports

    def work_out(*landed: Any) -> Any:  # loaded when there are figures to relate
        from .transform.in_memory import relations

        return relations(*landed)

    try:
        lines, clean = check_reports(reports, load(), language, fix, work_out)
    except NoSuchReport as error:
        raise click.UsageError(_explained(error, language)) from None
    click.echo(printable("\n".join(lines)))
    return DONE if clean else REFUSED


@khuyencong.command()
@click.argument("words", nargs=-1, required=True)
@click.pass_obj
def words(language: Language, words: tuple[str, ...]) -> int:
    """Find the codes that a sheet is written in.

    WORDS: what is meant, in Vietnamese or English, with or without accents, such as: dao tao nghe
    """
    from .ingest.words import find_words
    from .vocabulary import Vocabulary

    lines, found = find_words(" ".join(words), Vocabulary(load().seeds), language)
    click.echo(printable("\n".join(lines)))
    return DONE if found else REFUSED


@khuyencong.command()
@click.option("--full", is_flag=True, help="Run everything even where nothing has changed.")
@click.pass_obj
def refresh(language: Language, full: bool) -> int:
    """Take every report in raw/ to the published warehouse."""
    from .defs.refresh import refresh as run_refresh

    return run_refresh(load(), full, language)


@khuyencong.command()
@click.option("-p", "--port", type=click.IntRange(1, 65_535), default=3000, show_default=True, help="Port.")
@click.pass_obj
def dev(language: Language, port: int) -> int:
    """Serve the Dagster UI on 127.0.0.1."""
    from .defs.home import dev as serve_ui

    # What is said of a failed run links to the page that is served here.
    address = os.environ.setdefault("KHUYENCONG_UI", f"http://127.0.0.1:{port}")
    settings = load()
    click.echo(say("dev.served", language, address=address))
    return serve_ui(settings, port)


@khuyencong.command()
@click.option(
    "--verify", is_flag=True, help="Read every kept release and say whether it is what was published."
)
@click.pass_obj
def status(language: Language, verify: bool) -> int:
    """Say in five lines where the warehouse stands."""
    from .ingest.folders import contents
    from .publish import sources_sha256
    from .serve import status as lines_of
    from .serve import verify as verify_releases

    def how_ended(*run: Any) -> Any:  # loaded only for a run that did not say itself how it ended
        from .defs.attempt import how_ended as ask

        return ask(*run)

    settings = load()
    if verify:
        lines, good = verify_releases(settings, language)
        click.echo("\n".join(lines) or say("releases.none", language))
        return DONE if good else REFUSED
    here = contents(settings.raw)
    lines = lines_of(settings, here, sources_sha256(settings, here), language, how_ended)
    click.echo(printable("\n".join(lines)))
    return DONE


@khuyencong.command()
@click.option(
    "-n",
    "--releases",
    type=click.IntRange(1, 10_000),
    default=10,
    show_default=True,
    help="How many releases.",
)
@click.pass_obj
def history(language: Language, releases: int) -> int:
    """Tell how quality moved, which reports failed, and which refreshes published nothing."""
    from .serve import history as lines_of

    click.echo("\n".join(lines_of(load(), releases, language)) or say("history.none", language))
    return DONE


@khuyencong.command()
@click.argument("words", nargs=-1, required=True)
@click.pass_obj
def explain(language: Language, words: tuple[str, ...]) -> int:
    """Tell where a number comes from and what speaks against it.

    WORDS: a cell id or its beginning, a claim (report#figure), or words such as: lao cai co so 2012
    """
    import shutil

    from .serve import explain as answer_to

    width = min(shutil.get_terminal_size((100, 24)).columns, 110)
    bold = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    answer = answer_to(load(), " ".join(words), language, width, bold)
    click.echo("\n".join(answer.lines))
    return DONE if answer.found else REFUSED


@khuyencong.command()
@click.option(
    "-f",
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    required=True,
    help="More than one if wanted.",
)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder; made if need be.",
)
@click.option(
    "--release", shell_complete=_releases, help="An earlier release; the current one if none is named."
)
@click.pass_obj
def export(language: Language, formats: tuple[str, ...], folder: Path, release: str | None) -> int:
    """Write a release as files for Excel, statistics programs, archives and SDMX tools.

    Each format in a folder of its own, with a manifest of hashes and of what a format does not carry beside
    them. Workbooks speak the language of --lang.
    """
    from . import publish
    from .site import exports

    settings = load()
    path = publish.release_named(settings, release) if release else publish.current_release(settings)
    if path is None:
        raise UserError("exports.no-release")
    made = exports.export(path, folder, formats, (language,))
    size = sum(download.bytes for download in made)
    click.echo(
        say(
            "exports.done",
            language,
            files=len(made),
            bytes=size,
            release=path.stem,
            folder=printable(str(folder)),
        )
    )
    if left_out := sorted({table for download in made for table in download.left_out}):
        click.echo(say("exports.left-out", language, tables=", ".join(left_out)))
    return DONE


@khuyencong.command()
@click.pass_obj
def releases(language: Language) -> int:
    """List the kept releases with what changed in them and why; * marks the current one."""
    from .serve import releases as lines_of

    click.echo(printable("\n".join(lines_of(load(), language))) or say("releases.none", language))
    return DONE


@khuyencong.command()
@click.argument("release", required=False, shell_complete=_releases)
@click.option("--lift", is_flag=True, help="Let the next refresh publish again.")
@click.pass_obj
def rollback(language: Language, release: str | None, lift: bool) -> int:
    """Let analysts read an earlier release again, and hold it against refreshes."""
    from . import publish

    if lift == bool(release):
        raise click.UsageError("Name either RELEASE (see `khuyencong releases`) or --lift.")
    settings = load()
    if release is None:
        lifted = publish.lift(settings)
        click.echo(say("rollback.lifted", language) if lifted else say("rollback.none-held", language))
        return DONE
    path = publish.rollback(settings, release)
    click.echo(say("rollback.opens", language, path=settings.current, release=path.stem))
    click.echo(say("rollback.holds", language))
    return DONE


@khuyencong.command()
@click.argument("release", shell_complete=_releases)
@click.pass_obj
def pin(language: Language, release: str) -> int:
    """Keep a release however many come after it; refreshes go on."""
    from . import publish

    publish.pin(load(), release)
    click.echo(say("pin.kept", language, release=release))
    return DONE


@khuyencong.command()
@click.argument("release", shell_complete=_releases)
@click.pass_obj
def unpin(language: Language, release: str) -> int:
    """Let a pinned release go when its time has come."""
    from . import publish

    was = publish.unpin(load(), release)
    click.echo(say("pin.ended" if was else "pin.was-none", language, release=release))
    return DONE


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Vietnamese on a terminal that claims to be ASCII
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code: int = khuyencong.main(argv, prog_name="khuyencong", standalone_mode=False)
        return code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return REFUSED


if __name__ == "__main__":
    sys.exit(main())
