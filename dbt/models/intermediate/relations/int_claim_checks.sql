-- What the relations of a claim say of it, in one word. Contradicted: the figures named cannot all be right, not that
-- this one is wrong. Untested is not fine.
with named as (
    select relation_id, status, cross_report, confirms, unnest(claims) as claim
    from {{ ref('int_relations') }}
),

-- what holds of a number holds where its report says it again
members as (
    select * from named
    union
    select named.* replace (again.claim as claim)
    from named
    inner join {{ ref('int_regions') }} as regions on named.claim = regions.claim
    inner join {{ ref('int_regions') }} as again on regions.saying = again.saying
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
        list_sort(list(relation_id)) as relation_ids,
        if(contradictions > 0, ['identity_violated'], [])
        || if(bool_or(status = 'known_exception'), ['known_exception'], []) as flags
    from members
    group by claim
),

-- What lies, or may lie, within another printed figure of the same time and place, or inside that place, is no total.
bounded_regions as (
    select region_id, bool_or(is_certain) as is_certain, bool_or(is_part) as is_part
    from (
        select
            unknown = 0 as is_certain, unnest([part_id, whole_id]) as region_id,
            unnest([is_within_printed, false]) as is_part
        from {{ ref('int_part_of') }}
    ) as sides
    group by region_id
),

bounded as (
    select regions.claim, bool_or(bounds.is_certain) as is_certain, bool_or(bounds.is_part) as is_part
    from bounded_regions as bounds
    inner join {{ ref('int_regions') }} as regions on bounds.region_id = regions.region_id
    group by regions.claim
),

printed_regions as (
    select * from {{ ref('int_regions') }}
    where reading = 'printed'
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
    regions.claim, regions.end_low as date_low, regions.end_high as date_high,
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
