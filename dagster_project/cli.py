"""The command line: one small function per command, everything heavy imported inside it.

What `--help` says of a command or option is a message, named by its id, and so are click's own words.

Belongs here: arguments, printing, exit codes (0 done, 1 refused or rejected, 2 wrong use). Does not
belong here: work of its own.
"""

from __future__ import annotations

import errno
import gc
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from contextvars import ContextVar
from functools import cache, partial
from pathlib import Path
from typing import Any

import click

from .messages import LANGUAGES, Language, UserError, codes, label, printable, say, text
from .settings import NoProject, SettingError, Settings, load, require_project
from .vocabulary import VocabularyError

DONE, REFUSED, WRONG_USE = 0, 1, 2

FORMATS = ("xlsx", "csv", "csv-vi", "parquet", "datapackage", "sdmx")
"""Those of `site.exports`, which is loaded for its own command only."""


_language: ContextVar[Language] = ContextVar("language", default="en")
"""The language of help and of click's own words, which are said before any option has been read."""


@cache
def _clicks_words() -> dict[str, str]:
    """The codes of what click says of itself, by its own words."""
    try:
        return {label("click", code, "en"): code for code in codes("click")}
    except FileNotFoundError:  # code without its project, which the command itself says
        return {}


def _clicks_own(words: str) -> str:
    """Words of click itself, such as “Options” or “Missing argument”, in the language of the answer."""
    code = _clicks_words().get(words)
    return label("click", code, _language.get()) if code else words


for module in (click.core, click.exceptions, click.formatting, click.parser, click.decorators, click.types):
    module._ = _clicks_own  # type: ignore[attr-defined]
    if hasattr(module, "ngettext"):
        module.ngettext = lambda one, many, n: _clicks_own(one if n == 1 else many)  # type: ignore[attr-defined]


class Sentence:
    """An attribute that is set to the id of a message and gives its sentence in one of the languages."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, command: Any, owner: type | None = None) -> Any:
        message_id = command.__dict__.get(self.name)
        return say(message_id, _language.get()) if message_id else message_id

    def __set__(self, command: Any, message_id: str | None) -> None:
        command.__dict__[self.name] = message_id


class Option(click.Option):
    """An option; its help is a message."""

    help: Any = Sentence()


option = partial(click.option, cls=Option)
ANY, FILE = click.Path(path_type=Path), click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
FOLDER_THERE = click.Path(path_type=Path, file_okay=False, exists=True)


class Command(click.Command):
    """A command; its help is a message."""

    help: Any = Sentence()
    epilog: Any = Sentence()

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that shows help, which click would make in one language for good."""
        option = super().get_help_option(ctx)
        if option:
            option.help = _clicks_own("Show this message and exit.")
        return option


class Commands(Command, click.Group):
    """Commands that take --lang, and whose errors are a sentence in that language and an exit code.

    A command returns its exit code where that may be another than `DONE`.
    """

    command_class = Command

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command; the language may be named before it or behind it."""
        language_option(cmd)
        super().add_command(cmd, name)

    def invoke(self, ctx: click.Context) -> int:
        """Run the command that was named; a wrong setting or seed file is wrong use."""
        try:
            code: int | None = super().invoke(ctx)
            sys.stdout.flush()
            return code or DONE
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except BrokenPipeError:  # whoever reads (`| head`) has seen enough; nothing more can be said
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
            return DONE
        except Exception as error:  # a trace helps nobody who only wants the numbers
            wrong_use = isinstance(error, (SettingError, VocabularyError))
            said = printable(f"{ctx.command_path} {ctx.invoked_subcommand}: {_explained(error, ctx.obj)}")
            click.echo(said, err=True)
            return WRONG_USE if wrong_use else REFUSED


def _explained(error: Exception, language: Language) -> str:
    if isinstance(error, UserError):
        return error.message.text(language)
    from .transform.mishaps import explained

    return str(text(explained(error, load()), language))


def _set_language(ctx: click.Context, _: click.Parameter, language: Language | None) -> None:
    """The language named behind a command takes the place of the one named before it."""
    if language and ctx.parent:
        ctx.obj = ctx.parent.obj = language


LANGUAGE = click.Choice(LANGUAGES)
language_option = option(
    "--lang", type=LANGUAGE, callback=_set_language, expose_value=False, help="help.lang-of-answer"
)


def _completed(names: Callable[[Settings], Iterable[str]]) -> Any:
    """A completion of the shell: the names that begin as what was typed."""

    def complete(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
        with suppress(NoProject, UserError):  # the command itself says what is wrong
            return [name for name in names(load()) if name.startswith(incomplete)]
        return []

    return complete


def _shown(settings: Settings, folders: Iterable[Path]) -> Iterator[str]:
    """Folders of reports as they are named from here."""
    raw, here = settings.raw, Path.cwd()
    shown = raw.relative_to(here) if raw.is_relative_to(here) else raw
    return (str(shown / folder.name) for folder in folders)


@_completed
def _report_folders(settings: Settings) -> Iterator[str]:
    from .ingest.folders import report_folders

    return _shown(settings, report_folders(settings.raw))


@_completed
def _drafts(settings: Settings) -> Iterator[str]:
    return _shown(settings, (path.parent for path in sorted(settings.raw.glob(".*/report.yaml"))))


@_completed
def _releases(settings: Settings) -> Iterator[str]:
    from .publish import kept_releases

    return reversed(kept_releases(settings))


release_option = option("--release", shell_complete=_releases, help="help.export-release")


def _printed(lines: Iterable[str], good: bool = True) -> int:
    """Print lines; the exit code that says whether all is good."""
    click.echo(printable("\n".join(lines)))
    return DONE if good else REFUSED


def _up_to_date() -> Settings:
    """The settings, once this machine has a copy of what has become current on another."""
    from .publish import bring_up_to_date

    settings = load()
    bring_up_to_date(settings)
    return settings


@click.group(
    cls=Commands,
    name="khuyencong",
    help="help.khuyencong",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@option("--lang", type=LANGUAGE, default="en", envvar="KHUYENCONG_LANG", help="help.lang")
@click.pass_context
def khuyencong(context: click.Context, lang: Language) -> None:
    """Published reports on industrial promotion in Vietnam as traceable numbers."""
    context.obj = lang  # what commands get by `pass_obj`


def _relations() -> Any:
    """What works out the relations between figures; loaded when there are figures to relate."""
    from .transform.in_memory import Relations

    return Relations()


@khuyencong.command(help="help.check")
@click.argument("reports", nargs=-1, type=ANY, shell_complete=_report_folders)
@option("--fix", is_flag=True, help="help.check-fix")
@click.pass_obj
def check(language: Language, reports: tuple[Path, ...], fix: bool) -> int:
    from .ingest.check import NoSuchReport
    from .ingest.check import check as check_reports

    try:
        lines, clean = check_reports(reports, load(), language, fix, lambda *landed: _relations()(*landed))
    except NoSuchReport as error:
        raise click.UsageError(_explained(error, language)) from None
    return _printed(lines, clean)


@khuyencong.command(help="help.review")
@click.argument("draft", type=ANY, shell_complete=_drafts)
@option("--by", default="", envvar="KHUYENCONG_NAME", help="help.review-by")
@option("-p", "--port", type=click.IntRange(0, 65_535), default=0, help="help.review-port")
@option("--open/--no-open", "opens", default=False, help="help.review-open")
@click.pass_obj
def review(language: Language, draft: Path, by: str, port: int, opens: bool) -> None:
    from .review.app import serve
    from .review.draft import Draft
    from .review.judging import Judge
    from .review.session import Session

    def opened(address: str) -> None:
        click.echo(f"{say('review.open', language, report=session.draft.report_id)}\n{address}")
        if opens:
            click.launch(address)

    session = Session(Draft(draft.absolute()), Judge(load(), _relations), by)
    try:
        serve(session, port, language, opened)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise UserError("review.port-taken", port=port) from None


@khuyencong.command(help="help.accept")
@click.argument("draft", type=ANY, shell_complete=_drafts)
@click.pass_obj
def accept(language: Language, draft: Path) -> int:
    from .review.accept import accept as accept_draft

    return _printed(accept_draft(draft, load(), language))


@khuyencong.command(help="help.words", epilog="help.words-words")
@click.argument("words", nargs=-1, required=True)
@click.pass_obj
def words(language: Language, words: tuple[str, ...]) -> int:
    from .ingest.words import find_words
    from .vocabulary import Vocabulary

    lines, found = find_words(" ".join(words), Vocabulary(load().seeds), language)
    return _printed(lines, found)


@khuyencong.command(help="help.draft", epilog="help.draft-text")
@click.argument("text", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option("--id", "report_id", required=True, help="help.draft-id")
@option("--place", required=True, help="help.draft-place")
@option("--published", default="", help="help.draft-published")
@option("--from", "legacy", type=click.Choice(["vni", "tcvn3", "viscii", "vps"]), help="help.draft-from")
@click.pass_obj
def draft(
    language: Language, text: Path, report_id: str, place: str, published: str, legacy: str | None
) -> int:
    from .drafting.draft import draft as draft_sheet
    from .vocabulary import Vocabulary

    settings = load()
    articles = settings.articles or settings.project / "articles"
    drafted = draft_sheet(
        text,
        settings.raw,
        articles,
        Vocabulary(settings.seeds),
        report_id,
        place,
        published,
        legacy or "",
        language,
    )
    return _printed(drafted.lines(language))


@khuyencong.command(help="help.compare", epilog="help.compare-folders")
@click.argument("first", type=FOLDER_THERE)
@click.argument("second", type=FOLDER_THERE)
@option("-o", "--output", type=FILE, help="help.compare-output")
@click.pass_obj
def compare(language: Language, first: Path, second: Path, output: Path | None) -> int:
    from .drafting.compare import compare as compare_sheets
    from .vocabulary import Vocabulary

    lines, agree = compare_sheets(first, second, Vocabulary(load().seeds), output, language)
    return _printed(lines, agree)


@khuyencong.command(help="help.refresh")
@option("--full", is_flag=True, help="help.refresh-full")
@click.pass_obj
def refresh(language: Language, full: bool) -> int:
    from .defs.refresh import refresh as run_refresh

    return run_refresh(load(), full, language)


@khuyencong.command(help="help.site")
@option("--to", type=FOLDER, help="help.site-to")
@option("--docs", is_flag=True, help="help.site-docs")
@option("--sql", metavar="FOLDER", type=FOLDER_THERE, help="help.site-sql")
@option("--open-texts", is_flag=True, help="help.site-open-texts")
@click.pass_obj
def site(language: Language, to: Path | None, docs: bool, sql: Path | None, open_texts: bool) -> None:
    from .publish import models_are_current
    from .site import build
    from .site import open_texts as mark_texts
    from .transform import load_manifest

    settings = _up_to_date()
    if open_texts:
        click.echo("\n".join(map(str, mark_texts(settings, language))))
        return
    if docs and not models_are_current(settings):
        raise UserError("site.other-models")
    made = build(settings, to, manifest=load_manifest(settings) if docs else None, packages=sql)
    values = {"release": made.release_id, "pages": made.pages, "megabytes": f"{made.size / 1e6:.1f}"}
    click.echo(say("site.done", language, folder=made.folder / "index.html", **values))


@khuyencong.command(help="help.chart")
@click.argument("place")
@click.argument("indicator")
@option("--to", required=True, type=FILE, help="help.chart-to")
@click.pass_obj
def chart(language: Language, place: str, indicator: str, to: Path) -> None:
    from .publish import current_release
    from .site.chart import draw

    settings = _up_to_date()
    if current_release(settings) is None:
        raise UserError("exports.no-release")
    draw(settings, place, indicator, to, language)
    click.echo(printable(str(to)))


@khuyencong.command(help="help.dev")
@option("-p", "--port", type=click.IntRange(1, 65_535), default=3000, show_default=True, help="help.dev-port")
@click.pass_obj
def dev(language: Language, port: int) -> None:
    from .defs.home import dev as serve_ui

    # What is said of a failed run links to the page that is served here.
    address = os.environ.setdefault("KHUYENCONG_UI", f"http://127.0.0.1:{port}")
    settings = load()
    click.echo(say("dev.served", language, address=address))
    serve_ui(settings, port)


@khuyencong.command(help="help.status")
@option("--verify", is_flag=True, help="help.status-verify")
@click.pass_obj
def status(language: Language, verify: bool) -> int:
    from .ingest.folders import contents
    from .publish import sources_sha256
    from .serve import status as lines_of
    from .serve import verify as verify_releases

    def how_ended(*run: Any) -> Any:  # loaded only for a run that did not say itself how it ended
        from .defs.attempt import how_ended as ask

        return ask(*run)

    settings = _up_to_date()
    if verify:
        lines, good = verify_releases(settings, language)
        return _printed(lines or [say("releases.none", language)], good)
    here = contents(settings.raw)
    lines = lines_of(settings, here, sources_sha256(settings, here), language, how_ended)
    return _printed(lines)


@khuyencong.command(help="help.history")
@option(
    "-n",
    "--releases",
    type=click.IntRange(1, 10_000),
    default=10,
    show_default=True,
    help="help.history-releases",
)
@click.pass_obj
def history(language: Language, releases: int) -> int:
    from .serve import history as lines_of

    return _printed(lines_of(_up_to_date(), releases, language) or [say("history.none", language)])


@khuyencong.command(help="help.explain", epilog="help.explain-words")
@click.argument("words", nargs=-1, required=True)
@click.pass_obj
def explain(language: Language, words: tuple[str, ...]) -> int:
    import shutil

    from .serve import explain as answer_to

    width = min(shutil.get_terminal_size((100, 24)).columns, 110)
    bold = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    answer = answer_to(_up_to_date(), " ".join(words), language, width, bold)
    click.echo("\n".join(answer.lines))
    return DONE if answer.found else REFUSED


@khuyencong.command(help="help.export", epilog="help.export-layout")
@option(
    "-f",
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    required=True,
    help="help.export-format",
)
@option("--to", "folder", type=FOLDER, required=True, help="help.export-to")
@release_option
@click.pass_obj
def export(language: Language, formats: tuple[str, ...], folder: Path, release: str | None) -> None:
    from . import publish
    from .site import exports

    settings = _up_to_date()
    path = publish.release_named(settings, release) if release else publish.current_release(settings)
    if path is None:
        raise UserError("exports.no-release")
    made = exports.export(path, folder, formats, (language,))
    size = sum(download.bytes for download in made)
    values = {"files": len(made), "bytes": size, "release": path.stem, "folder": printable(str(folder))}
    click.echo(say("exports.done", language, **values))
    if left_out := sorted({table for download in made for table in download.left_out}):
        click.echo(say("exports.left-out", language, tables=", ".join(left_out)))


@khuyencong.command(help="help.releases")
@click.pass_obj
def releases(language: Language) -> int:
    from .serve import releases as lines_of

    return _printed(lines_of(_up_to_date(), language) or [say("releases.none", language)])


@khuyencong.command(help="help.rollback")
@click.argument("release", required=False, shell_complete=_releases)
@option("--lift", is_flag=True, help="help.rollback-lift")
@click.pass_obj
def rollback(language: Language, release: str | None, lift: bool) -> None:
    from . import publish

    if lift == bool(release):
        raise click.UsageError(say("rollback.one-of-two", language))
    settings = load()
    if release is None:
        lifted = publish.lift(settings)
        click.echo(say("rollback.lifted", language) if lifted else say("rollback.none-held", language))
        return
    path = publish.rollback(settings, release)
    click.echo(say("rollback.opens", language, path=settings.current, release=path.stem))
    click.echo(say("rollback.holds", language))


@khuyencong.command(help="help.pin")
@click.argument("release", shell_complete=_releases)
@click.pass_obj
def pin(language: Language, release: str) -> None:
    from . import publish

    publish.pin(load(), release)
    click.echo(say("pin.kept", language, release=release))


@khuyencong.command(help="help.unpin")
@click.argument("release", shell_complete=_releases)
@click.pass_obj
def unpin(language: Language, release: str) -> None:
    from . import publish

    was = publish.unpin(load(), release)
    click.echo(say("pin.ended" if was else "pin.was-none", language, release=release))


@khuyencong.command(help="help.connect")
@release_option
@option("--shell", "opens", is_flag=True, help="help.connect-shell")
@click.pass_obj
def connect(language: Language, release: str | None, opens: bool) -> None:
    from .serve import connect as lines_of
    from .serve import shell

    settings = load()
    if opens:
        command = shell(settings, release)
        os.execv(command[0], command)
    click.echo("\n".join(lines_of(settings, release, language)))


@khuyencong.group(cls=Commands, help="help.lake")
def lake() -> None:
    """See `help.lake`."""


def _shared(number: int = 0, of: int = 1, language: Language = "en") -> Any:
    """The settings of a shared mode, for share `number` of `of` where there is one."""
    if number >= of:
        raise click.UsageError(say("help.lake-share-number", language))
    settings = load()
    if not settings.lake:
        raise SettingError("setting.half-of-lake")
    return settings


@lake.command(help="help.lake-share", epilog="help.lake-share-number")
@click.argument("number", type=click.IntRange(0))
@click.argument("of", type=click.IntRange(1, 10_000))
@click.pass_obj
def share(language: Language, number: int, of: int) -> None:
    from .ingest.shared import share as judge

    done = judge(_shared(number, of, language), number, of)
    counts = {"reports": done.reports, "judged": done.judged, "seconds": f"{done.seconds:.1f}"}
    click.echo(say("lake.share-done", language, **counts))


@lake.command(help="help.lake-close")
@click.pass_obj
def close(language: Language) -> None:
    from .ingest import run
    from .transform import writing

    settings = _shared()
    with writing(settings, "khuyencong lake close"):
        done = run(settings)
    counts = {
        "reports": len(done.reports),
        "reused": done.reused,
        "seconds": f"{sum(done.seconds.values()):.1f}",
    }
    click.echo(say("lake.closed", language, load=done.load_id, **counts))


@lake.command(help="help.lake-build", epilog="help.lake-share-number")
@click.argument("number", type=click.IntRange(0))
@click.argument("of", type=click.IntRange(1, 10_000))
@click.pass_obj
def build(language: Language, number: int, of: int) -> None:
    from .transform import build_share

    done = build_share(_shared(number, of, language), number, of)
    counts = {"places": done.places, "rows": done.rows, "seconds": f"{done.seconds:.1f}"}
    if done.was_there:
        click.echo(say("lake.build-there", language, number=number, of=of))
    else:
        click.echo(say("lake.build-done", language, number=number, of=of, **counts))


@lake.command(help="help.lake-up")
@click.pass_obj
def up(language: Language) -> None:
    from .publish.moving import up as move

    click.echo(say("lake.moved-up", language, releases=", ".join(move(_shared()))))


@lake.command(help="help.lake-down")
@click.pass_obj
def down(language: Language) -> None:
    from .publish.moving import down as move

    click.echo(say("lake.moved-down", language, releases=", ".join(move(_shared()))))


@lake.command(help="help.lake-file")
@release_option
@option("--to", "target", required=True, help="help.lake-file-to")
@click.pass_obj
def file(language: Language, release: str | None, target: str) -> None:
    from .publish.moving import file_of

    click.echo(say("lake.file-written", language, file=file_of(_up_to_date(), release, target)))


def _language_named(words: str) -> Language:
    """The language that the words of a command name, known before click has read them."""
    named = re.findall(r"--lang[ =](\w+)", words) or [os.environ.get("KHUYENCONG_LANG")]
    return "vi" if named[-1] == "vi" else "en"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    # Hundreds of thousands of objects are made and stay: looking through them for garbage takes a tenth of a
    # check and a second of a refresh.
    gc.set_threshold(100_000, 50, 100)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Vietnamese on a terminal that claims to be ASCII
            stream.reconfigure(encoding="utf-8", errors="replace")
    _language.set(_language_named(" ".join(sys.argv[1:] if argv is None else argv)))
    try:
        require_project()
        code: int = khuyencong.main(argv, prog_name="khuyencong", standalone_mode=False)
        return code
    except NoProject as error:
        click.echo(f"khuyencong: {error}", err=True)
        return WRONG_USE
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return REFUSED


if __name__ == "__main__":
    sys.exit(main())
