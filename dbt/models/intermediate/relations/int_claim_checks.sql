-- What the relations of a claim say of it, in one word. Contradicted: the figures named cannot all be right, not that
-- this one is wrong. Untested is not fine.
with members as (
    select
        relation_id, law, status, cross_report, unnest(claims) as claim,
        -- to say a number again in one report confirms nothing
        status = 'holds' and not possible and (
            law in ('partition', 'cover', 'adds_up', 'derived') or (law = 'same' and cross_report)
        ) as confirms
    from {{ ref('int_relations') }}
),

sides as (
    select part_id as region_id from {{ ref('int_part_of') }}
    where unknown = 0
    union
    select whole_id from {{ ref('int_part_of') }}
    where unknown = 0
),

bounded as (
    select distinct regions.claim
    from {{ ref('int_regions') }} as regions
    semi join sides on regions.region_id = sides.region_id
),

judged as (
    select
        claim,
        case
            when bool_or(status = 'violated') then 'contradicted'
            when bool_or(status in ('possible_conflict', 'jump')) then 'doubted'
            when bool_or(status = 'holds_loosely') and not bool_or(confirms) then 'holds_loosely'
            when bool_or(confirms) then 'confirmed'
        end as check_status,
        count(*) filter (where confirms)::integer as confirmations,
        count(*) filter (where confirms and cross_report)::integer as confirmations_elsewhere,
        arg_min(relation_id, (law not in ('partition', 'adds_up'), relation_id)) filter (where confirms)
            as confirming_relation,
        count(*) filter (where status = 'violated')::integer as contradictions,
        list_sort(list(relation_id)) as relation_ids,
        list_filter(
            [
                if(bool_or(status = 'violated'), 'identity_violated', null),
                if(bool_or(status = 'known_exception'), 'known_exception', null)
            ],
            lambda flag: flag is not null
        ) as flags
    from members
    group by claim
),

checks as (
    select
        regions.claim,
        coalesce(judged.check_status, if(bounded.claim is null, 'untested', 'bounded')) as check_status,
        coalesce(judged.confirmations, 0) as confirmations,
        coalesce(judged.confirmations_elsewhere, 0) as confirmations_elsewhere, judged.confirming_relation,
        coalesce(judged.contradictions, 0) as contradictions,
        coalesce(judged.relation_ids, []) as relation_ids, coalesce(judged.flags, []) as flags,
        regions.end_low as date_low, regions.end_high as date_high
    from {{ ref('int_regions') }} as regions
    left join judged on regions.claim = judged.claim
    left join bounded on regions.claim = bounded.claim
    where regions.reading = 'printed'
)

select * from checks
