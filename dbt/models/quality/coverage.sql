with observations as (
    select * from {{ ref('observations') }}
),

claims as (
    select * from {{ ref('claims') }}
),

places as (
    select * from {{ ref('dim_place') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

reports_of_cell as (
    select
        cell_id,
        list(distinct report_id) as reports
    from claims
    group by cell_id
),

-- a span counts in each of its years; what has no known end has no year
cell_years as (
    select
        observations.cell_id,
        observations.place_id,
        observations.subject,
        observations.claim_count,
        observations.has_conflict and observations.report_id is null as is_unresolved,
        reports_of_cell.reports,
        unnest(
            case
                when observations.period_end is null then [null]
                else range(
                    year(coalesce(observations.period_start, observations.period_end)),
                    year(observations.period_end) + 1
                )
            end
        )::integer as year
    from observations
    left join reports_of_cell on observations.cell_id = reports_of_cell.cell_id
),

counts as (
    select
        place_id,
        subject,
        year,
        count(*)::integer as observations,
        sum(claim_count)::integer as claims,
        len(list_distinct(flatten(list(reports))))::integer as reports,
        (count(*) filter (where is_unresolved))::integer as unresolved
    from cell_years
    group by place_id, subject, year
),

subjects as (
    select distinct subject from indicators
),

years as (
    select unnest(range(first_year, last_year + 1))::integer as year
    from {{ ref('int_years_reported') }}
),

-- what is missing shows as zero: every subject of every province in every year in which the province existed
years_expected as (
    select
        places.place_id,
        subjects.subject,
        years.year
    from places
    cross join subjects
    cross join years
    where
        places.kind = 'province'
        and coalesce(year(places.valid_from) <= years.year, true)
        and coalesce(year(places.valid_to) >= years.year, true)
),

all_years as (
    select * from years_expected
    union
    select
        place_id,
        subject,
        year
    from counts
),

counts_by_year as (
    select
        all_years.place_id,
        places.name_vi as place_name,
        all_years.subject,
        all_years.year,
        coalesce(counts.claims, 0) as claims,
        coalesce(counts.observations, 0) as observations,
        coalesce(counts.unresolved, 0) as unresolved,
        coalesce(counts.reports, 0) as reports
    from all_years
    left join places on all_years.place_id = places.place_id
    left join counts
        on
            all_years.place_id = counts.place_id
            and all_years.subject = counts.subject
            and all_years.year is not distinct from counts.year
),

in_order as (
    select * from counts_by_year
    order by place_id, subject, year nulls last
)

select * from in_order
