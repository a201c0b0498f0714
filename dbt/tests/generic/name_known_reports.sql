{# What is said of a report is said of one that landed. Blank: said of none. #}
{% test name_known_reports(model, column) %}
with

said as (
    select distinct {{ column }} as report_id
    from {{ model }}
)

select said.report_id
from said
left join {{ ref('stg_reports') }} as known on said.report_id = known.report_id
where said.report_id <> '' and known.report_id is null
{% endtest %}
