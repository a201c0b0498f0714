{# Names every published model, so that a test over the catalogue runs after all of them. tests/gates holds the list
   against the models there are. #}
{% macro after_everything_published() -%}
  {%- set names = [
    'dim_place', 'dim_period', 'dim_indicator', 'dim_scope', 'dim_report', 'dim_funding_source', 'dim_unit',
    'claims', 'observations', 'rejects', 'warnings', 'row_conservation', 'rule_results', 'conflicts', 'coverage', 'freshness',
    'corrections_applied', 'verification', 'relations', 'identity_results', 'changes_by_province_period', 'load_log',
    'places_in_units', 'observations_in_34_units', 'observations_in_63_units', 'explanations', 'fct_changes', 'headings',
    'best_figures', 'observations_by_year', 'series', 'unit_costs', 'local_money_share', 'result_against_target',
    'population', 'places_in_regions',
  ] -%}
  {%- for subject in subjects() -%}
    {%- do names.extend(['fct_' ~ subject, subject ~ '_by_province_period']) -%}
  {%- endfor -%}
  {%- for name in names %}
-- depends_on: {{ ref(name) }}
  {%- endfor %}
{%- endmacro %}

{# In Dagster a test over several models is shown as a check of this one. `of_places`: what it says of a place rests on
   that place alone, so that of places that are as they were it need not be asked again (groups.sql); `all_of` are then
   inputs that it reads of all places. #}
{% macro shown_at(model, of_places=false, all_of=[]) -%}
  {%- set groups = {'groups': {'of_places': true, 'all_of': all_of}} if of_places else {} -%}
  {{ return(dict({'dagster': {'ref': {'name': model}}}, **groups)) }}
{%- endmacro %}
