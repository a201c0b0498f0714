-- Every observation as a line of a ledger: its words, its bar over the years, its interval, where it was printed.
-- Of a place, and of an indicator, only the most telling ones have room on a page: those of every subject (of every
-- place) in turn, the whole before its parts, results before targets, the newest first. They are ranked by narrow
-- rows, so that a million need little memory.
-- Variable: most, how many lines a page has room for.
create or replace temp table lines as
with told as (
    select
        cell_id, place_id, subject, indicator_code, scope_code, coalesce(period_end, date_high) as until,
        (place_part <> '')::integer * 4 + (measure <> '')::integer * 2
        + (nature not in ('actual', 'estimate'))::integer as less_telling
    from marts.observations
),

ranked_apart as (
    select
        cell_id, place_id, subject, indicator_code,
        row_number() over (
            partition by place_id, subject
            order by less_telling, until desc nulls last, indicator_code, scope_code, cell_id
        ) as rank_in_place,
        row_number() over (
            partition by indicator_code, place_id
            order by less_telling, until desc nulls last, scope_code, cell_id
        ) as rank_in_indicator
    from told
),

ranked as (
    select
        cell_id,
        row_number() over (partition by place_id order by rank_in_place, subject) <= getvariable('most') as of_place,
        row_number() over (partition by indicator_code order by rank_in_indicator, place_id) <= getvariable('most')
            as of_indicator
    from ranked_apart
    where rank_in_place <= getvariable('most') or rank_in_indicator <= getvariable('most')
),

shown as (
    select *
    from ranked
    where of_place or of_indicator
),

printed as (
    select
        cell_id, claim, source_line, flags as claim_flags,
        concat_ws(' ', nullif(qualifier_printed, ''), value_printed, nullif(unit_printed, '')) as printed
    from marts.claims
    where cell_id in (select shown.cell_id from shown)
    qualify row_number() over (partition by cell_id order by claim_status = 'chosen' desc, report_id, figure) = 1
),

dated as (
    select
        observations.*, shown.of_place, shown.of_indicator,
        try_cast(regexp_extract(observations.period_id, '^P(\d{1,3})Y', 1) as integer) as years
    from marts.observations
    inner join shown on observations.cell_id = shown.cell_id
),

bars as (
    select
        *,
        case
            when period_start is not null then period_start
            when period_kind = 'rolling' then date_low - to_years(years)
            when period_kind = 'now' then date_low
        end as bar_start,
        coalesce(period_end, date_high) as bar_end
    from dated
)

select
    bars.cell_id, bars.subject, bars.place_id, bars.place_part, bars.indicator_code, bars.measure, bars.base,
    bars.scope_code, bars.funding_source, bars.nature, bars.unit_code, bars.value, bars.value_low, bars.value_high,
    bars.report_id, bars.is_total, bars.flags || printed.claim_flags as flags, bars.claim_count, bars.mark, bars.mark_reasons,
    printed.claim, printed.source_line, printed.printed, bars.period_id, bars.period_label as period_vi,
    periods.period_label_en as period_en,
    year(bars.bar_start) + (dayofyear(bars.bar_start) - 1) / 366 as bar_from,
    year(bars.bar_end) + dayofyear(bars.bar_end) / 366 as bar_to,
    bars.period_start is null as open_start, bars.period_end is null as open_end, bars.of_place, bars.of_indicator
from bars
inner join printed on bars.cell_id = printed.cell_id
left join marts.dim_period as periods on bars.period_id = periods.period_id
order by
    bars.subject, bars.indicator_code, bars.unit_code, bars.measure, bars.base, bars.place_id, bars.place_part,
    bars.nature not in ('actual', 'estimate'), bars.scope_code, bars.bar_start nulls last, bars.bar_end, bars.cell_id;

from lines
