-- What this release says otherwise than the one before, and why.
create or replace table meta.release_diff as
select
    changes.change,
    changes.cell_id,
    changes.indicator_code,
    changes.measure,
    changes.base,
    changes.place_id,
    changes.place_part,
    changes.scope_code,
    changes.period_id,
    changes.nature,
    changes.funding_source,
    changes.unit_code,
    changes.value_before,
    changes.value_low_before,
    changes.value_high_before,
    changes.has_conflict_before,
    changes.report_id_before,
    changes.figure_before,
    changes.value_after,
    changes.value_low_after,
    changes.value_high_after,
    changes.has_conflict_after,
    changes.report_id_after,
    changes.figure_after,
    changes.changed,
    causes.cause,
    causes.explained_by
from changes
left join causes on changes.cell_id = causes.cell_id;
