-- A cell must keep its id from release to release: history, links and explanations name it by that. It is made of the
-- core of what is said, or of all of it where a report tells two forms apart; a number has the cell of its claims.
{{ config(meta=shown_at('claims', of_places=true)) }}

with claims as (
    select * from {{ ref('claims') }}
),

cores as (
    select
        claim,
        {{ core_parts().values() | join(', ') }}
    from {{ ref('int_claims_conformed') }}
),

claims_with_cores as (
    select
        claims.*,
        {{ core_parts().values() | join(', ') }}
    from claims
    inner join cores on claims.claim = cores.claim
),

named_otherwise as (
    select
        claim as name,
        cell_id
    from claims_with_cores
    where
        cell_id <> coalesce({{ cell_id('claims_with_cores', core_parts()) }}, '')
        and cell_id <> coalesce({{ cell_id('claims_with_cores') }}, '')
),

-- what is said in the same words is never in two cells
in_two_cells as (
    select
        any_value(claim) as name,
        any_value(cell_id) as cell_id
    from claims
    group by {{ cell_parts() | join(', ') }}
    having count(distinct cell_id) > 1
),

without_its_words as (
    select
        observations.place_name as name,
        observations.cell_id
    from {{ ref('observations') }} as observations
    left join claims
        on
            observations.cell_id = claims.cell_id
            {%- for part in cell_parts() %}
            and observations.{{ part }} = claims.{{ part }}
            {%- endfor %}
    where claims.claim is null
),

violations as (
    select * from named_otherwise
    union all
    select * from in_two_cells
    union all
    select * from without_its_words
)

select * from violations
