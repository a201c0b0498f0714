-- The columns of the wide tables are what there are levels of: an indicator, the scope words that are columns, what a
-- ratio is measured against, and the unit. Money is shown in millions, and numbers with as many decimals as they need.
with levels as (
    select
        subject,
        indicator_code,
        scope_code,
        base,
        unit_code,
        sum(levels)::bigint as levels,
        any_value(scope_en) as scope_en,
        any_value(scope_vi) as scope_vi,
        max(decimals) as decimals,
        max(decimals_of_bounds) as decimals_of_bounds
    from {{ ref('int_levels_of_columns') }}
    group by subject, indicator_code, scope_code, base, unit_code
),

-- an indicator's own count needs no further word, a second one of it does
units_of_indicators as (
    select
        indicators.indicator_code,
        units.unit_code
    from {{ ref('dim_indicator') }} as indicators
    inner join {{ ref('units') }} as units
        on
            units.canonical = 'yes' and starts_with(units.quantity, 'count:') and not ends_with(units.quantity, '_rate')
            and list_contains(string_split(indicators.quantity, ' '), units.quantity)
    qualify row_number() over (
        partition by indicators.indicator_code
        order by list_position(string_split(indicators.quantity, ' '), units.quantity), units.unit_code
    ) = 1
),

-- "site_land:industrial-land" is the industrial land, "funding@total" funding of the source total, "2010" a period
words_of_bases as (
    select
        base,
        unnest(string_split(coalesce(
            nullif(regexp_extract(base, ':([^@]*)', 1), ''), regexp_extract(base, '^([^:@]*)', 1)
        ), ' ')) as word,
        unnest(range(1, 9)) as position
    from (select distinct base from levels) as bases
    where base <> ''
),

bases as (
    select
        words.base,
        string_agg(coalesce(indicators.label_en, scopes.label_en, words.word), ', ' order by words.position) as base_en,
        string_agg(coalesce(indicators.label_vi, scopes.label_vi, words.word), ', ' order by words.position) as base_vi,
        string_agg(words.word, '_' order by words.position) as base_name
    from words_of_bases as words
    left join {{ ref('dim_indicator') }} as indicators on words.word = indicators.indicator_code
    left join {{ ref('scopes') }} as scopes on words.word = scopes.scope_word
    where words.word is not null
    group by words.base
),

levels_with_words as (
    select
        levels.*,
        indicators.label_en as indicator_en,
        indicators.label_vi as indicator_vi,
        bases.base_en,
        bases.base_vi,
        {{ is_money('levels.unit_code') }} as in_millions,
        regexp_extract(levels.unit_code, '_per_.*$') as per,
        case
            when in_millions then 'million_' || replace(levels.unit_code, per, '')
            when levels.unit_code = counts.unit_code then 'count'
            when starts_with(coalesce(units.quantity, ''), 'count:') then replace(levels.unit_code, per, '') || '_count'
            when levels.unit_code = 'tonne' then 'tonnes'
            when starts_with(levels.unit_code, 'percent')
                then replace(replace(levels.unit_code, per, ''), 'percent', 'pct')
            else replace(levels.unit_code, per, '')
        end || per as unit_name,
        {% for language in ['en', 'vi'] -%}
        case
            when levels.unit_code = 'percent' then '%'
            else {{ either('units.label_' ~ language, "replace(levels.unit_code, '_', ' ')") }}
        end as unit_{{ language }},
        {% endfor -%}
        concat_ws('_', nullif(levels.scope_code, ''), 'of_' || bases.base_name, unit_name) as rest_of_name
    from levels
    inner join {{ ref('dim_indicator') }} as indicators on levels.indicator_code = indicators.indicator_code
    left join units_of_indicators as counts on levels.indicator_code = counts.indicator_code
    left join {{ ref('dim_unit') }} as units on levels.unit_code = units.unit_code
    left join bases on levels.base = bases.base
),

-- two names that would be one are kept apart by the blank before the scope words
columns_named as (
    select
        *,
        sum(levels) over (partition by subject, indicator_code) as levels_of_indicator,
        {% for language in ['en', 'vi'] -%}
        concat_ws(
            ', ',
            indicator_{{ language }}
            || coalesce(' ' || {{ message('heading.of-base', language, {'base': 'base_' ~ language}) }}, ''),
            nullif(scope_{{ language }}, ''),
            case
                when in_millions then {{ message('heading.million', language, {'unit': 'unit_' ~ language}) }}
                -- "persons trained" says what is counted
                when unit_name <> 'count' or not contains(lower(indicator_{{ language }}), lower(unit_{{ language }}))
                    then unit_{{ language }}
            end
        ) as heading_{{ language }},
        {% endfor -%}
        count(*) over (partition by subject, indicator_code || '_' || rest_of_name) > 1 and scope_code <> ''
            as is_ambiguous,
        lower(regexp_replace(
            indicator_code || if(is_ambiguous, '__', '_') || rest_of_name, '[^A-Za-z0-9_]+', '_', 'g'
        )) as column_name
    from levels_with_words
),

parts (part, part_number) as (
    values ('value', 1), ('low', 2), ('high', 3), ('mark', 4), ('claim', 5)
),

columns_of_levels as (
    select
        columns_named.subject || '_by_province_period' as table_name,
        columns_named.column_name || if(parts.part = 'value', '', '_' || parts.part) as column_name,
        parts.part,
        columns_named.indicator_code,
        columns_named.scope_code,
        columns_named.base,
        columns_named.unit_code,
        columns_named.in_millions,
        case parts.part
            when 'value' then columns_named.decimals
            when 'low' then columns_named.decimals_of_bounds
            when 'high' then columns_named.decimals_of_bounds
        end::integer as decimals,
        {% for language in ['en', 'vi'] -%}
        case parts.part
            {%- set heading = {'heading': 'columns_named.heading_' ~ language} %}
            when 'low' then {{ message('heading.low', language, heading) }}
            when 'high' then {{ message('heading.high', language, heading) }}
            when 'mark' then {{ message('heading.mark', language, heading) }}
            when 'claim' then {{ message('heading.claim', language, heading) }}
            else columns_named.heading_{{ language }}
        end as heading_{{ language }},
        {% endfor -%}
        row_number() over (
            partition by columns_named.subject
            -- values before what is said of them, and what is reported most before the rest
            order by
                parts.part <> 'value', -columns_named.levels_of_indicator, columns_named.indicator_code,
                columns_named.scope_code, columns_named.base, columns_named.unit_code, parts.part_number
        )::integer as position
    from columns_named
    cross join parts
),

subjects as (
    select unnest({{ subjects() }}) as subject
),

-- what every wide table has besides
columns_of_rows as (
    select
        subjects.subject || '_by_province_period' as table_name,
        labels.code as column_name,
        'row' as part,
        '' as indicator_code,
        '' as scope_code,
        '' as base,
        '' as unit_code,
        false as in_millions,
        null::integer as decimals,
        labels.en as heading_en,
        labels.vi as heading_vi,
        0 as position
    from {{ ref('labels') }} as labels
    cross join subjects
    where labels.kind = 'wide_column'
),

all_columns as (
    select * from columns_of_levels
    union all
    select * from columns_of_rows
),

in_order as (
    select * from all_columns
    order by table_name, position, column_name
)

select * from in_order
