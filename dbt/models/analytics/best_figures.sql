-- For each thing, place and year the figure to cite: that of the year itself before that of a part of it, of a longer
-- time, and of an uncertain one; then by mark, the shorter time, the narrower interval, and the later report. A stock
-- is known for the year in which its day lies.
{%- set thing -%}
place_id, place_part, year, indicator_code, scope_code, base, funding_source, unit_code, nature_class
{%- endset %}

with figures as (
    select
        by_year.*,
        {{ nature_class('by_year.nature') }} as nature_class
    from {{ ref('observations_by_year') }} as by_year
    inner join {{ ref('dim_indicator') }} as indicators on by_year.indicator_code = indicators.indicator_code
    where
        by_year.measure = ''
        and (
            indicators.measure_kind <> 'stock'
            or by_year.year = year(coalesce(by_year.period_end, by_year.date_high, by_year.period_start))
        )
),

best as (
    select
        *,
        (count(*) over (partition by {{ thing }}) - 1)::integer as alternatives
    from figures
    qualify row_number() over (
        partition by {{ thing }}
        order by
            list_position(['year', 'part', 'longer', 'uncertain'], fit), list_position({{ marks() }}, mark) desc,
            period_end - period_start, value_high - value_low nulls last, report_id desc nulls last, cell_id
    ) = 1
),

figures_to_cite as (
    select
        best.year,
        best.place_name,
        best.indicator_label_en,
        best.indicator_label_vi,
        scopes.label_en as scope_label_en,
        scopes.label_vi as scope_label_vi,
        best.funding_source,
        best.nature,
        best.period_label,
        best.period_label_en,
        {{ printed('claims') }} as printed,
        best.value,
        best.value_low,
        best.value_high,
        best.unit_code,
        best.mark,
        {% for language, period in [('en', 'best.period_label_en'), ('vi', 'best.period_label')] -%}
        concat_ws(
            '; ',
            case best.fit
                when 'longer' then {{ message('best.longer', language, {'period': period}) }}
                when 'part' then {{ message('best.part', language, {'period': period, 'year': 'best.year'}) }}
                when 'uncertain' then {{ message('best.uncertain', language, {'period': period}) }}
            end,
            case
                when best.nature_class <> 'actual'
                    then {{ message('best.planned', language, {'nature': label('nature', 'best.nature', language)}) }}
            end,
            case
                when best.value is null and best.report_id is not null then {{ message('best.no-point', language) }}
            end,
            {{ labels(
                'mark_reason', "list_filter(best.mark_reasons, lambda reason: reason <> 'confirmed')", language
            ) }}
        ) as caveat_{{ language }},
        concat_ws(
            ', ',
            {{ either('reports.publisher', message('citation.unknown-publisher', language)) }},
            {{ message('citation.title', language, {'title': "nullif(reports.title, '')"}) }},
            {{ either('reports.published', message('citation.undated', language)) }},
            {{ message('citation.line', language, {'line': 'claims.source_line'}) }},
            nullif(reports.url, '')
        ) || ': ' || {{ printed('claims') }} || ' [' || best.report_id || '#' || best.figure || ']'
            as citation_{{ language }},
        {% endfor -%}
        best.fit,
        best.alternatives,
        best.is_total,
        best.report_id,
        best.figure,
        best.cell_id,
        best.subject,
        best.indicator_code,
        best.scope_code,
        best.base,
        best.place_id,
        best.place_part,
        best.period_id,
        best.period_start,
        best.period_end
    from best
    left join {{ ref('claims') }} as claims on best.report_id = claims.report_id and best.figure = claims.figure
    left join {{ ref('dim_report') }} as reports on best.report_id = reports.report_id
    left join {{ ref('dim_scope') }} as scopes on best.scope_code = scopes.scope_code
)

select * from figures_to_cite
