-- The days between which the `now` of a report lies: those that an equal number of another report gives; else
-- `published` bounds it; else the latest result and the day of reading. "786 models in five years", undated, beside 786
-- for 2005 to 2009: now is 2009-12-31.
with results as (
    select
        claims.*, reports.published_end is null or reports.published_inferred as is_undated,
        coalesce(reports.published_end >= claims.period_end, true) as is_known,
        try_cast(regexp_extract(claims.period_id, '^P(\d+)Y', 1) as integer) as years_back,
        year(claims.period_end) - year(claims.period_start) + 1 as years,
        hash(claims.indicator_code, claims.place_id, claims.place_part, claims.unit_code, claims.value) as number
    from {{ ref('int_claims_conformed') }} as claims
    inner join {{ ref('stg_reports') }} as reports on claims.report_id = reports.report_id
    where claims.nature in ('actual', 'estimate')
),

-- the latest day that a report knows a result of: the end of a period, or at least its start
latest as (
    select report_id, max(period_end) as latest_end, max(period_start) as latest_start from results
    where is_known
    group by report_id
),

numbers as (
    select * from results
    where measure = '' and qualifier_printed = ''
),

-- numbers that are no chance, of a time that is counted from a day which is not printed
telling as (
    select * from numbers
    where
        is_undated and period_kind in ('now', 'since', 'rolling')
        and length(trim(replace(value::varchar, '.', ''), '0')) >= {{ parameter('telling_digits') }}
),

-- the same number in a report that dates it
equal_numbers as (
    select undated.report_id, dated.period_end as now_day
    from telling as undated
    inner join numbers as dated on undated.number = dated.number and undated.report_id <> dated.report_id
    where
        dated.period_start is not null and case undated.period_kind
            when 'now' then dated.period_kind <> 'span'
            when 'since' then undated.period_start = dated.period_start
            when 'rolling' then undated.years_back = dated.years
        end
    group by undated.report_id, dated.period_end
    qualify row_number() over (partition by undated.report_id order by count(*) desc, dated.period_end desc) = 1
)

select
    reports.report_id,
    coalesce(equal_numbers.now_day, greatest(
        coalesce(latest.latest_end, latest.latest_start),
        (coalesce(reports.published_start, reports.published_end) - to_months({{ parameter('now_lag_months') }}))::date
    )) as now_low,
    coalesce(
        equal_numbers.now_day, reports.published_end,
        (latest.latest_end + to_months({{ parameter('now_lag_months') }}))::date,
        try_cast(reports.transcribed_on as date)
    ) as now_high
from {{ ref('stg_reports') }} as reports
left join latest on reports.report_id = latest.report_id
left join equal_numbers on reports.report_id = equal_numbers.report_id
