with identities as (
    select * from {{ ref('int_identities') }}
),

places as (
    select * from {{ ref('dim_place') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

agreed as (
    select distinct
        identity_id,
        label_vi,
        label_en
    from {{ ref('identities') }}
),

labelled as (
    select
        identities.*,
        coalesce(
            agreed.label_en,
            case identities.identity_id
                when 'years-of-span' then 'a span is the sum of its years'
                when 'members-of-place' then 'a country is the sum of its provinces'
                when 'scope-part' then 'a part is not larger than its whole'
                when 'place-part' then 'a place is not larger than what contains it'
                when 'growth' then 'the later level follows from the earlier one and the growth rate'
                when 'increase' then 'the level is its base and the increase'
                when 'decrease' then 'the level is its base less the decrease'
                when 'multiple' then 'the level is a multiple of its base'
                when 'share' then 'the level is a share of its base'
                else 'the money of all is the money of its sources'
            end
        ) as label_en,
        coalesce(
            agreed.label_vi,
            case identities.identity_id
                when 'years-of-span' then 'cả giai đoạn bằng tổng các năm'
                when 'members-of-place' then 'cả nước bằng tổng các tỉnh'
                when 'scope-part' then 'phần không lớn hơn toàn bộ'
                when 'place-part' then 'nơi nằm trong không lớn hơn nơi chứa nó'
                when 'growth' then 'mức sau suy ra từ mức trước và tốc độ tăng'
                when 'increase' then 'mức mới bằng mức gốc cộng phần tăng'
                when 'decrease' then 'mức mới bằng mức gốc trừ phần giảm'
                when 'multiple' then 'mức mới là bội số của mức gốc'
                when 'share' then 'mức này là một tỷ trọng của mức gốc'
                else 'nguồn chung bằng tổng các nguồn'
            end
        ) as label_vi,
        indicators.label_en || ', ' || places.name_vi || ', ' || periods.period_label as about_en,
        indicators.label_vi || ', ' || places.name_vi || ', ' || periods.period_label as about_vi,
        identities.found_said || ' ↔ ' || identities.expected_said as compared
    from identities
    left join places on identities.place_id = places.place_id
    left join periods on identities.period_id = periods.period_id
    left join indicators on identities.indicator_code = indicators.indicator_code
    left join agreed on identities.identity_id = agreed.identity_id
),

explained as (
    select
        identity_id,
        kind,
        indicator_code,
        place_id,
        period_id,
        outcome as status,
        expected_low::decimal(28, 6) as expected_low,
        expected_high::decimal(28, 6) as expected_high,
        found_low,
        found_high,
        imbalance::decimal(28, 6) as imbalance,
        unit_code,
        claims,
        about_en || ' — ' || label_en || ' (' || kind || '): ' || coalesce(compared, expected_said) || '. '
        || case outcome
            when 'holds' then 'Holds.'
            when 'holds_loosely'
                then
                    'Holds only if the figures are rounded or the spans are the same; off by '
                    || {{ plain('imbalance') }} || ' ' || unit_code || '.'
            when
                'not_evaluable'
                then 'A member is missing (' || parts || ' known); what is known does not speak against it.'
            when 'violated'
                then
                    'Does not hold: off by ' || {{ plain('imbalance') }} || ' ' || unit_code
                    || if(kind = 'partition' and is_cover, '; possible only if the parts overlap.', '.')
            else 'Known not to hold: ' || exception_reason || ' (to be reviewed by ' || exception_review_by || ').'
        end as explanation_en,
        about_vi || ' — ' || label_vi || ' (' || kind || '): ' || coalesce(compared, expected_said) || '. '
        || case outcome
            when 'holds' then 'Đúng.'
            when 'holds_loosely'
                then
                    'Chỉ đúng nếu số liệu đã làm tròn hoặc cùng một giai đoạn; lệch '
                    || {{ plain('imbalance') }} || ' ' || unit_code || '.'
            when 'not_evaluable' then 'Thiếu số liệu (có ' || parts || '); phần đã biết không mâu thuẫn.'
            when 'violated'
                then
                    'Không khớp: lệch ' || {{ plain('imbalance') }} || ' ' || unit_code
                    || if(kind = 'partition' and is_cover, '; chỉ có thể đúng nếu các phần trùng nhau.', '.')
            else 'Đã biết là không khớp: ' || exception_reason || ' (xem lại trước ' || exception_review_by || ').'
        end as explanation_vi
    from labelled
),

in_order as (
    select * from explained
    order by status desc, identity_id asc, claims asc
)

select * from in_order
