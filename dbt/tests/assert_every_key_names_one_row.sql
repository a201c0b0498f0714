-- A key that stands twice multiplies rows in every join with that table.
{{ config(meta=shown_at('dim_place')) }}

{% set keys = [
    ('dim_place', ['place_id']),
    ('dim_period', ['period_id']),
    ('dim_indicator', ['indicator_code']),
    ('dim_scope', ['scope_code']),
    ('dim_report', ['report_id']),
    ('dim_funding_source', ['funding_source']),
    ('dim_unit', ['unit_code']),
    ('row_conservation', ['report_id']),
    ('rule_results', ['rule_id', 'object']),
    ('conflicts', ['conflict_id']),
    ('relations', ['relation_id']),
    ('identity_results', ['identity_id', 'kind', "array_to_string(claims, ' ')"]),
    ('coverage', ['place_id', 'subject', "coalesce(year, -1)"]),
    ('verification', ['report_id', 'figure']),
    ('corrections_applied', ['correction_id']),
    ('changes_by_province_period', ['cell_id']),
    ('int_regions', ['region_id']),
] %}

{% for model, columns in keys %}
select
    '{{ model }}' as table_name,
    concat_ws(', ', {{ columns | join(', ') }}) as key_found,
    count(*) as rows_found
from {{ ref(model) }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {% for column in columns %}
    or {{ column }} is null
    {% endfor %}
{{ 'union all' if not loop.last }}
{% endfor %}
