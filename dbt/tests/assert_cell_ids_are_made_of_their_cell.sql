-- A cell must keep its id from release to release: history, links and explanations name it by that.
{{ config(meta=shown_at('claims')) }}

{% for table in ['claims', 'observations'] %}
select
    '{{ table }}' as table_name,
    said.cell_id
from {{ ref(table) }} as said
where said.cell_id <> coalesce({{ cell_id('said') }}, '')
{{ 'union all' if not loop.last }}
{% endfor %}
