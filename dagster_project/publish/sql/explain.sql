-- What analytics.explanations says of a cell, and what changed, which is known only when a release is published. A cell
-- that only earlier releases had says what became of it.
create macro explain(cell) as table
with asked as materialized (
    select coalesce((select claims.cell_id from marts.claims where claims.claim = cell), cell) as cell_id
),

explanation as materialized (
    from explanation_of(cell)
),

units as (
    select unit_code, {'en': label_en, 'vi': label_vi} as units
    from marts.dim_unit
),

revisions as materialized (
    select revisions.*
    from quality.revisions
    where revisions.cell_id in (select asked.cell_id from asked)
),

-- the cell, where any release has it
cells as (
    select cell_id from explanation
    union
    select cell_id from revisions
),

gone as (
    select
        revisions.cell_id,
        gone_in_words(
            coalesce(
                {'en': indicators.label_en, 'vi': indicators.label_vi},
                {'en': revisions.indicator_code, 'vi': revisions.indicator_code}
            ),
            revisions.measure, coalesce(places.name_vi, revisions.place_id), revisions.place_part, revisions.period_id,
            revisions.scope_code, revisions.nature, revisions.funding_source
        ) as said
    from revisions
    left join marts.dim_indicator as indicators on revisions.indicator_code = indicators.indicator_code
    left join marts.dim_place as places on revisions.place_id = places.place_id
    where not exists (select 1 from explanation)
    order by revisions.known_from desc
    limit 1
),

changes as (
    select 0 as section, null::timestamp as rank, 'number' as part, 'headline' as item, cell_id, said
    from gone
    union all
    select 1, null, 'number', 'cell', cell_id, {'en': cell_id, 'vi': cell_id}
    from gone
    union all
    select 2, null, 'change', 'release', cell_id, release_in_words(release_id, previous_release)
    from cells, meta.release
    union all
    select
        3, null, 'change', 'change', cells.cell_id,
        change_in_words(
            diff.change, diff.value_before, diff.value_low_before, diff.value_high_before,
            coalesce(units.units, {'en': diff.unit_code, 'vi': diff.unit_code}), diff.cause, diff.explained_by
        )
    from cells
    left join meta.release_diff as diff on cells.cell_id = diff.cell_id
    left join units on diff.unit_code = units.unit_code
    union all
    select
        4, revisions.known_from, 'change', 'revisions', cells.cell_id,
        revision_in_words(
            revisions.value, revisions.value_low, revisions.value_high,
            coalesce(units.units, {'en': revisions.unit_code, 'vi': revisions.unit_code}), revisions.known_from,
            revisions.known_to, revisions.kind, revisions.ended_by
        )
    from cells
    left join revisions on cells.cell_id = revisions.cell_id
    left join units on revisions.unit_code = units.unit_code
)

select cell_id, position, part, item, claim, label_en, label_vi, text_en, text_vi
from explanation
union all
select
    cell_id,
    (select count(*) from explanation) + row_number() over (order by section, rank),
    part,
    item,
    '',
    labels.en,
    labels.vi,
    said.en,
    said.vi
from changes
inner join meta.labels on labels.kind = 'explain_item' and labels.code = item
order by position;

comment on macro table explain is
'The whole chain of a number: what it says, where it was printed, what speaks against it, what changed: '
'from explain(''<cell_id of a fact>''), or from explain(''<report_id>#<figure>'').';
