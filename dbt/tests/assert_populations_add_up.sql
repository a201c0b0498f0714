-- Where all members of a region are known, they come to its own population within the rounding of the source.
{{ config(meta=shown_at('population')) }}

with population as (
    select * from {{ ref('population') }}
),

years as (
    select distinct year from population
),

members as (
    select * from {{ ref('places_in_regions') }}
),

sums as (
    select
        members.region_id,
        years.year,
        count(*) as members,
        count(people.population) as members_known,
        sum(people.population) as population_of_members
    from members
    cross join years
    left join population as people on members.place_id = people.place_id and years.year = people.year
    where
        make_date(years.year, 12, 31) between coalesce(members.valid_from, date '0001-01-01')
        and coalesce(members.valid_to, date '9999-12-31')
    group by members.region_id, years.year
),

violations as (
    select
        sums.*,
        population.population
    from sums
    inner join population on sums.region_id = population.place_id and sums.year = population.year
    where
        sums.members_known = sums.members
        and abs(population.population - sums.population_of_members) > 50 * (sums.members + 1)
)

select * from violations
