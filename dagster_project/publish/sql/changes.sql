-- Cells that say something else than in the release before: `changes`.
-- Variable: compared, the columns that the release before has too; others are not compared.
create or replace temp table changes as
with earlier as (
    from before_observations
    where cell_id is not null
),

pairs as (
    select
        case
            when earlier.cell_id is null then 'added'
            when observations.cell_id is null then 'removed'
            else 'changed'
        end as change,
        coalesce(observations.cell_id, earlier.cell_id) as cell_id,
        coalesce(observations.indicator_code, earlier.indicator_code) as indicator_code,
        coalesce(observations.measure, earlier.measure) as measure,
        coalesce(observations.base, earlier.base) as base,
        coalesce(observations.place_id, earlier.place_id) as place_id,
        coalesce(observations.place_part, earlier.place_part) as place_part,
        coalesce(observations.scope_code, earlier.scope_code) as scope_code,
        coalesce(observations.period_id, earlier.period_id) as period_id,
        coalesce(observations.nature, earlier.nature) as nature,
        coalesce(observations.funding_source, earlier.funding_source) as funding_source,
        coalesce(observations.unit_code, earlier.unit_code) as unit_code,
        earlier.value as value_before,
        observations.value as value_after,
        earlier.value_low as value_low_before,
        observations.value_low as value_low_after,
        earlier.value_high as value_high_before,
        observations.value_high as value_high_after,
        earlier.has_conflict as has_conflict_before,
        observations.has_conflict as has_conflict_after,
        earlier.report_id as report_id_before,
        observations.report_id as report_id_after,
        earlier.figure as figure_before,
        observations.figure as figure_after,
        earlier.subject as subject_before,
        observations.subject as subject_after,
        earlier.inferred as inferred_before,
        observations.inferred as inferred_after,
        earlier.flags as flags_before,
        observations.flags as flags_after
    from marts.observations
    full join earlier
        on observations.cell_id = earlier.cell_id
),

differences as (
    select
        *,
        if(change <> 'changed', [], list_filter([
            if(value_before is distinct from value_after, 'value', null),
            if(value_low_before is distinct from value_low_after, 'value_low', null),
            if(value_high_before is distinct from value_high_after, 'value_high', null),
            if(has_conflict_before is distinct from has_conflict_after, 'has_conflict', null),
            if(report_id_before is distinct from report_id_after, 'report_id', null),
            if(figure_before is distinct from figure_after, 'figure', null),
            if(subject_before is distinct from subject_after, 'subject', null),
            if(inferred_before is distinct from inferred_after, 'inferred', null),
            if(flags_before is distinct from flags_after, 'flags', null)
        ], lambda name: list_contains(getvariable('compared')::varchar[], name))) as changed
    from pairs
)

select * from differences
where change <> 'changed' or changed <> [];
