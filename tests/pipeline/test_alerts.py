"""The promises of word of failure: it says what, why and what to do, it arrives, and it keeps secrets.

Real failed runs, a web server and a mail server on the loopback. The tempting clean-up that would break
this: logging the address to which something could not be sent.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import logging
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from apprise.plugins.email import NotifyEmail

from dagster_project import settings as settings_module
from dagster_project.defs import alerts as alerts_module
from dagster_project.defs.alerts import NotSent, alert_sensor, setback_sensor, without_secrets
from dagster_project.defs.setbacks import SETBACKS, setbacks
from dagster_project.defs.shown import failure
from dagster_project.messages import message, say
from dagster_project.settings import Alerts, SettingError, Settings

PROJECT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.filterwarnings("ignore::dagster.BetaWarning")


# --- who listens ---------------------------------------------------------------------------------------


class Web(BaseHTTPRequestHandler):
    """Keeps what is posted; a path may ask for another answer, `/302` for a redirection."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, self.headers["Content-Type"], json.loads(body)))  # type: ignore[attr-defined]
        answer = self.path.rsplit("/", 1)[-1]
        self.send_response(int(answer) if answer.isdigit() else 200)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


class Mail(socketserver.StreamRequestHandler):
    """As much of SMTP as it takes to receive a letter."""

    def handle(self) -> None:
        taken, said = self.server.taken, self.server.said  # type: ignore[attr-defined]
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().strip():
            said.append(line.decode())
            word = line.split()[0].upper()
            if word == b"EHLO":
                offers = [b"8BITMIME", b"SMTPUTF8", *self.server.offers]  # type: ignore[attr-defined]
                self.wfile.writelines([b"250-here\r\n", *(b"250-%s\r\n" % o for o in offers)])
                self.wfile.write(b"250 AUTH PLAIN\r\n")
            elif word == b"AUTH":
                self.wfile.write(b"235 welcome\r\n")
            elif word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = b""
                while (text := self.rfile.readline()) != b".\r\n":
                    letter += text
                taken.append(message_from_bytes(letter, policy=policy.default))
                self.wfile.write(b"250 taken\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 fine\r\n")


@contextmanager
def listening(server: Any) -> Iterator[Any]:
    server.taken, server.said, server.offers = [], [], []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture
def web() -> Iterator[Any]:
    with listening(HTTPServer(("127.0.0.1", 0), Web)) as server:
        yield server


@pytest.fixture
def mail() -> Iterator[Any]:
    with listening(socketserver.TCPServer(("127.0.0.1", 0), Mail)) as server:
        yield server


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts_module, "PAUSE", 0.0)
    monkeypatch.setattr(NotifyEmail, "request_rate_per_sec", 0)
    monkeypatch.setattr(alerts_module, "TIMEOUT", 2.0)


# --- what fails ----------------------------------------------------------------------------------------


@dg.asset(
    key=["marts", "claims"],
    check_specs=[
        dg.AssetCheckSpec("keys_name_one_row", asset=["marts", "claims"]),
        dg.AssetCheckSpec("nothing_is_odd", asset=["marts", "claims"]),
    ],
)
def dbt() -> Iterator[Any]:
    yield dg.MaterializeResult()
    yield dg.AssetCheckResult(
        check_name="keys_name_one_row",
        passed=False,
        metadata={"failing_rows": 3, "message": dg.MetadataValue.md("```\nGot 3 results\n```")},
    )
    yield dg.AssetCheckResult(check_name="nothing_is_odd", passed=False, severity=dg.AssetCheckSeverity.WARN)
    raise dg.Failure("test keys_name_one_row: fail.", allow_retries=False)


@dg.asset
def release() -> None:
    raise failure("Not published. The build is partial.", message("run.warehouse-as-it-was"))


@dg.asset
def ingest() -> None:
    raise ValueError("thiếu cột 'đơn vị'")


class Failing:
    """A run that fails, and what the sensor does about it."""

    def __init__(self, folder: Path) -> None:
        dbt_project = PROJECT / "dbt"
        self.settings = Settings(
            PROJECT, folder / "raw", None, folder / "warehouse", dbt_project / "seeds", dbt_project, 3
        )
        self.instance = dg.DagsterInstance.ephemeral()

    def tell(self, asset: dg.AssetsDefinition, alerts: Alerts) -> str:
        result = dg.materialize([asset], instance=self.instance, raise_on_error=False)
        self._tell(result.dagster_run, result.get_run_failure_event(), alerts)
        return result.run_id

    def tell_of_a_killed_run(self, alerts: Alerts) -> None:
        run = self.instance.create_run_for_job(
            dg.Definitions([release]).resolve_implicit_global_asset_job_def()
        )
        event = self.instance.report_run_failed(run, message="the process ended")
        self._tell(run, event, alerts)

    def _tell(self, run: dg.DagsterRun, event: dg.DagsterEvent, alerts: Alerts) -> None:
        sensor = alert_sensor(dataclasses.replace(self.settings, alerts=alerts))
        context = dg.build_run_status_sensor_context(
            sensor_name="alert", dagster_event=event, dagster_instance=self.instance, dagster_run=run
        )
        sensor(context.for_run_failure())


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Failing]:
    made = Failing(tmp_path)
    with made.instance:
        yield made


def by_web(server: Any, path: str = "/hook") -> Alerts:
    return Alerts(webhook=f"http://127.0.0.1:{server.server_address[1]}{path}")


def by_mail(server: Any, user: str = "") -> Alerts:
    address = f"smtp://{user}127.0.0.1:{server.server_address[1]}"
    return Alerts(smtp=address, to=("a@example.org", "b@example.org"), sender="khuyencong@example.org")


# --- what is said --------------------------------------------------------------------------------------


def test_a_failed_check_is_named_with_its_reason_and_what_to_do(failing: Failing, web: Any) -> None:
    run_id = failing.tell(dbt, by_web(web))
    [(path, kind, told)] = web.taken
    assert (path, kind) == ("/hook", "application/json; charset=utf-8")
    assert "refresh failed" in told["subject"]
    assert "làm mới thất bại" in told["subject"]
    assert "marts/claims · keys_name_one_row" in told["subject"]
    assert "3 failing rows. Got 3 results" in told["text"]
    assert "Mend the sheet" in told["text"]
    assert "Sửa bảng" in told["text"]
    assert f"http://127.0.0.1:3000/runs/{run_id}" in told["text"]
    assert told["run_id"] == run_id
    assert told["failed"][0] == "marts/claims · keys_name_one_row"
    assert "nothing_is_odd" not in told["text"]  # it warns, it did not fail


def test_a_refusal_says_why_nothing_was_published_and_what_is_current(failing: Failing, web: Any) -> None:
    failing.tell(release, by_web(web))
    [(_, _, told)] = web.taken
    assert "Not published. The build is partial." in told["text"]
    assert "Publishing was refused" in told["text"]
    assert "finished" not in told["text"], "it may have been partial"
    assert "has no release yet" in told["text"]
    failing.settings.warehouse.mkdir()
    failing.settings.current.write_text("x")
    failing.tell(release, by_web(web))
    assert "is still release khuyencong" in web.taken[-1][2]["text"]


def test_the_reason_stands_in_both_languages(failing: Failing, web: Any) -> None:
    failing.tell(release, by_web(web))
    [(_, _, told)] = web.taken
    vi, en = told["text"].split("\n--\n")
    assert say("run.warehouse-as-it-was", "vi") in vi
    assert say("run.warehouse-as-it-was", "en") in en
    assert say("run.warehouse-as-it-was", "en") not in vi


def test_an_error_nobody_foresaw_is_told_in_its_own_words(failing: Failing, web: Any) -> None:
    failing.tell(ingest, by_web(web))
    [(_, _, told)] = web.taken
    assert "thiếu cột 'đơn vị'" in told["text"]
    assert "khuyencong check" in told["text"]
    assert "Traceback" not in told["text"]


def test_a_killed_run_is_told_too(failing: Failing, web: Any) -> None:
    failing.tell_of_a_killed_run(by_web(web))
    [(_, _, told)] = web.taken
    assert "the process ended" in told["text"]
    assert "Run it again" in told["text"]
    assert "chạy lại" in told["text"]


def test_a_letter_arrives_whole_in_both_languages(failing: Failing, mail: Any) -> None:
    failing.tell(dbt, by_mail(mail))
    assert [letter["To"] for letter in mail.taken] == ["a@example.org", "b@example.org"]
    letter = mail.taken[0]
    assert letter["From"] == "khuyencong@example.org"
    assert letter.get_content_type() == "text/plain"
    assert "làm mới thất bại / refresh failed" in letter["Subject"]
    text = letter.get_content()
    assert "Cần làm gì" in text
    assert "What to do" in text
    assert [line for line in mail.said if line.startswith("rcpt") or line.startswith("RCPT")] != []


def test_a_password_is_sent_to_this_machine_or_encrypted_never_otherwise(
    failing: Failing, mail: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing.tell(release, by_mail(mail, "me:s%40%2541@"))
    logins = {line.split()[-1] for line in mail.said if line.startswith("AUTH")}
    assert [base64.b64decode(login) for login in logins] == [b"\0me\0s@%41"]
    mail.said.clear()
    monkeypatch.setattr(alerts_module, "_is_this_machine", lambda _: False)
    with pytest.raises(NotSent, match=r"e-mail 127\.0\.0\.1"):
        failing.tell(release, by_mail(mail, "me:s%40cret@"))
    assert not any(line.startswith("AUTH") for line in mail.said)


def test_a_letter_to_another_machine_is_encrypted_wherever_the_server_offers_it(
    failing: Failing, mail: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts_module, "_is_this_machine", lambda _: False)
    failing.tell(release, by_mail(mail))
    assert len(mail.taken) == 2
    assert "STARTTLS" not in [line.upper() for line in mail.said]
    mail.offers.append(b"STARTTLS")
    with pytest.raises(NotSent):  # this server only says that it can
        failing.tell(release, by_mail(mail))
    assert "STARTTLS" in [line.upper() for line in mail.said]
    assert len(mail.taken) == 2


def test_any_address_of_apprise_is_told_too(failing: Failing, web: Any) -> None:
    host = f"127.0.0.1:{web.server_address[1]}"
    failing.tell(release, Alerts(urls=(f"json://{host}/one", f"json://{host}/two")))
    assert {path.strip("/") for path, _, _ in web.taken} == {"one", "two"}
    assert "The build is partial." in web.taken[0][2]["message"]


def test_an_address_that_apprise_does_not_know_is_named_without_its_secrets(
    failing: Failing, web: Any, caplog: pytest.LogCaptureFixture
) -> None:
    alerts = dataclasses.replace(by_web(web), urls=("carrier-pigeon://secret-token@loft",))
    with pytest.raises(NotSent, match="carrier-pigeon") as raised:
        failing.tell(release, alerts)
    assert len(web.taken) == 1
    assert "secret-token" not in str(raised.value) + caplog.text


# --- where it does not arrive --------------------------------------------------------------------------


def test_without_a_channel_the_log_says_it_clearly(
    failing: Failing, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "khuyencong"):
        failing.tell(release, Alerts())
    [line] = [r for r in caplog.records if r.name == "khuyencong"]
    assert line.levelno == logging.ERROR
    assert "refresh failed: release" in line.getMessage()
    assert "The build is partial." in line.getMessage()
    assert say("alert.no-channel") in line.getMessage()


def test_one_dead_channel_does_not_silence_the_other(
    failing: Failing, mail: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{nobody.getsockname()[1]}/services/secret-token"
        with pytest.raises(NotSent) as raised:
            failing.tell(release, dataclasses.replace(by_mail(mail), webhook=dead))
    assert len(mail.taken) == 2
    assert "webhook 127.0.0.1" in str(raised.value)
    assert "secret-token" not in str(raised.value) + caplog.text
    assert "The build is partial." in caplog.text


@pytest.mark.parametrize("answer", ["500", "404", "302"])
def test_an_answer_that_is_no_receipt_is_not_taken_for_one(failing: Failing, web: Any, answer: str) -> None:
    with pytest.raises(NotSent, match=answer):
        failing.tell(release, by_web(web, f"/secret-token/{answer}"))
    assert len(web.taken) == 1 + alerts_module.RETRIES  # tried again, and not sent elsewhere


def test_a_silent_server_does_not_hold_the_sensor_for_ever(
    failing: Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts_module, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        alerts = Alerts(
            webhook=f"http://127.0.0.1:{silent.getsockname()[1]}/",
            smtp=f"smtp://127.0.0.1:{silent.getsockname()[1]}",
            to=("a@example.org",),
        )
        with pytest.raises(NotSent, match=r"(?s)webhook.*e-mail"):
            failing.tell(release, alerts)


def test_a_channel_that_raises_anything_does_not_silence_the_others(
    failing: Failing, mail: Any, web: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise TypeError("cannot use s@cret for https://me:s%40cret@hooks.example.org/secret-token")

    monkeypatch.setattr(alerts_module, "_webhook", broken)
    host = f"127.0.0.1:{web.server_address[1]}"
    alerts = dataclasses.replace(
        by_mail(mail), webhook="https://me:s%40cret@hooks.example.org/secret-token", urls=(f"json://{host}/",)
    )
    with pytest.raises(NotSent, match="TypeError: cannot use") as raised:
        failing.tell(release, alerts)
    assert len(mail.taken) == 2
    assert len(web.taken) == 1
    for secret in ("s@cret", "s%40cret", "secret-token"):
        assert secret not in str(raised.value) + caplog.text


class Dripping(socketserver.BaseRequestHandler):
    """Answers a byte at a time, so that no attempt ever runs into its bound."""

    def handle(self) -> None:
        while not self.server.ended.wait(0.05):  # type: ignore[attr-defined]
            try:
                self.request.sendall(b"x")
            except OSError:
                return


def test_a_channel_that_never_ends_does_not_hold_up_the_others(
    failing: Failing, mail: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts_module, "PATIENCE", 1.5)
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Dripping)
    server.ended = threading.Event()  # type: ignore[attr-defined]
    with listening(server):
        alerts = dataclasses.replace(by_mail(mail), webhook=f"http://127.0.0.1:{server.server_address[1]}/")
        start = time.monotonic()
        with pytest.raises(NotSent, match=r"^webhook 127\.0\.0\.1: no end"):
            failing.tell(release, alerts)
        assert time.monotonic() - start < 10
        server.ended.set()  # type: ignore[attr-defined]
    assert len(mail.taken) == 2


# --- secrets -------------------------------------------------------------------------------------------


@dg.asset(name="marts")
def leaky() -> None:
    raise ValueError("cannot reach postgresql://lake:hunter2@db.example.org/lake, password=hunter3, s@cret")


def test_no_message_carries_a_secret(failing: Failing, web: Any) -> None:
    failing.settings = dataclasses.replace(failing.settings, ui="https://boss:hunter4@dagster.example.org")
    host = f"127.0.0.1:{web.server_address[1]}"
    failing.tell(leaky, Alerts(webhook=f"http://me:s%40cret@{host}/secret-token"))
    [(_, _, told)] = web.taken
    everything = json.dumps(told, ensure_ascii=False)
    for secret in ("hunter", "s@cret", "s%40cret", "secret-token"):
        assert secret not in everything
    assert "db.example.org/lake" in told["text"]
    assert told["url"].startswith("https://***@dagster.example.org/runs/")


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("at tgram://123456:ABCDEFGHIJ/-10012345/", "at tgram://123456:***/***/"),
        ("refused by example.org: user khuyencong", "refused by example.org: user khuyencong"),
        ("token=abc, the rest", "token=***, the rest"),
        ("kinh phí 4.250 triệu đồng", "kinh phí 4.250 triệu đồng"),
    ],
)
def test_what_is_no_secret_stays_legible(words: str, left: str) -> None:
    alerts = Alerts(
        webhook="https://example.org/hook",
        smtp="smtp://khuyencong:hunter2@example.org",
        urls=("tgram://123456:ABCDEFGHIJ/-10012345", "ntfy://example.org/khuyencong"),
    )
    assert without_secrets(words, alerts) == left


# --- what got worse without failing --------------------------------------------------------------------

LOST = {"en": "2 values are lost: r#1", "vi": "mất 2 giá trị: r#1"}


def run_of(instance: dg.DagsterInstance, odd: bool, worse: list[dict[str, str]]) -> Any:
    """A run that succeeds; `odd` says whether its check warns."""

    @dg.asset(name="release", check_specs=[dg.AssetCheckSpec("nothing_is_odd", asset="release")])
    def published() -> Iterator[Any]:
        yield dg.MaterializeResult(metadata={SETBACKS: worse})
        yield dg.AssetCheckResult(
            check_name="nothing_is_odd",
            passed=not odd,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"message": dg.MetadataValue.md("```\nMend the sheet.\n```")} if odd else {},
        )

    return dg.materialize([published], instance=instance)


def test_a_check_that_begins_to_warn_is_told_once(failing: Failing) -> None:
    def found(odd: bool) -> list[str]:
        return [each["en"] for each in setbacks(failing.instance, run_of(failing.instance, odd, []).run_id)]

    assert found(odd=True) == [], "nothing is known of it before"
    assert found(odd=False) == []
    [turned] = found(odd=True)
    assert "release · nothing_is_odd: Mend the sheet." in turned
    assert found(odd=True) == [], "told before"


def test_what_was_lost_in_a_run_that_succeeded_is_told_in_both_languages(failing: Failing, web: Any) -> None:
    result = run_of(failing.instance, False, [LOST])
    sensor = setback_sensor(dataclasses.replace(failing.settings, alerts=by_web(web)))

    def tell(result: Any) -> None:
        context = dg.build_run_status_sensor_context(
            sensor_name="setback",
            dagster_event=result.get_run_success_event(),
            dagster_instance=failing.instance,
            dagster_run=result.dagster_run,
        )
        sensor(context)

    tell(result)
    [(_, _, told)] = web.taken
    assert "refreshed with losses" in told["subject"]
    vi, en = told["text"].split("\n--\n")
    assert LOST["en"] in en
    assert LOST["vi"] in vi
    assert "khuyencong rollback" in en
    assert told["worse"] == [LOST]
    tell(run_of(failing.instance, False, []))
    assert len(web.taken) == 1, "nothing was lost"


# --- settings ------------------------------------------------------------------------------------------

GOOD = {
    "KHUYENCONG_ALERT_WEBHOOK": "https://hooks.example.org/services/secret-token",
    "KHUYENCONG_ALERT_SMTP": "smtps://me:s%40cret@mail.example.org",
    "KHUYENCONG_ALERT_TO": "a@example.org, b@example.org",
    "KHUYENCONG_ALERT_URLS": "ntfy://secret-token@example.org/topic tgram://secret-token/1",
}


def load(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name in (*GOOD, "KHUYENCONG_ALERT_FROM", "KHUYENCONG_UNATTENDED", "KHUYENCONG_UI"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return settings_module.load()


def test_settings_name_whom_to_tell_and_are_printed_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch).alerts == Alerts()
    read = load(monkeypatch, **GOOD, KHUYENCONG_UI="https://dagster.example.org/", KHUYENCONG_UNATTENDED="no")
    assert read.alerts.to == ("a@example.org", "b@example.org")
    assert len(read.alerts.urls) == 2
    assert (read.ui, read.unattended) == ("https://dagster.example.org", False)
    assert "secret" not in repr(read)
    assert "s%40cret" not in repr(read)


@pytest.mark.parametrize(
    "wrong",
    [
        {"KHUYENCONG_ALERT_WEBHOOK": "file:///etc/secret-token"},
        {"KHUYENCONG_ALERT_WEBHOOK": "secret-token.example.org/hook"},
        {"KHUYENCONG_ALERT_SMTP": "http://secret-token"},
        {"KHUYENCONG_ALERT_SMTP": "smtp://secret-token:port"},
        {"KHUYENCONG_ALERT_TO": ""},
        {"KHUYENCONG_ALERT_TO": "secret-name"},
        {"KHUYENCONG_ALERT_URLS": "secret-token"},
        {"KHUYENCONG_ALERT_SMTP": ""},
        {"KHUYENCONG_UNATTENDED": "perhaps"},
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    with pytest.raises(SettingError) as raised:
        load(monkeypatch, **{**GOOD, **wrong})
    assert "KHUYENCONG_" in str(raised.value)
    assert "secret" not in str(raised.value)
