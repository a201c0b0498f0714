-- Sums over rows that are totals count nothing twice: by the words alone, another way than is_total is found. Of two
-- scopes of which one is the other with one word less, the narrower is no total where its word narrows. Several words
-- of one axis are about all they name together, which is not less than each.
{{ config(meta=shown_at('observations', of_places=true)) }}

with all_levels as (
    {{ levels() }}
),

levels as (
    select
        observations.*,
        string_split(observations.scope_code, ' ') as words,
        scopes.narrows
    from all_levels as observations
    inner join {{ ref('dim_scope') }} as scopes on observations.scope_code = scopes.scope_code
    where
        observations.report_id is not null
        and observations.period_kind in ('year', 'half', 'quarter', 'month', 'day', 'span')
        and not list_contains(observations.flags, 'cut_off')
),

totals as (
    select
        *,
        unnest(words) as word_left_out
    from levels
    where is_total and narrows and scope_code <> ''
),

violations as (
    select
        totals.cell_id,
        totals.scope_code,
        wholes.cell_id as whole_cell_id,
        wholes.scope_code as whole_scope_code
    from totals
    inner join {{ ref('scopes') }} as vocabulary
        -- a topic can be about something else than the rest of its scope, a stage about other money
        on totals.word_left_out = vocabulary.scope_word and vocabulary.axis not in ('topic', 'stage')
    inner join levels as wholes
        on
            trim(replace(' ' || totals.scope_code || ' ', ' ' || totals.word_left_out || ' ', ' ')) = wholes.scope_code
            and {{ of_one_thing('totals', 'wholes', ['indicator_code', 'unit_code', 'base', 'funding_source']) }}
            and (totals.funding_source <> '' or totals.report_id = wholes.report_id)
    left join {{ ref('scopes') }} as beside
        on
            list_contains(wholes.words, beside.scope_word)
            and vocabulary.axis = beside.axis
    where beside.scope_word is null
)

select * from violations
