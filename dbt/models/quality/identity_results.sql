with identities as (
    select * from {{ ref('int_identities') }}
),

claims as (
    select * from {{ ref('int_claims_conformed') }}
),

scopes as (
    select * from {{ ref('dim_scope') }}
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

units as (
    select * from {{ ref('dim_unit') }}
),

funding_sources as (
    select * from {{ ref('dim_funding_source') }}
),

-- the relation in words: of the vocabulary, of the tree of funding sources, or of the measure
of_vocabulary as (
    select distinct
        identity_id,
        label_en,
        label_vi
    from {{ ref('identities') }}
),

of_funding as (
    select
        'funding-' || wholes.funding_source as identity_id,
        'by source of money, ' || wholes.label_en || ' = ' || string_agg(parts.label_en, ' + ' order by parts.label_vi)
            as label_en,
        'theo nguồn kinh phí, ' || wholes.label_vi || ' = ' || string_agg(parts.label_vi, ' + ' order by parts.label_vi)
            as label_vi
    from funding_sources as wholes
    inner join funding_sources as parts on wholes.funding_source = parts.parent and parts.in_partition
    group by wholes.funding_source, wholes.label_en, wholes.label_vi
),

of_measure (identity_id, label_en, label_vi) as (
    values
    ('years-of-span', 'a span is the sum of its years', 'cả giai đoạn bằng tổng các năm'),
    ('members-of-place', 'a country is the sum of its provinces', 'cả nước bằng tổng các tỉnh'),
    ('scope-part', 'a part is not larger than its whole', 'phần không lớn hơn toàn bộ'),
    ('place-part', 'a place is not larger than what contains it', 'nơi nằm trong không lớn hơn nơi chứa nó'),
    (
        'growth', 'the later level follows from the earlier one and the growth rate',
        'mức sau suy ra từ mức trước và tốc độ tăng'
    ),
    ('increase', 'the level is its base and the increase', 'mức mới bằng mức gốc cộng phần tăng'),
    ('decrease', 'the level is its base less the decrease', 'mức mới bằng mức gốc trừ phần giảm'),
    ('multiple', 'the level is a multiple of its base', 'mức mới là bội số của mức gốc'),
    ('share', 'the level is a share of its base', 'mức này là một tỷ trọng của mức gốc')
),

labels as (
    select * from of_vocabulary
    union all
    select * from of_funding
    union all
    select * from of_measure
),

labelled as (
    select
        identities.*,
        coalesce(labels.label_en, identities.identity_id) as label_en,
        coalesce(labels.label_vi, identities.identity_id) as label_vi,
        {% for language, period_label in [('en', 'period_label_en'), ('vi', 'period_label')] -%}
        concat_ws(
            ', ',
            indicators.label_{{ language }},
            nullif(scopes.label_{{ language }}, ''),
            nullif(claims.place_part, ''),
            places.name_vi,
            periods.{{ period_label }}
        ) as about_{{ language }},
        {% endfor -%}
        identities.found_said || ' ↔ ' || identities.expected_said as compared,
        -- said of few, so worked out for few
        case
            when identities.outcome in ('violated', 'holds_loosely')
                then
                    {{ in_digits('identities.imbalance', 'en') }}
                    || ' ' || coalesce(nullif(units.label_en, ''), identities.unit_code)
        end as off_by_en,
        case
            when identities.outcome in ('violated', 'holds_loosely')
                then
                    {{ in_digits('identities.imbalance', 'vi') }}
                    || ' ' || coalesce(nullif(units.label_vi, ''), identities.unit_code)
        end as off_by_vi
    from identities
    -- the whole, or the relative figure, says what it is about
    left join claims on identities.anchor = claims.claim
    left join scopes on claims.scope_code = scopes.scope_code
    left join places on identities.place_id = places.place_id
    left join periods on identities.period_id = periods.period_id
    left join indicators on identities.indicator_code = indicators.indicator_code
    left join units on identities.unit_code = units.unit_code
    left join labels on identities.identity_id = labels.identity_id
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
        about_en || ': ' || label_en
        || if(kind = 'cover', ', where parts may overlap (largest part ≤ whole ≤ sum)', '')
        || if(is_stand_in, '; the source of the whole is not said', '')
        || ': ' || compared || '. '
        || case outcome
            when 'holds' then 'Holds.'
            when 'holds_loosely'
                then
                    if(
                        is_possible, 'Holds if both speak about the same span',
                        'Holds only where the figures are read as rounded'
                    ) || if(imbalance > 0, '; off by ' || off_by_en, '') || '.'
            when 'not_evaluable'
                then
                    'Cannot be tested: only ' || replace(parts, '/', ' of ')
                    || ' figures are reported. What is reported does not speak against it.'
            when 'violated'
                then
                    'Does not hold: off by ' || off_by_en
                    || if(kind = 'partition' and is_cover, '; possible only if the parts overlap.', '.')
            else 'Known not to hold: ' || exception_reason || ' (to be reviewed by ' || exception_review_by || ').'
        end as explanation_en,
        about_vi || ': ' || label_vi
        || if(kind = 'cover', ', các phần có thể trùng nhau (phần lớn nhất ≤ toàn bộ ≤ tổng)', '')
        || if(is_stand_in, '; nguồn của toàn bộ không được nêu', '')
        || ': ' || compared || '. '
        || case outcome
            when 'holds' then 'Đúng.'
            when 'holds_loosely'
                then
                    if(
                        is_possible, 'Đúng nếu cùng nói về một giai đoạn',
                        'Chỉ đúng nếu coi số liệu đã làm tròn'
                    ) || if(imbalance > 0, '; lệch ' || off_by_vi, '') || '.'
            when 'not_evaluable'
                then
                    'Chưa kiểm tra được: chỉ có ' || replace(parts, '/', ' trong ')
                    || ' số liệu. Phần đã có không mâu thuẫn.'
            when 'violated'
                then
                    'Không khớp: lệch ' || off_by_vi
                    || if(kind = 'partition' and is_cover, '; chỉ có thể đúng nếu các phần trùng nhau.', '.')
            else
                'Đã biết là không khớp: ' || exception_reason || ' (xem lại trước ' || exception_review_by || ').'
        end as explanation_vi
    from labelled
),

in_order as (
    select * from explained
    order by status desc, identity_id asc, claims asc
)

select * from in_order
