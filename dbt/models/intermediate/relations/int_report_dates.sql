-- The days between which the `now` of a report lies, and from what that is known.
with parameters as (
    select
        max(value::integer) filter (where parameter = 'now_lag_months') as lag_months,
        max(value::integer) filter (where parameter = 'telling_digits') as telling_digits
    from {{ ref('relation_parameters') }}
),

latest_results as (
    select
        claims.report_id, max(claims.period_end) as latest_end, max(claims.period_start) as latest_start
    from {{ ref('int_claims_conformed') }} as claims
    inner join {{ ref('stg_reports') }} as reports on claims.report_id = reports.report_id
    where
        claims.nature in ('actual', 'estimate')
        and (reports.published_end is null or claims.period_end is null or reports.published_end >= claims.period_end)
    group by claims.report_id
),

-- the latest day that a report knows a result of: the end of a period, or at least its start
latest_actual as (
    select
        reports.report_id, reports.published_start, reports.published_end, reports.published_inferred,
        try_cast(reports.transcribed_on as date) as read_on, latest_results.latest_end,
        latest_results.latest_start
    from {{ ref('stg_reports') }} as reports
    left join latest_results on reports.report_id = latest_results.report_id
),

telling as (
    select
        claims.report_id, claims.period_kind, claims.period_start, claims.period_end,
        (reports.published_end is null or reports.published_inferred)
        and claims.period_kind in ('now', 'since', 'rolling') as is_open,
        try_cast(regexp_extract(claims.period_id, '^P(\d+)Y', 1) as integer) as years_back,
        hash(claims.indicator_code, claims.place_id, claims.place_part, claims.unit_code, claims.value) as number
    from {{ ref('int_claims_conformed') }} as claims
    inner join {{ ref('stg_reports') }} as reports on claims.report_id = reports.report_id
    cross join parameters
    where
        claims.measure = '' and claims.nature in ('actual', 'estimate') and claims.qualifier_printed = ''
        and length(trim(replace(claims.value::varchar, '.', ''), '0')) >= parameters.telling_digits
),

-- an equal number that is no chance, in a report that dates it: five years until now are 2005 to 2009 there
equal_numbers as (
    select open_claims.report_id, dated_claims.period_end as now_day, count(*) as votes
    from telling as open_claims
    inner join telling as dated_claims
        on
            open_claims.number = dated_claims.number
            and open_claims.report_id <> dated_claims.report_id
            and open_claims.is_open
            and dated_claims.period_start is not null
            and case open_claims.period_kind
                when 'now' then dated_claims.period_kind <> 'span'
                when 'since' then open_claims.period_start = dated_claims.period_start
                else
                    year(dated_claims.period_end) - year(dated_claims.period_start) + 1 = open_claims.years_back
            end
    group by open_claims.report_id, dated_claims.period_end
    qualify row_number() over (
        partition by open_claims.report_id order by count(*) desc, dated_claims.period_end desc
    ) = 1
),

-- `published` bounds `now`; else an equal number; else the latest result and the day of reading
bounded as (
    select
        latest_actual.report_id,
        coalesce(
            equal_numbers.now_day,
            case
                when latest_actual.published_end is not null
                    then greatest(
                        coalesce(latest_actual.latest_end, latest_actual.latest_start),
                        (
                            coalesce(latest_actual.published_start, latest_actual.published_end)
                            - to_months(parameters.lag_months)
                        )::date
                    )
                else coalesce(latest_actual.latest_end, latest_actual.latest_start)
            end
        ) as now_low,
        coalesce(
            equal_numbers.now_day, latest_actual.published_end,
            (latest_actual.latest_end + to_months(parameters.lag_months))::date, latest_actual.read_on
        ) as now_high,
        case
            when equal_numbers.now_day is not null then 'equal-numbers'
            when latest_actual.published_end is not null and latest_actual.published_inferred then 'published-inferred'
            when latest_actual.published_end is not null then 'published'
            when latest_actual.latest_end is not null then 'latest-result'
            else 'read'
        end as known_from
    from latest_actual
    left join equal_numbers on latest_actual.report_id = equal_numbers.report_id
    cross join parameters
)

select * from bounded
