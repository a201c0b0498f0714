-- Levels that are worked back from a change: 182, up by 20 %, was 151.7 a year before. They are assumed, never certain,
-- and where the base is a guess ('guess') they may only agree with others. Changes know only what is printed, so that
-- none is worked back from another.
with changes as (
    select *, (worked_back_high - worked_back_low) * 0.5 as half_width
    from {{ ref('int_derived') }}
),

parameters as (
    select max(value::integer) filter (where parameter = 'worked_back_share_pct') as widest
    from {{ ref('relation_parameters') }}
),

times as (
    select
        kind = 'flow' as is_flow, period_id, period_kind, period_start, period_end, start_low, start_high,
        end_low, end_high, time_name, time_id
    from {{ ref('int_regions') }}
    where is_fixed
    qualify row_number() over (partition by time_id order by period_id) = 1
),

bases as (
    select
        levels.* replace (
            hash(changes.relative_id) as region_id, changes.relative as claim,
            if(changes.base = '', 'guess', 'base') as reading, false as is_certain, false as is_telling,
            0 as digits, 'worked_back' as bound, changes.worked_back_value as value,
            changes.half_width as half_step, changes.worked_back_low as low, changes.worked_back_high as high,
            changes.worked_back_low as loose_low, changes.worked_back_high as loose_high,
            changes.worked_back_high as usual_high, times.period_id as period_id,
            times.period_kind as period_kind, times.period_start as period_start,
            times.period_end as period_end, times.start_low as start_low, times.start_high as start_high,
            times.end_low as end_low, times.end_high as end_high, times.time_name as time_name,
            times.time_id as time_id,
            hash(
                levels.family_id, '', '', levels.place_key, levels.scope_id, levels.funding_source, times.time_id, false
            ) as cell
        ),
        [changes.level, changes.relative] as claims, changes.level as origin
    from changes
    inner join {{ ref('int_regions') }} as levels on changes.level_id = levels.region_id
    inner join times
        on
            (levels.kind = 'flow') = times.is_flow
            and case
                when changes.base <> '' then changes.base = times.period_id
                else
                    levels.is_fixed and levels.period_kind = times.period_kind
                    and times.period_end = (levels.period_end - to_years(1))::date
                    and coalesce(times.period_start = (levels.period_start - to_years(1))::date, true)
            end
    cross join parameters
    where
        levels.speaks and levels.nature_class = 'actual'
        and changes.half_width <= changes.worked_back_value * parameters.widest * 0.01
)

select * from bases
