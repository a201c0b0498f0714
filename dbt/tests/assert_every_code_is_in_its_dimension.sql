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
{% set of_claims = [('report_id', 'dim_report'), ('cell_id', 'observations')] %}

{% for table in ['claims', 'observations'] %}
{% for code, dimension in codes + (of_claims if table == 'claims' else []) %}
select
    '{{ table }}' as table_name,
    '{{ code }}' as column_name,
    said.{{ code }} as found
from {{ ref(table) }} as said
left join {{ ref(dimension) }} as known on said.{{ code }} = known.{{ code }}
where known.{{ code }} is null
union all
{% endfor %}
{% endfor %}
select
    'observations' as table_name,
    'cell_id' as column_name,
    observations.cell_id as found
from {{ ref('observations') }} as observations
left join {{ ref('claims') }} as claims on observations.cell_id = claims.cell_id
where claims.cell_id is null
