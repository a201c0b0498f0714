"""Paths, limits and environment variables: the only place that knows them.

Belongs here: where things lie and how large they may be. Does not belong here: what anything means.
Everything is resolved on each call of `load`, so that a test or a second project can point elsewhere.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from .messages import UserError, printable

PROJECT = Path(__file__).resolve().parents[1]


class SettingError(UserError):
    """A setting names something that is not there; the message says which variable and what to do."""


class NoProject(Exception):
    """The code was installed without its project. In English: the sentences lie in the project."""


@dataclass(frozen=True)
class Alerts:
    """Who is told of a failed run: a webhook, people by e-mail, further addresses in the form of apprise.

    Addresses may hold passwords, so they are left out wherever the settings are printed.
    """

    webhook: str | None = field(default=None, repr=False)
    smtp: str | None = field(default=None, repr=False)
    to: tuple[str, ...] = ()
    sender: str = "khuyencong@localhost"
    urls: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Lake:
    """Where landing and releases live beyond one machine: `Lake("service=khuyencong", "s3://bucket/lake")`.

    `catalogue` is what PostgreSQL's own library reads (a connection string, without a password), `data` a
    folder that all machines share, or a bucket.
    """

    catalogue: str
    data: str


@dataclass(frozen=True)
class Settings:
    """Where the project reads and writes, whom it tells, and what it does by itself.

    All paths are absolute. `articles` is None when no folder of article texts is at hand. `ui` is the
    address under which people open Dagster. Where more values than `most_lost_cells`, or than `most_lost_pct`
    per cent of all, would be lost with rejected rows, nothing is published. `unattended` says whether sensors
    and schedule are on from the start; in the UI each can be switched. `repository` is where people read this
    code, so that Dagster links to it: `https://host/owner/name`, with `#branch` where it is not main;
    `site_address` is where the site is read, so that citations name it. With a `lake`, landing and releases
    live there, and the files here are copies.
    """

    project: Path
    raw: Path
    articles: Path | None
    warehouse: Path
    seeds: Path
    dbt: Path
    keep_releases: int
    keep_days: int = 30
    most_lost_cells: int = 100
    most_lost_pct: int = 5
    alerts: Alerts = Alerts()
    ui: str = "http://127.0.0.1:3000"
    unattended: bool = True
    repository: str | None = None
    site_address: str | None = None
    lake: Lake | None = None

    @property
    def state(self) -> Path:
        """Rebuildable files: landing, work and build. May be deleted at any time."""
        return self.warehouse / "state"

    @property
    def landing(self) -> Path:
        """What ingest wrote: schema `raw`; with a lake, which snapshot of it this machine builds from."""
        return self.state / ("landing.lake" if self.lake else "landing.duckdb")

    @property
    def work(self) -> Path:
        """Seeds, staging and intermediate models."""
        return self.state / "work.duckdb"

    @property
    def build(self) -> Path:
        """Exactly what would be published."""
        return self.state / "build.duckdb"

    @property
    def releases(self) -> Path:
        """Immutable published files, one per release; with a lake, copies of those that are needed here."""
        return self.warehouse / ("copies" if self.lake else "releases")

    @property
    def current(self) -> Path:
        """Hard link to the current release: the file that analysts open."""
        return self.warehouse / "khuyencong.duckdb"

    @property
    def site(self) -> Path:
        """The pages of the current release."""
        return self.warehouse / "site"

    @property
    def local(self) -> Path:
        """Articles with their figures marked: never published."""
        return self.warehouse / "local"

    @property
    def lock(self) -> Path:
        """File lock held by whoever writes landing, build or releases."""
        return self.state / "writer.lock"

    @property
    def dbt_target(self) -> Path:
        """Artefacts of dbt itself."""
        return self.state / "dbt_target"

    @property
    def dagster_home(self) -> Path:
        """Where Dagster keeps runs and events: `DAGSTER_HOME`, otherwise `.dagster/` of the project."""
        return _folder("DAGSTER_HOME", self.project / ".dagster")


def require_project() -> None:
    """See to it that the project lies around the code, with the sentences that everything else is said in.

    Raises:
        NoProject: it does not.
    """
    if not (PROJECT / "dbt" / "dbt_project.yml").is_file():
        raise NoProject(
            f"The code in {PROJECT} stands without its project (raw/, dbt/), so there is nothing to run. "
            "Install it from a checkout and keep that: `pip install --editable .` in it, or `make refresh`."
        )


def load() -> Settings:
    """Read the settings from the environment.

    Variables: `KHUYENCONG_RAW` (folder of reports, default `raw/`), `KHUYENCONG_ARTICLES` (folder of
    article texts, default `articles/` where it exists), `KHUYENCONG_WAREHOUSE` (default `warehouse/`),
    `KHUYENCONG_KEEP_RELEASES` (newest releases that stay, default 10), `KHUYENCONG_KEEP_DAYS` (days of which
    the last release stays, default 30), `KHUYENCONG_MOST_LOST_CELLS` (default 100),
    `KHUYENCONG_MOST_LOST_PERCENT` (default 5), `KHUYENCONG_UNATTENDED` (`yes` or `no`, default `yes`),
    `KHUYENCONG_UI` (address of Dagster as people open it), `KHUYENCONG_REPOSITORY` (address of this code on a
    GitHub or GitLab, default none), `KHUYENCONG_SITE` (address of the site as people read it, default none),
    and those of `_lake` and `_alerts`.

    Raises:
        SettingError: a variable names a folder that does not exist, or holds what is not accepted.
        NoProject: the project is not there.
    """
    require_project()
    try:
        os.getcwd()
    except FileNotFoundError:
        raise SettingError("setting.working-folder-gone") from None
    articles = _folder("KHUYENCONG_ARTICLES", "articles")
    named = os.environ.get("KHUYENCONG_ARTICLES")
    if named and not articles.is_dir():
        raise SettingError("setting.articles-no-folder", named=named)
    raw = _folder("KHUYENCONG_RAW", "raw")
    if not raw.is_dir():
        raise SettingError("setting.no-reports-folder", path=raw)
    warehouse = _plain_folder("KHUYENCONG_WAREHOUSE", "warehouse")
    _refuse_overlap(raw, articles, warehouse)
    unattended = os.environ.get("KHUYENCONG_UNATTENDED") or "yes"
    if unattended not in ("yes", "no"):
        raise SettingError("setting.unattended-yes-or-no", found=unattended)
    repository = os.environ.get("KHUYENCONG_REPOSITORY") or None
    if repository and not any(kind in repository for kind in ("github", "gitlab")):
        raise SettingError("setting.repository-unknown")
    site_address = os.environ.get("KHUYENCONG_SITE") or None
    if site_address and not _is_address(site_address, ("http", "https")):
        raise SettingError(
            "setting.no-address", variable="KHUYENCONG_SITE", accepted="http://host, https://host"
        )
    _plain_folder("DAGSTER_HOME", ".dagster")
    return Settings(
        project=PROJECT,
        raw=raw,
        articles=articles if articles.is_dir() else None,
        warehouse=warehouse,
        seeds=PROJECT / "dbt" / "seeds",
        dbt=PROJECT / "dbt",
        keep_releases=_number("KHUYENCONG_KEEP_RELEASES", 10, least=1),
        keep_days=_number("KHUYENCONG_KEEP_DAYS", Settings.keep_days, least=0),
        most_lost_cells=_number("KHUYENCONG_MOST_LOST_CELLS", Settings.most_lost_cells, least=0),
        most_lost_pct=_number("KHUYENCONG_MOST_LOST_PERCENT", Settings.most_lost_pct, least=0),
        alerts=_alerts(),
        ui=(os.environ.get("KHUYENCONG_UI") or Settings.ui).rstrip("/"),
        unattended=unattended == "yes",
        repository=repository,
        site_address=site_address,
        lake=_lake(),
    )


def _folder(variable: str, default: str | Path) -> Path:
    named = os.environ.get(variable)
    try:
        return Path(named or PROJECT / default).expanduser().resolve()
    except RuntimeError as error:  # the home of somebody who is not known here, a link that leads to itself
        raise SettingError("setting.no-folder", variable=variable, found=named) from error


def _number(variable: str, default: int, least: int) -> int:
    found = os.environ.get(variable) or str(default)
    if not re.fullmatch("[0-9]{1,6}", found) or int(found) < least:
        raise SettingError("setting.no-number", variable=variable, found=printable(found), least=least)
    return int(found)


def _refuse_overlap(raw: Path, articles: Path, warehouse: Path) -> None:
    """Nothing but reports lies in the folder of reports, and nothing of ours where files come and go.

    Raises:
        SettingError: One folder lies in another in which it would be read as a report, or removed.
    """
    for inner, outer in (
        (warehouse, raw),
        (articles, raw),
        *(
            (mine, warehouse / theirs)
            for mine in (raw, articles)
            for theirs in ("state", "releases", "copies")
        ),
    ):
        if inner.is_relative_to(outer):
            raise SettingError("setting.overlap", inner=inner, outer=outer)


_OF_NO_PATH = re.compile(r"[#?[]|%[0-9A-Fa-f]{2}")
"""What dbt-duckdb and SQLAlchemy read as part of an address, and Dagster, looking for `dagster.yaml`, of a
pattern."""


def _plain_folder(variable: str, default: str) -> Path:
    """A folder whose path dbt and Dagster can use.

    Raises:
        SettingError: they would read some of it as something else.
    """
    folder = _folder(variable, default)
    if sign := _OF_NO_PATH.search(str(folder)):
        raise SettingError("setting.path-sign", path=folder, sign=f"'{sign.group()}'", variable=variable)
    return folder


_WITH_PASSWORD = re.compile(r"(^|[\s?&])password\s*=|://[^/@]*:[^/@]*@")


def _lake() -> Lake | None:
    """Read where landing and releases live beyond one machine.

    Variables: `KHUYENCONG_LAKE` (name of a service, or a connection string of PostgreSQL) and
    `KHUYENCONG_LAKE_DATA` (a folder that is there, or `s3://bucket/…`).

    Raises:
        SettingError: one of them is missing, or holds what is not accepted.
    """
    catalogue, data = (os.environ.get(name) or "" for name in ("KHUYENCONG_LAKE", "KHUYENCONG_LAKE_DATA"))
    if not catalogue and not data:
        return None
    if not catalogue or not data:
        raise SettingError("setting.half-of-lake")
    if _WITH_PASSWORD.search(catalogue):
        raise SettingError("setting.lake-password")
    if not data.startswith("s3://"):
        folder = _folder("KHUYENCONG_LAKE_DATA", "")
        if not folder.is_dir():
            raise SettingError("setting.no-folder", variable="KHUYENCONG_LAKE_DATA", found=data)
        data = str(folder)
    named = "=" in catalogue or "://" in catalogue
    return Lake(catalogue if named else f"service={catalogue}", data.rstrip("/"))


def _alerts() -> Alerts:
    """Read whom to tell of a failed run.

    Variables: `KHUYENCONG_ALERT_WEBHOOK` (http or https address that takes JSON), `KHUYENCONG_ALERT_SMTP`
    (`smtp://` or `smtps://`, then `[user:password@]host[:port]`, user and password percent-encoded),
    `KHUYENCONG_ALERT_TO` (addresses, separated by commas), `KHUYENCONG_ALERT_FROM`,
    `KHUYENCONG_ALERT_URLS` (addresses as apprise reads them, separated by blanks).

    Raises:
        SettingError: an address is none, or one half of what e-mail needs is missing. The message never
            repeats an address, which may hold a password.
    """
    webhook = os.environ.get("KHUYENCONG_ALERT_WEBHOOK") or None
    smtp = os.environ.get("KHUYENCONG_ALERT_SMTP") or None
    to = tuple(filter(None, (one.strip() for one in os.environ.get("KHUYENCONG_ALERT_TO", "").split(","))))
    for variable, address, schemes in (
        ("KHUYENCONG_ALERT_WEBHOOK", webhook, ("http", "https")),
        ("KHUYENCONG_ALERT_SMTP", smtp, ("smtp", "smtps")),
    ):
        if address is not None and not _is_address(address, schemes):
            forms = ", ".join(f"{scheme}://host" for scheme in schemes)
            raise SettingError("setting.no-address", variable=variable, accepted=forms)
    if (smtp is None) != (not to):
        raise SettingError("setting.half-of-mail")
    if not all("@" in address for address in to):
        raise SettingError("setting.no-address", variable="KHUYENCONG_ALERT_TO", accepted="name@host")
    urls = tuple(os.environ.get("KHUYENCONG_ALERT_URLS", "").split())
    if not all("://" in url for url in urls):
        raise SettingError("setting.no-address", variable="KHUYENCONG_ALERT_URLS", accepted="scheme://…")
    return Alerts(webhook, smtp, to, os.environ.get("KHUYENCONG_ALERT_FROM") or Alerts.sender, urls)


def _is_address(address: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
