-- Parts that do not overlap against their whole: together they are not larger (packing); they add up to it where they
-- are all of it (partition), or cover it where beneficiaries may be counted twice (cover); and where they give it
-- exactly though nobody called them all, that is worth knowing (adds_up).
with
-- words that are together all of a wider word, of the blank axis, or of the words of their whole, by a sign of the set
complete_groups as (
    select
        vocabulary.axis, coalesce(groups.whole_word, '') as whole_words, count(*) as word_count,
        bit_xor(hash(vocabulary.axis, groups.scope_word)) as sign
    from {{ ref('scope_groups') }} as groups
    inner join {{ ref('scopes') }} as vocabulary on groups.scope_word = vocabulary.scope_word
    where groups.complete = 'yes'
    group by groups.scope_group, vocabulary.axis, groups.whole_word
    union
    select
        axes.axis, axes.words as whole_words, count(*) as word_count,
        bit_xor(hash(axes.axis, axes.scope_word)) as sign
    from (select distinct
        axis, words, unnest(word_list) as scope_word
    from {{ ref('int_scope_axes') }}) as axes
    group by axes.axis, axes.words
    having count(*) > 1
),

-- leaves of the tree as bits
leaves as (
    select
        leaves.funding_source, 1 << (dense_rank() over (order by leaves.leaf) - 1) as leaf_bit,
        leaves.leaf in (
            select state_leaves.leaf from {{ ref('funding_leaves') }} as state_leaves
            where state_leaves.funding_source = 'state'
        ) as is_of_state,
        try_cast(sources.valid_from as date) as valid_from, try_cast(sources.valid_to as date) as valid_to
    from {{ ref('funding_leaves') }} as leaves
    inner join {{ ref('funding_sources') }} as sources on leaves.leaf = sources.funding_source
),

source_leaves as (
    select funding_source, bit_or(leaf_bit) as leaf_bits
    from leaves
    group by funding_source
),

place_members as (
    select
        group_id, count(distinct member_id) filter (where valid_to is null) as members_now,
        count(distinct member_id) filter (where valid_from is null or valid_from < '2025-07-01') as members_before
    from {{ ref('place_members') }}
    group by group_id
),

parameters as (
    select
        max(value::integer) filter (where parameter = 'telling_digits') as telling_digits,
        max(value::integer) filter (where parameter = 'doubt_limit_multiple') as doubt_limit
    from {{ ref('relation_parameters') }}
),

sums as (
    select
        parts.sum_id, any_value(parts.whole_id) as whole_id, any_value(parts.axis) as axis,
        count(*) as part_count, max(parts.narrowed) = 1 as differ_on_axis_only,
        greatest(max(parts.unknown), bool_or(regions.period_kind in ('undated', 'duration'))::integer) as unknown,
        max(parts.additive) = 'cover' or min(parts.additive) = 'cover' as is_cover,
        max(regions.report_id) <> min(regions.report_id) as several_reports,
        min(regions.report_id) as report_id,
        {% for end in ['low', 'high', 'loose_low', 'loose_high', 'usual_high', 'value'] -%}
        if(count(regions.{{ end }}) = count(*), sum(regions.{{ end }}), null)::decimal(28, 6) as {{ end }},
        {% endfor -%}
        max(regions.low) as largest_low, max(regions.value) as largest_value,
        count(*) filter (regions.bound in ('exact', 'rounded', 'worked_back')) = count(*) as are_points,
        sum(regions.half_step) filter (regions.bound = 'worked_back') as worked_back_width,
        bool_or(regions.reading = 'guess') as is_guess,
        min(regions.half_step) filter (regions.bound = 'rounded') as half_step,
        count(*) filter (regions.bound = 'rounded') as rounded_count,
        bool_or(regions.bound = 'above') as is_open, sum(regions.end_high - regions.start_low + 1) as days,
        bit_xor(parts.element_id) as sign, bit_or(source_leaves.leaf_bits) as leaf_bits
    from {{ ref('int_sum_parts') }} as parts
    inner join {{ ref('int_terms') }} as regions on parts.part_id = regions.region_id
    left join source_leaves on parts.axis = 'funding' and regions.funding_source = source_leaves.funding_source
    group by parts.sum_id
),

funding_wholes as (
    select distinct whole_id
    from sums
    where axis = 'funding'
),

-- what money a whole has in its time: districts had some until they ended, communes have since; a whole without a date
-- counts as early
needed_leaves as (
    select
        wholes.region_id as whole_id,
        coalesce(bit_or(leaves.leaf_bit) filter (where leaves.is_of_state), 0) as state_bits,
        coalesce(bit_or(leaves.leaf_bit) filter (where not leaves.is_of_state), 0) as other_bits
    from funding_wholes
    inner join {{ ref('int_terms') }} as wholes on funding_wholes.whole_id = wholes.region_id
    inner join leaves on wholes.funding_source = leaves.funding_source
    where
        coalesce(leaves.valid_to >= wholes.start_low, true)
        and (leaves.valid_from is null or coalesce(leaves.valid_from <= wholes.end_high, false))
    group by wholes.region_id
),

compared as (
    select
        sums.*, wholes.claims as whole, wholes.reading = 'whole' as is_of_shares,
        sums.is_guess or wholes.reading = 'guess' as any_guess, wholes.unit_code, wholes.value as whole_value,
        wholes.low as whole_low, wholes.high as whole_high, wholes.loose_low as whole_loose_low,
        coalesce(wholes.loose_high, wholes.usual_high) as whole_loose_high,
        wholes.usual_high as whole_usual_high, wholes.bound as whole_bound, wholes.digits as whole_digits,
        sums.several_reports or sums.report_id <> wholes.report_id as cross_report,
        sums.are_points and wholes.bound in ('exact', 'rounded', 'worked_back') as all_points,
        -- every rounded figure is read to the finest last digit among them
        coalesce(least(sums.half_step, if(wholes.bound = 'rounded', wholes.half_step, null)), 0)
        * (sums.rounded_count + (wholes.bound = 'rounded')::integer)
        + coalesce(sums.worked_back_width, 0) + if(wholes.bound = 'worked_back', wholes.half_step, 0) as tolerance,
        sums.differ_on_axis_only and coalesce(case sums.axis
            when 'funding'
                then
                    sums.leaf_bits & needed.state_bits = needed.state_bits
                    and (
                        sums.leaf_bits & needed.other_bits = needed.other_bits
                        -- who names the money of the state and what else was put in, names all of it
                        or (wholes.funding_source = 'total' and sums.leaf_bits & needed.other_bits <> 0)
                    )
            when 'time' then wholes.is_fixed and sums.days = wholes.end_high - wholes.start_low + 1
            when 'place'
                then
                    wholes.place_part = ''
                    and sums.part_count in (place_members.members_now, place_members.members_before)
            else complete_groups.axis is not null
        end, false) as is_complete
    from sums
    inner join {{ ref('int_terms') }} as wholes on sums.whole_id = wholes.region_id
    left join needed_leaves as needed on sums.whole_id = needed.whole_id
    left join {{ ref('int_scope_axes') }} as whole_axes
        on wholes.scope_id = whole_axes.scope_id and sums.axis = whole_axes.axis
    left join place_members on wholes.place_id = place_members.group_id and sums.axis = 'place'
    left join complete_groups
        on
            sums.axis = complete_groups.axis
            and sums.part_count = complete_groups.word_count
            and sums.sign = complete_groups.sign
            and complete_groups.whole_words = coalesce(whole_axes.words, '')
),

tested as (
    select
        *,
        if(
            all_points, abs(value - whole_value) <= tolerance,
            low <= coalesce(whole_high, low) and coalesce(high, whole_low) >= whole_low
        ) as is_equal,
        -- and as "above" is used by people
        low <= coalesce(whole_usual_high, low) and coalesce(usual_high, whole_low) >= whole_low as is_usually_equal,
        loose_low <= coalesce(whole_loose_high, loose_low) and coalesce(loose_high, whole_low) >= whole_loose_low
            as is_loosely_equal,
        if(
            all_points, value - whole_value <= tolerance, low < coalesce(whole_usual_high, low + 1)
            or (low = whole_usual_high and not (is_open and whole_bound <> 'above'))
        ) as is_within,
        loose_low <= coalesce(whole_loose_high, loose_low) as is_loosely_within
    from compared
),

judged as (
    select
        tested.*,
        case
            when tested.is_cover then 'cover'
            when tested.is_complete then 'partition'
            when
                tested.is_equal and (tested.all_points or tested.whole_bound = 'below' and tested.are_points)
                and (
                    tested.differ_on_axis_only
                    or (tested.whole_digits >= parameters.telling_digits and tested.largest_value < tested.whole_value)
                )
                then 'adds_up'
            else 'packing'
        end as law,
        case
            when
                tested.is_cover and tested.largest_low > coalesce(tested.whole_high, tested.largest_low)
                then 'violated'
            when tested.is_cover and tested.is_complete and tested.high < tested.whole_low then 'violated'
            when
                tested.is_cover and tested.is_complete and tested.largest_value = tested.whole_value
                and tested.value > tested.whole_value then 'possible_conflict'
            when tested.is_cover and tested.is_complete and tested.value > tested.whole_value then 'holds_loosely'
            when tested.is_cover then 'holds'
            when tested.is_complete and tested.is_equal and tested.is_usually_equal then 'holds'
            when tested.is_complete and tested.is_loosely_equal then 'holds_loosely'
            when tested.is_complete and tested.is_equal then 'possible_conflict'
            when tested.is_complete then 'violated'
            when tested.is_within then 'holds'
            when tested.is_loosely_within then 'holds_loosely'
            else 'violated'
        end as strict_status,
        parameters.doubt_limit, parameters.telling_digits
    from tested
    cross join parameters
),

with_status as (
    select
        * exclude (strict_status),
        if(
            strict_status = 'violated' and (unknown > 0 or (whole_high is null and value >= whole_low)),
            'possible_conflict', strict_status
        ) as status
    from judged
    where
        -- parts that are far above their whole only speak against what was assumed
        (unknown = 0 or strict_status <> 'violated' or low <= doubt_limit * coalesce(whole_high, whole_low))
        and not (any_guess and strict_status in ('violated', 'possible_conflict'))
),

-- parts that fit under their whole are counted, not listed, unless what they leave of it may be printed elsewhere
kept as (
    select * from with_status
    where
        status <> 'holds' or is_complete or law = 'adds_up'
        or (law = 'packing' and whole_digits > telling_digits and value < whole_value)
),

-- the parts of the others are named by who needs them
listed as (
    select sum_id from kept
    where status <> 'holds' or law <> 'packing'
),

-- put in order once they are gathered: an aggregate that sorts takes ten times as long
members as (
    select
        parts.sum_id,
        flatten(list_select(
            list(regions.claims), list_grade_up(list(struct_pack(regions.report_id, regions.figure)))
        )) as claims
    from {{ ref('int_sum_parts') }} as parts
    semi join listed on parts.sum_id = listed.sum_id
    inner join {{ ref('int_terms') }} as regions on parts.part_id = regions.region_id
    group by parts.sum_id
),

relations as (
    select
        kept.sum_id, kept.whole_id, kept.law, kept.axis, kept.status,
        kept.unknown > 0 or (kept.law = 'adds_up' and not kept.differ_on_axis_only) as possible,
        coalesce(kept.value, kept.low) - coalesce(kept.whole_value, kept.whole_high, kept.whole_low) as imbalance,
        kept.unit_code, kept.whole_low as expected_low, kept.whole_high as expected_high,
        kept.low as found_low, kept.high as found_high, kept.whole,
        list_concat(members.claims, kept.whole) as claims,
        kept.is_of_shares, kept.cross_report
    from kept
    left join members on kept.sum_id = members.sum_id
    -- a level and what is worked back from it are not added
    where
        members.sum_id is null
        or len(list_distinct(list_concat(members.claims, kept.whole))) = len(members.claims) + len(kept.whole)
)

select * from relations
