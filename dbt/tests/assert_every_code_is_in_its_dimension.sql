-- A code that is in no dimension disappears from every query that joins its label.
{{ config(meta=shown_at('claims')) }}

{% set codes = [
    ('place_id', 'dim_place'),
    ('period_id', 'dim_period'),
    ('indicator_code', 'dim_indicator'),
    ('scope_code', 'dim_scope'),
    ('funding_source', 'dim_funding_source'),
    ('unit_code', 'dim_unit'),
] %}

{% for table in ['claims', 'observations'] %}
{% for code, dimension in codes + ([('report_id', 'dim_report')] if table == 'claims' else []) %}
select
    '{{ table }}' as table_name,
    '{{ code }}' as column_name,
    said.{{ code }} as found
from (select distinct {{ code }} from {{ ref(table) }}) as said
left join {{ ref(dimension) }} as known on said.{{ code }} = known.{{ code }}
where known.{{ code }} is null
{{ 'union all' if not (table == 'observations' and loop.last) }}
{% endfor %}
{% endfor %}
