"""The checks of the seeds: each is as its declaration says, before anything is made of it.

Ingest and dbt refuse where one is not (`contracts.seeds.validate`), so a run fails before these checks have
their turn; then `failure_of_reader` records them as failed, where somebody who opens the seed looks.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg

from ..contracts import seeds
from ..messages import LANGUAGES, Message, UserError
from ..settings import Settings
from ..vocabulary import VocabularyError
from . import POOL
from .shown import failure, table

CHECK = "keeps_its_declaration"
DESCRIPTION = (
    "pandera, by what `dbt/seeds/*/_*.yml` declares: types, keys, references, accepted values, dates in "
    "order, no circles. Next: mend the row named in the file named; nothing is read from any seed before."
)


def seed_checks(settings: Settings, keys: Mapping[str, dg.AssetKey]) -> dg.AssetChecksDefinition:
    """One check per seed, all in one step; `keys` holds the asset of each seed by its name."""

    @dg.multi_asset_check(
        name="seeds",
        specs=[dg.AssetCheckSpec(CHECK, asset=key, description=DESCRIPTION) for key in keys.values()],
        can_subset=True,
        pool=POOL,
    )
    def check_seeds(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        found = seeds.Seeds(settings.seeds)
        chosen = {key.asset_key for key in context.selected_asset_check_keys}
        for name in [name for name, key in keys.items() if key in chosen]:
            yield dg.AssetCheckResult(
                asset_key=keys[name],
                check_name=CHECK,
                passed=found.keeps_schema(name),
                metadata=_metadata(found.complaints(name)) | {"rows": found.count(name)},
            )

    return check_seeds


def failure_of_reader(
    error: UserError, instance: dg.DagsterInstance, keys: Mapping[str, dg.AssetKey], folder: Path
) -> dg.Failure:
    """The failure of a step that reads seeds; where they are to blame, their checks fail as well."""
    broken = seeds.findings(folder) if isinstance(error, VocabularyError) else {}
    for name, complaints in broken.items():
        if complaints and name in keys:
            instance.report_runless_asset_event(
                dg.AssetCheckEvaluation(
                    asset_key=keys[name], check_name=CHECK, passed=False, metadata=_metadata(complaints)
                )
            )
    return failure(error)


def _metadata(complaints: Sequence[Message]) -> dict[str, Any]:
    rows = [[complaint.text(language) for language in LANGUAGES] for complaint in complaints]
    return {"what_to_mend": table([f"message_{language}" for language in LANGUAGES], rows)} if rows else {}
