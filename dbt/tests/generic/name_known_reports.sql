{# What is said of a report is said of one that landed. Blank: said of none. #}
{% test name_known_reports(model, column) %}
select distinct said.{{ column }} as report_id
from {{ model }} as said
left join {{ ref('stg_reports') }} as known on said.{{ column }} = known.report_id
where said.{{ column }} <> '' and known.report_id is null
{% endtest %}
