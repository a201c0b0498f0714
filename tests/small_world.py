"""Small reports written as a person would write them, and a folder of reports and seeds of its own.

Belongs here: writing reports and seeds that a test may change, and taking them to a release. Does not belong
here: what is expected of them.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import hashlib
import os
import pprint
import shutil
from collections.abc import Sequence
from pathlib import Path

from dagster_project import ingest, publish, settings, transform
from dagster_project.contracts.model import SHEET_COLUMNS
from dagster_project.settings import Settings
from dagster_project.transform.manifest import environment, invoke

PROJECT = Path(__file__).resolve().parents[1]

ORIGIN = """\
report_id: {report_id}
title: Khuyến công
kind: {kind}
publisher: {publisher}
author: null
published: {published}
url: null
language: vi
places: [{place}]
source: {{file: null, sha256: null, lines: null, title_lines: {title_lines},
  caption_lines: [], complete: true}}
transcription: {{by: somebody, "on": 2026-11-21, checked_by: null}}
notes: null
"""

Figure = dict[str, str]


def figure(indicator: str, place: str, period: str, value: str, unit: str, **others: str) -> Figure:
    """One row of a sheet; what is not named stays blank."""
    known = {"indicator": indicator, "place": place, "period": period, "value": value, "unit": unit}
    return {"line": "1", "nature": "actual", "period_printed": period, **known, **others}


def write_report(
    raw: Path,
    report_id: str,
    place: str,
    figures: Sequence[Figure],
    *,
    published: str = "2014",
    kind: str = "press",
    publisher: str = "null",
    title_lines: str = "[]",
) -> None:
    """Write a report folder, or write it anew; figures are numbered in their order."""
    folder = raw / report_id
    folder.mkdir(parents=True, exist_ok=True)
    origin = ORIGIN.format(
        report_id=report_id,
        kind=kind,
        publisher=publisher,
        place=place,
        published=published,
        title_lines=title_lines,
    )
    (folder / "report.yaml").write_text(origin, encoding="utf-8")
    with (folder / "figures.csv").open("w", encoding="utf-8", newline="") as handle:
        rows = csv.DictWriter(handle, SHEET_COLUMNS, restval="", lineterminator="\n")
        rows.writeheader()
        rows.writerows({"figure": str(n), **each} for n, each in enumerate(figures, start=1))


def copy_seeds(folder: Path, corrections: Sequence[dict[str, str]] = ()) -> Path:
    """The seeds in a folder of their own, with these corrections instead of those shipped; `folder`."""
    shutil.copytree(PROJECT / "dbt" / "seeds", folder)
    path = folder / "judgement" / "corrections.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    with path.open("w", encoding="utf-8", newline="") as handle:
        rows = csv.DictWriter(handle, header, restval="", lineterminator="\n")
        rows.writeheader()
        rows.writerows(corrections)
    return folder


def build_models(where: Settings, selected: str = "resource_type:model resource_type:seed") -> None:
    """Build seeds and models and leave the data tests out, which are most of a build: it is not published."""
    tests = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
    outcome = invoke(where, "build", "--select", *selected.split(), *tests)
    assert outcome.success, outcome.exception or outcome.result
    assert len(outcome.result.results)


def lend(shipped: Settings, where: Settings) -> None:
    """Give a new warehouse what dbt read and what was traced of the project for the shipped reports.

    Both take ten seconds of computing anew. What is other in the project of `where` is read again.
    """
    shutil.copytree(
        shipped.dbt_target, where.dbt_target, ignore=shutil.ignore_patterns("compiled", "run", ".*")
    )
    shutil.copyfile(shipped.state / "lineage.json", where.state / "lineage.json")
    read_for_another_place(shipped, where)


def read_for_another_place(shipped: Settings, where: Settings) -> None:
    """Let what dbt read for one warehouse, of which `where` has a copy, stand for `where` too.

    dbt reads everything again where its files lie elsewhere, which changes nothing of what it reads. Where
    seeds lie it takes over instead, so `manifest.prepare` forgets what was read of a project elsewhere.
    """
    path = where.dbt_target / "partial_parse.msgpack"
    old, new = (_place_of_files(each).encode() for each in (shipped, where))
    read = path.read_bytes()
    assert read.count(old) == 1
    path.write_bytes(read.replace(old, new))
    if where.dbt != shipped.dbt:
        from dbt.contracts.graph.manifest import Manifest
        from dbt.contracts.graph.nodes import SeedNode

        manifest = Manifest.from_msgpack(path.read_bytes())
        for node in manifest.nodes.values():
            if isinstance(node, SeedNode):
                node.root_path = str(where.dbt)
        path.write_bytes(manifest.to_msgpack())
        [before] = where.dbt_target.glob("manifest-*.json")
        assert before.name.startswith(_named_by_place(shipped))
        before.rename(before.with_name(f"{_named_by_place(where)}-of-before.json"))


def _place_of_files(where: Settings) -> str:
    """What dbt compares to know whether its files lie where they lay (`build_manifest_state_check`)."""
    from dbt.config.runtime import load_profile
    from dbt.contracts.files import FileHash
    from dbt.flags import set_from_args
    from dbt_common.context import set_invocation_context

    set_from_args(argparse.Namespace(PROFILES_DIR=str(where.dbt)), None)
    with environment(where):
        set_invocation_context(dict(os.environ))
        connection = load_profile(str(where.dbt), {}).credentials.connection_info()
    return str(FileHash.from_contents(pprint.pformat(sorted(connection))).checksum)


def _named_by_place(where: Settings) -> str:
    return f"manifest-{hashlib.sha256(str(where.dbt).encode()).hexdigest()[:8]}"


@dataclasses.dataclass(frozen=True)
class SmallWorld:
    """A folder with `raw/`, `dbt/` and `warehouse/` of its own."""

    folder: Path

    @property
    def settings(self) -> Settings:
        """Settings that read and write nothing outside the folder."""
        return dataclasses.replace(
            settings.load(),
            raw=self.folder / "raw",
            articles=None,
            warehouse=self.folder / "warehouse",
            dbt=self.folder / "dbt",
            seeds=self.folder / "dbt" / "seeds",
        )

    @classmethod
    def create(cls, folder: Path, shipped: Settings | None = None) -> SmallWorld:
        """A world without reports, and without decisions on single numbers; see `lend` for `shipped`."""
        (folder / "raw").mkdir(parents=True)
        shutil.copytree(PROJECT / "dbt", folder / "dbt", ignore=shutil.ignore_patterns("target", "logs"))
        world = cls(folder)
        for name in ("corrections", "golden_observations", "known_exceptions", "accepted_changes"):
            path = world.seed(f"judgement/{name}")
            path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
        if shipped:
            lend(shipped, world.settings)
        return world

    def copy(self, folder: Path) -> SmallWorld:
        """The same reports and seeds elsewhere, and nothing built of them."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("warehouse", "target"))
        return SmallWorld(folder)

    def seed(self, name: str) -> Path:
        """Path of a seed file, such as `vocabulary/units`."""
        return self.folder / "dbt" / "seeds" / f"{name}.csv"

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that stands once in a seed file."""
        text = self.seed(name).read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old, text.count(old))
        self.seed(name).write_text(text.replace(old, new), encoding="utf-8")

    def append(self, name: str, line: str) -> None:
        """Add a row to a seed file."""
        with self.seed(name).open("a", encoding="utf-8") as handle:
            handle.write(f"{line}\n")

    def report(self, report_id: str, figures: Sequence[Figure], published: str = "2014") -> None:
        """Write a report, or write it anew."""
        write_report(
            self.folder / "raw",
            report_id,
            "viet-nam",
            figures,
            published=published,
            kind="authority",
            publisher="Sở Công Thương",
        )

    def withdraw(self, report_id: str) -> None:
        """Take a report out of `raw/`."""
        shutil.rmtree(self.folder / "raw" / report_id)

    def ingest(self) -> None:
        """Ingest; every figure must be accepted."""
        result = ingest.run(self.settings)
        assert [r for r in result.reports if r.rejected] == [], result.findings

    def build(self) -> None:
        """Ingest and build; every figure must be accepted and every test pass."""
        self.ingest()
        built = transform.build(self.settings)
        assert built.ok, built.problems()

    def publish(self) -> publish.Release:
        """Publish what was built."""
        return publish.publish(self.settings)
