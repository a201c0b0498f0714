-- A result against the target or plan for the same thing and end; and a target that an earlier result is above already.
with regions as (
    select *, hash(indicator_code, unit_code, place_key, scope_in_time) as thing
    from {{ ref('int_regions') }}
    where speaks and reading = 'printed'
),

results as (
    select * from regions
    where nature_class = 'actual'
),

aims as (
    select * from regions
    where nature_class in ('plan', 'target', 'proposal', 'decided')
),

met as (
    select
        results.region_id as result_id, aims.region_id as aim_id, 'result' as axis, 'holds' as status,
        results.funding_source <> aims.funding_source as possible
    from results
    inner join aims
        on
            results.thing = aims.thing and results.time_id = aims.time_id
            and (
                results.funding_source = aims.funding_source
                or (results.report_id = aims.report_id and '' in (results.funding_source, aims.funding_source))
            )
    where results.is_fixed
),

-- a stock that is aimed at below what there was before
below_result as (
    select
        results.region_id as result_id, aims.region_id as aim_id, 'target-below-result' as axis,
        'possible_conflict' as status, true as possible
    from results
    inner join aims on results.thing = aims.thing and results.funding_source = aims.funding_source
    where
        results.kind = 'stock' and aims.kind = 'stock' and aims.nature_class in ('target', 'plan')
        and results.is_fixed and aims.is_fixed
        and results.end_high < aims.end_low
        and results.low > coalesce(aims.high, aims.usual_high)
    qualify row_number() over (partition by aims.region_id order by results.end_high desc, results.region_id asc) = 1
),

together as (
    select * from met
    union all
    select * from below_result
),

relations as (
    select
        'target' as law, together.axis, together.status, together.possible,
        (results.value - aims.value)::decimal(28, 6) as imbalance, results.unit_code,
        [results.claim, aims.claim] as claims, results.report_id <> aims.report_id as cross_report
    from together
    inner join regions as results on together.result_id = results.region_id
    inner join regions as aims on together.aim_id = aims.region_id
)

select * from relations
