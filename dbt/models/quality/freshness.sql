with places as (
    select * from {{ ref('dim_place') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

observations as (
    select * from {{ ref('observations') }}
),

calendar as (
    select * from {{ ref('reporting_calendar') }}
),

-- results of the province as a whole; plans reach into years nobody can report on yet
last_results as (
    select
        place_id,
        subject,
        max(period_end) as last_period_end
    from observations
    where nature in ('actual', 'estimate') and place_part = ''
    group by place_id, subject
),

subjects as (
    select distinct subject from indicators
),

provinces as (
    select
        places.place_id,
        places.name_vi as place_name,
        places.valid_from as place_from,
        subjects.subject,
        last_results.last_period_end
    from places
    cross join subjects
    left join last_results on places.place_id = last_results.place_id and subjects.subject = last_results.subject
    where places.kind = 'province' and places.valid_to is null
),

-- the last day that needs no report any more: reported already, before the province, before the calendar
settled_days as (
    select
        provinces.place_id,
        provinces.subject,
        calendar.cycle,
        calendar.period_from,
        calendar.period_to,
        calendar.due,
        calendar.valid_to,
        calendar.legal_basis,
        greatest(
            provinces.last_period_end,
            provinces.place_from - interval 1 day,
            calendar.valid_from - interval 1 day
        )::date as settled_to
    from provinces
    inner join calendar on provinces.subject = calendar.subject
),

cycle_ends as (
    select
        *,
        case
            when (year(settled_to) || '-' || period_to)::date > settled_to
                then (year(settled_to) || '-' || period_to)::date
            else ((year(settled_to) + 1) || '-' || period_to)::date
        end as awaited_to
    from settled_days
),

-- half-years and years in one row: the period that ends first is the one that is waited for
next_ends as (
    select * from cycle_ends
    where awaited_to <= coalesce(valid_to, awaited_to)
    qualify row_number() over (partition by place_id, subject order by awaited_to, cycle) = 1
),

awaited_reports as (
    select
        provinces.place_id,
        provinces.place_name,
        provinces.subject,
        provinces.last_period_end,
        coalesce(next_ends.cycle, '') as cycle,
        ((year(next_ends.awaited_to) - 1) || '-' || next_ends.period_from)::date as awaited_from,
        next_ends.awaited_to,
        (year(next_ends.awaited_to) || '-' || next_ends.due)::date as due_on,
        coalesce(next_ends.legal_basis, '') as legal_basis
    from provinces
    left join next_ends on provinces.place_id = next_ends.place_id and provinces.subject = next_ends.subject
),

in_order as (
    select * from awaited_reports
    order by place_id, subject
)

select * from in_order
