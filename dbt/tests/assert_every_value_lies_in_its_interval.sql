-- An interval that does not hold its own value makes every comparison with it wrong.
{{ config(meta=shown_at('claims', of_places=true)) }}

{% for table in ['claims', 'observations', 'changes_by_province_period'] %}
select
    '{{ table }}' as table_name,
    cell_id,
    value_low,
    value,
    value_high
from {{ ref(table) }}
where
    value < value_low
    or value > value_high
    or value_low > value_high
    or (
        value is null and value_low is null and value_high is null and report_id is not null
        -- nothing can be read of a value that is cut off in its text
        and cell_id not in (
            select claims.cell_id from {{ ref('claims') }} as claims
            where list_contains(claims.flags, 'cut_off')
        )
    )
{{ 'union all' if not loop.last }}
{% endfor %}
