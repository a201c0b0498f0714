"""Word of a failed or refused refresh: what failed, why, what to do, in Vietnamese and English.

Belongs here: reading it from the run and putting it into words. Does not belong here: how it travels
(`channels.py`), where to (`settings.py`). Where no channel is set, the log says it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

import dagster as dg

from ..settings import Settings
from ..transform import Advice, advice
from . import INGEST
from .channels import Message, NotSent, send

log = logging.getLogger("khuyencong")

SHOWN = 8
LONGEST = 1500
"""Most failed checks that are named, and most characters of one reason."""

NO_CHANNEL = (
    "Nobody was told: no channel is set. Set KHUYENCONG_ALERT_WEBHOOK, or KHUYENCONG_ALERT_SMTP and "
    "KHUYENCONG_ALERT_TO (docs/serving.md)."
)


@dataclass(frozen=True)
class Failure:
    """One thing that went wrong: the step, asset or check, and the reason in the words of who found it.

    `foreseen` is false where nobody thought of it: an error that is no refusal.
    """

    what: str
    why: str
    foreseen: bool = True


KILLED = Advice(
    "The process ended without a word: it was killed, ran out of memory, or the machine went down. "
    "Nothing has to be repaired. Run it again.",
    "Tiến trình dừng mà không báo lý do: bị tắt, thiếu bộ nhớ hoặc máy ngừng. "
    "Không cần sửa gì, hãy chạy lại.",
)
INGEST_BROKE = Advice(
    "The reports could not be read as a whole. `khuyencong check` names file, row and what is accepted; "
    "then run `khuyencong refresh`.",
    "Không đọc được tập báo cáo. `khuyencong check --lang vi` chỉ rõ tệp, dòng và cách ghi được chấp nhận; "
    "sau đó chạy `khuyencong refresh`.",
)
CHECK_FAILED = Advice(
    "Open the check in Dagster: it shows the failing rows. Mend the sheet of the report they name, or record "
    "a decision in dbt/seeds/judgement/; the next refresh starts by itself when a sheet changes.",
    "Mở mục kiểm tra trong Dagster để xem các dòng sai. Sửa bảng của báo cáo liên quan, hoặc ghi quyết định "
    "vào dbt/seeds/judgement/; khi bảng thay đổi, lần làm mới tiếp theo sẽ tự chạy.",
)
REFUSED = Advice(
    "The build was finished and publishing it was refused. The reason says what mends it.",
    "Đã dựng xong nhưng bị từ chối công bố. Lý do ở trên cho biết cách khắc phục.",
)
OTHER = Advice(
    "Nobody thought of this. Open the run in Dagster, which shows the whole log; run `khuyencong refresh` "
    "once more, and report it if it comes again.",
    "Lỗi chưa được dự liệu. Mở lần chạy trong Dagster để xem toàn bộ nhật ký; chạy lại `khuyencong refresh`, "
    "và báo lại nếu lỗi lặp lại.",
)


def alert_sensor(settings: Settings) -> dg.SensorDefinition:
    """The sensor that speaks up for every failed run, however it was started in Dagster."""

    @dg.run_failure_sensor(
        name="alert",
        description="Tells by webhook and e-mail, as set, which asset or check failed, why, and what to do.",
        default_status=dg.DefaultSensorStatus.RUNNING
        if settings.unattended
        else dg.DefaultSensorStatus.STOPPED,
    )
    def alert(context: dg.RunFailureSensorContext) -> None:
        message = compose(context, settings)
        try:
            told = send(message, settings.alerts)
        except NotSent as error:
            log.error("%s\n%s\nThis could not be sent: %s", message.subject, message.text, error)
            raise
        if told:
            context.log.info("%s. Told: %s", message.subject, ", ".join(told))
        else:
            log.error("%s\n%s\n%s", message.subject, message.text, NO_CHANNEL)
            context.log.error("%s. %s", message.subject, NO_CHANNEL)

    return alert


def compose(context: dg.RunFailureSensorContext, settings: Settings) -> Message:
    """Put a failed run into words."""
    from ..publish import current_release

    run = context.dagster_run
    steps = [_of_step(event) for event in context.get_step_failure_events()]
    checks = _failed_checks(context.instance, run.run_id)
    failures = [*checks, *steps] or [Failure("run", context.failure_event.message or "no reason given")]
    todo = _advice(steps, bool(checks))
    current = current_release(settings)
    address = f"{settings.ui}/runs/{run.run_id}"
    named = _listed([f.what for f in failures], 3)
    reasons = "\n".join(f"- {f.what}: {f.why}" for f in failures[: SHOWN + len(steps)])
    kept_vi = f"vẫn là bản {current.stem}" if current else "chưa có bản nào"
    kept_en = f"is still release {current.stem}" if current else "has no release yet"
    text = (
        f"Lần chạy {run.job_name} ({run.run_id[:8]}) thất bại. Kho dữ liệu đã công bố {kept_vi}.\n\n"
        f"Hỏng ở đâu, vì sao:\n{reasons}\n\nCần làm gì:\n{todo.vi}\n\nXem: {address}\n\n"
        "--\n\n"
        f"Run {run.job_name} ({run.run_id[:8]}) failed. The published warehouse {kept_en}.\n\n"
        f"What failed, and why:\n{reasons}\n\nWhat to do:\n{todo.en}\n\nSee: {address}\n"
    )
    return Message(
        subject=_one_line(f"khuyencong: làm mới thất bại / refresh failed: {named}"),
        text=text,
        facts={
            "job": run.job_name,
            "run_id": run.run_id,
            "url": address,
            "release": current.stem if current else None,
            "failed": [f.what for f in failures],
            "what_to_do": {"en": todo.en, "vi": todo.vi},
        },
    )


def _advice(steps: list[Failure], checks: bool) -> Advice:
    if checks:
        return CHECK_FAILED
    if not steps:
        return KILLED
    of_the_machine = next(filter(None, (advice(step.why) for step in steps)), None)
    if of_the_machine:
        return of_the_machine
    if any(step.what == "release" and step.foreseen for step in steps):
        return REFUSED
    return INGEST_BROKE if any(step.what == INGEST for step in steps) else OTHER


def _of_step(event: dg.DagsterEvent) -> Failure:
    name, data = event.step_key or "step", event.step_failure_data
    known = data.user_failure_data
    if known and known.description:
        return Failure(name, _short(known.description))
    error = data.error
    while error and error.cause:
        error = error.cause
    return Failure(name, _short(error.message if error else "no reason given"), foreseen=False)


def _failed_checks(instance: dg.DagsterInstance, run_id: str) -> list[Failure]:
    """Checks that stand against the run; those that only warn do not."""
    found = []
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION):
        event = entry.dagster_event
        if event is None:
            continue
        check = event.asset_check_evaluation_data
        if check.passed or check.severity is not dg.AssetCheckSeverity.ERROR:
            continue
        metadata = {name: value.value for name, value in check.metadata.items()}
        rows = metadata.get("failing_rows")
        why = str(metadata.get("message") or check.description or "").strip("`\n ")
        counted = f"{rows} failing rows. " if isinstance(rows, int) else ""
        found.append(
            Failure(f"{check.asset_key.to_user_string()} · {check.check_name}", _short(counted + why))
        )
    return found[:SHOWN]


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def _listed(names: Iterable[str], limit: int) -> str:
    known = list(names)
    return ", ".join(known[:limit]) + (f" (+{len(known) - limit})" if len(known) > limit else "")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
