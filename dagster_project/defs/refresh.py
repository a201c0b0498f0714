"""The job `refresh` from the command line, in this process, recorded in Dagster like a click in the UI.

Imports Dagster inside the function: asking for help must not take two seconds.
"""

from __future__ import annotations

import atexit
import gc
import logging
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from .. import publish
from ..contracts import seeds
from ..ingest.folders import contents
from ..messages import Both, Language, Message, both, label, message, printable, say, text
from ..progress import ATTRIBUTE
from ..settings import Settings
from ..transform import advice, explained, writing
from .home import prepare_home

FIRST_QUERY = """\
select place_name, indicator_label_{language}, scope_label_{language}, year, printed, mark, caveat_{language}
from analytics.best_figures where nature in ('actual', 'estimate')
order by place_name collate vi, year desc limit 20"""

log = logging.getLogger("khuyencong")


def refresh(settings: Settings, full: bool = False, language: Language = "en") -> int:
    """Run the job, say step by step what happens, and where the warehouse is.

    Nothing is run where the current release is known to be what a run would give, unless `full`. All is said
    in `language`; what Dagster keeps of it is in English.

    Returns:
        Exit status: 0 when a release is current that holds what is in `raw/`, otherwise 1.
    """
    start = time.monotonic()
    # Looking through all of it once more at the end, to free each, takes two seconds.
    atexit.register(gc.freeze)
    before, kept = publish.current_release(settings), publish.release_files(settings)
    worse: list[Both] = []
    try:
        with _progress(start, language), writing(settings, "khuyencong refresh"):
            publish.bring_up_to_date(settings)
            before, kept = publish.current_release(settings), publish.release_files(settings)
            if reasons := [both(reason) for reason in publish.reasons_to_stop(settings)]:
                publish.record(settings, publish.REFUSED, reasons=reasons, by=publish.COMMAND)
            else:
                reasons, worse = _run_if_needed(settings, full)
    except Exception as error:  # of the disk, of Dagster's records; those of the steps are among the reasons
        reasons = [both(explained(error, settings))]
        if not _has_switched(settings, kept):
            publish.record(settings, publish.FAILED, reasons=reasons, by=publish.COMMAND)
    except BaseException:  # Ctrl+C, by whatever name Dagster gives it
        reasons = [both(message("refresh.cancelled"))]
        if not _has_switched(settings, kept):
            sources = publish.sources_sha256(settings, contents(settings.raw))
            publish.record(settings, publish.CANCELLED, sources=sources, by=publish.COMMAND)
    if reasons and _has_switched(settings, kept):
        for reason in reasons:  # what failed came after the switch
            print(say("refresh.published-but", language, reason=reason[language]), file=sys.stderr)
    elif reasons:
        for reason in reasons:
            print(say("refresh.failed", language, reason=printable(reason[language])), file=sys.stderr)
        if settings.current.exists():
            print(say("refresh.nothing-published", language, path=settings.current), file=sys.stderr)
        else:
            print(say("refresh.nothing-published-yet", language), file=sys.stderr)
        return 1
    _say_end(settings, before, time.monotonic() - start, language)
    for setback in worse:
        print(f"\n{say('refresh.setback', language, setback=setback[language])}", file=sys.stderr)
    return 0


def _has_switched(settings: Settings, kept: Sequence[Path]) -> bool:
    """Whether another release is current than those that were there before: it was published since."""
    current = publish.current_release(settings)
    return current is not None and current in publish.release_files(settings) and current not in kept


@contextmanager
def _progress(start: float, language: Language) -> Iterator[None]:
    """Show what the rooms log of themselves, each line with the seconds since the start.

    In a terminal how far the work is moves along a bar below the lines, elsewhere it is a line like others.
    """
    handler = (_Bar if sys.stdout.isatty() else _Lines)(start, language)
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.info(message("progress.starting"))
    try:
        yield
    finally:
        log.removeHandler(handler)
        handler.close()


class _Lines(logging.StreamHandler[TextIO]):
    """Plain lines."""

    def __init__(self, start: float, language: Language) -> None:
        super().__init__(sys.stdout)
        self.start, self.language = start, language

    def format(self, record: logging.LogRecord) -> str:
        """A line with the seconds since the start."""
        said = record.msg.text(self.language) if isinstance(record.msg, Message) else record.getMessage()
        return f"{time.monotonic() - self.start:6.1f} s  {said}"


class _Bar(_Lines):
    """Lines, and below them a bar with rate and time left for the work that is under way."""

    def __init__(self, start: float, language: Language) -> None:
        super().__init__(start, language)
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            ProgressColumn,
            Task,
            TextColumn,
            TimeRemainingColumn,
        )
        from rich.text import Text

        class Rate(ProgressColumn):
            def render(self, task: Task) -> Text:
                return Text(f"{task.speed:.0f}/s" if task.speed else "")

        texts = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            Rate(),
            TimeRemainingColumn(),
        )
        self.bar = Progress(*texts, transient=True)

    def emit(self, record: logging.LogRecord) -> None:
        """Move the bar, or print the line above it; the next line ends the bar."""
        if moved := getattr(record, ATTRIBUTE, None):
            work, so_far, total, unit = moved
            if not self.bar.tasks:
                self.bar.add_task(f"{work}, {text(unit, self.language)}", total=total)
                self.bar.start()
            self.bar.update(self.bar.tasks[0].id, completed=so_far)
            return
        self._end_bar()
        super().emit(record)

    def _end_bar(self) -> None:
        self.bar.stop()
        for task in self.bar.task_ids:
            self.bar.remove_task(task)

    def close(self) -> None:
        """Leave the terminal as it was."""
        self._end_bar()
        super().close()


def _run_if_needed(settings: Settings, full: bool) -> tuple[list[Both], list[Both]]:
    """Run the job unless nothing has changed; reasons of failure, and what got worse in success."""
    seeds.validate(settings.seeds)
    others = publish.others_sha256(settings)
    sources = publish.sources_sha256(settings, contents(settings.raw), others)
    current = publish.stands_for(settings, sources)
    if current and not full:
        log.info(message("progress.unchanged"))
        publish.record(settings, publish.UNCHANGED, current, sources=sources, by=publish.COMMAND)
        return [], []
    before = publish.last_outcome(settings)
    reasons, worse = _run(settings, others, full)
    ended = publish.last_outcome(settings)
    # Otherwise publishing has said more exactly what happened.
    if reasons and (ended is None or ended == before or ended.outcome == publish.BEGUN):
        publish.record(settings, publish.FAILED, reasons=reasons, by=publish.COMMAND)
    return reasons, worse


def _run(settings: Settings, others: str, full: bool) -> tuple[list[Both], list[Both]]:
    """Run the job, whatever has changed; reasons of failure, and what got worse in success.

    `others` is what there is beside the reports, as `publish.others_sha256`; `full` builds everything,
    whatever is known of the last build.
    """
    prepare_home(settings)
    import dagster as dg

    from .attempt import FULL, STARTED_BY, expect
    from .project import REFRESH, definitions
    from .setbacks import setbacks

    # The records first: where they cannot be used, nothing else need be loaded to say so.
    with dg.DagsterInstance.get() as instance:
        job = definitions(settings).resolve_job_def(REFRESH)
        run_id = str(uuid.uuid4())
        expect(run_id, others)
        try:
            result = job.execute_in_process(
                run_id=run_id,
                instance=instance,
                raise_on_error=False,
                tags={STARTED_BY: publish.COMMAND} | ({FULL: "yes"} if full else {}),
                # Dagster's own lines, one per event, would bury ours; they are in the UI.
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            )
        except BaseException:
            # Between two events of a step Dagster takes what a person ended for a failure.
            run = instance.get_run_by_id(run_id)
            if run and run.status is dg.DagsterRunStatus.FAILURE:
                instance.report_run_canceled(run)
            raise
        run = instance.get_run_by_id(result.run_id)
        if run and run.status is dg.DagsterRunStatus.CANCELED:
            raise KeyboardInterrupt
        return ([], setbacks(instance, result.run_id)) if result.success else (_reasons(result), [])


def _reasons(result: Any) -> list[Both]:
    from .shown import reason_of

    reasons: list[Both] = []
    for failed in [reason_of(event) for event in result.all_events if event.is_step_failure]:
        cure = advice(failed.words["en"])
        words: Both = {}
        for language, why in failed.words.items():
            why = why.rstrip() if failed.foreseen else say("refresh.unforeseen", language, error=why.rstrip())
            words[language] = f"{failed.step}: {why}" + (f"\n{cure.text(language)}" if cure else "")
        reasons.append(words)
    return reasons or [both(message("refresh.see-its-log"))]


def _say_end(settings: Settings, before: Path | None, seconds: float, language: Language) -> None:
    current = publish.current_release(settings)
    assert current, "a refresh that succeeded leaves a release"
    values = {"release": current.stem, "seconds": f"{seconds:.1f}"}
    if current == before:
        print("\n" + say("refresh.unchanged", language, **values))
    else:
        release = publish.read_release(current)
        changes = ", ".join(
            f"{release.changes[change]} {label('cell_change', change, language)}"
            for change in ("added", "changed", "removed")
        )
        print("\n" + say("refresh.published", language, **values, changes=changes))
        if release.causes:
            causes = (f"{label('cause', cause, language)} {n}" for cause, n in release.causes.items())
            print(say("refresh.causes", language, causes=", ".join(causes)))
    print(say("refresh.where", language, path=settings.current) + "\n")
    print("\n".join("  " + line for line in FIRST_QUERY.format(language=language).splitlines()))
    print("\n" + say("refresh.more", language))
