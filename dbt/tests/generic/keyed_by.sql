{# The columns name one row and are always said. Two rows of one name are of one group, as a name says of what it is. #}
{% test keyed_by(model, columns) %}
{{ config(meta={'groups': {'of_places': true}}) }}
select
    {{ columns | join(', ') }},
    count(*) as rows_found
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1 or {% for column in columns %}{{ column }} is null{{ ' or ' if not loop.last }}{% endfor %}
{% endtest %}
