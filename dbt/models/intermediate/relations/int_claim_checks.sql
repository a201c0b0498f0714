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

judged as (
    select
        claim,
        case
            when bool_or(status = 'violated') then 'contradicted'
            when bool_or(status in ('possible_conflict', 'jump')) then 'doubted'
            when bool_or(status = 'holds_loosely') and not bool_or(confirms) then 'holds_loosely'
            when bool_or(confirms) then 'confirmed'
        end as check_status,
        {% for name, counted in [
            ('confirmations', 'confirms'), ('confirmations_elsewhere', 'confirms and cross_report'),
            ('contradictions', "status = 'violated'"),
        ] -%}
        count(*) filter (where {{ counted }})::integer as {{ name }},
        {% endfor -%}
        arg_min(relation_id, (law not in ('partition', 'adds_up'), relation_id)) filter (where confirms)
            as confirming_relation,
        list_sort(list(relation_id)) as relation_ids,
        if(contradictions > 0, ['identity_violated'], [])
        || if(bool_or(status = 'known_exception'), ['known_exception'], []) as flags
    from members
    group by claim
),

printed_regions as (
    select * from {{ ref('int_regions') }}
    where reading = 'printed'
),

-- What lies, or may lie, within another printed figure of the same time and place, or inside that place, is no total.
sides as (
    select
        pairs.unknown = 0 as is_certain, unnest([pairs.part_id, pairs.whole_id]) as region_id,
        unnest([if(pairs.level is distinct from 'province', wholes.time_id, null), null]) as time_of_whole
    from {{ ref('int_part_of') }} as pairs
    left join printed_regions as wholes on pairs.whole_id = wholes.region_id
),

bounded as (
    select
        regions.claim, bool_or(sides.is_certain) as is_certain,
        bool_or(coalesce(sides.time_of_whole = regions.time_id, false) and regions.reading = 'printed') as is_part
    from sides
    inner join {{ ref('int_regions') }} as regions on sides.region_id = regions.region_id
    group by regions.claim
),

-- Where words do not matter for the laws, the words as printed say it: enterprises in craft villages are enterprises.
parts_by_words as (
    select distinct narrow.claim
    from (
        select *, unnest(string_split(scope_code, ' ')) as word_left_out
        from printed_regions
        where length(scope) < length(scope_code)
    ) as narrow
    inner join {{ ref('scopes') }} as vocabulary
        on {{ vocabulary_word('narrow.word_left_out') }} = vocabulary.scope_word and vocabulary.narrows = 'yes'
    inner join printed_regions as wide
        on
            narrow.family_id = wide.family_id and narrow.place_key = wide.place_key and narrow.time_id = wide.time_id
            and narrow.funding_source = wide.funding_source and narrow.measure = wide.measure
            and trim(replace(' ' || narrow.scope_code || ' ', ' ' || narrow.word_left_out || ' ', ' '))
            = wide.scope_code
)

select
    regions.claim, regions.end_low as date_low, regions.end_high as date_high, judged.confirming_relation,
    coalesce(judged.check_status, if(bounded.is_certain, 'bounded', 'untested')) as check_status,
    {% for name in ['confirmations', 'confirmations_elsewhere', 'contradictions'] -%}
    coalesce(judged.{{ name }}, 0) as {{ name }},
    {% endfor -%}
    coalesce(judged.relation_ids, []) as relation_ids, coalesce(judged.flags, []) as flags,
    coalesce(bounded.is_part, false) or parts_by_words.claim is not null as is_part
from {{ ref('int_regions') }} as regions
left join judged on regions.claim = judged.claim
left join bounded on regions.claim = bounded.claim
left join parts_by_words on regions.claim = parts_by_words.claim
where regions.reading = 'printed'
