-- An observation is never put together from several claims: it is one claim, or openly unresolved. And no claim is of a
-- cell without an observation.
{{ config(meta=shown_at('observations', of_places=true)) }}

with observations as (
    select * from {{ ref('observations') }}
),

claims as (
    select * from {{ ref('claims') }}
),

claim_counts as (
    select
        cell_id,
        count(*) as claims_found,
        count(*) filter (where claim_status = 'chosen') as chosen,
        count(*) filter (where claim_status = 'unresolved') as unresolved,
        bool_or(has_conflict) as is_contested,
        count(*) filter (where claim_status = 'cut_off') as cut_off,
        min(value_low) as hull_low,
        case
            when count(value_high) = count(*) filter (where claim_status = 'unresolved') then max(value_high)
        end as hull_high
    from claims
    group by cell_id
),

violations as (
    select
        coalesce(observations.cell_id, claim_counts.cell_id) as cell_id,
        observations.value,
        chosen.claim,
        chosen.value as value_of_claim
    from observations
    full outer join claim_counts on observations.cell_id = claim_counts.cell_id
    left join claims as chosen
        on
            observations.cell_id = chosen.cell_id
            and observations.report_id = chosen.report_id
            and observations.figure = chosen.figure
            and chosen.claim_status = 'chosen'
    where
        observations.claim_count is distinct from claim_counts.claims_found
        or observations.has_conflict is distinct from claim_counts.is_contested
        or not coalesce(
            case
                when observations.report_id is not null
                    then
                        claim_counts.chosen = 1
                        and claim_counts.unresolved = 0
                        and chosen.claim is not null
                        and observations.value is not distinct from chosen.value
                        and observations.value_low is not distinct from chosen.value_low
                        and observations.value_high is not distinct from chosen.value_high
                else
                    claim_counts.chosen = 0
                    and claim_counts.unresolved = claim_counts.claims_found - claim_counts.cut_off
                    and claim_counts.unresolved > 1
                    and observations.figure is null
                    and observations.value is null
                    and observations.value_low is not distinct from claim_counts.hull_low
                    and observations.value_high is not distinct from claim_counts.hull_high
            end,
            false
        )
)

select * from violations
