{# The ledger internal.build_log: who wrote what into the build, whoever started dbt. A start without an end is an
   interrupted run. What writes no table (compile, docs, list, tests alone) leaves no trace; nothing here is read
   at compile time. #}
{% macro ledger_writes() -%}
  {%- set ns = namespace(tables=false) -%}
  {%- for unique_id in selected_resources if unique_id.split('.')[0] not in ('test', 'unit_test') -%}
    {%- set ns.tables = true -%}
  {%- endfor -%}
  {{ return(execute and ns.tables and flags.WHICH in ('build', 'run', 'seed')) }}
{%- endmacro %}

{# What they all share is said once: a question for the newest load in each row took a gigabyte for the rows of a build. #}
{% macro ledger_rows(rows) -%}
  insert into internal.build_log
  select
    '{{ invocation_id }}', '{{ flags.WHICH }}', '{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S.%f") }}'::timestamp,
    '{{ modules.datetime.datetime.utcnow().strftime("%Y-%m-%d %H:%M:%S.%f") }}'::timestamp, events.*,
    (select max_by(load_id, finished) from landing.raw.load_log)
  from (
    values
    {% for event, node_id, resource_type, status, failures in rows -%}
    (
      '{{ event }}', '{{ node_id }}', '{{ resource_type }}', '{{ status }}',
      {{ 'null' if failures is none else failures }}::integer
    ){{ ',' if not loop.last }}
    {% endfor -%}
  ) as events
{%- endmacro %}

{% macro ledger_start() -%}
  {%- if ledger_writes() -%}
    create schema if not exists internal;
    create table if not exists internal.build_log (
      invocation_id varchar, command varchar, command_started timestamp, recorded timestamp, event varchar,
      node_id varchar, resource_type varchar, status varchar, failures integer, load_id varchar
    );
    comment on table internal.build_log is 'What every dbt invocation did to this file, written by its first and last hook. One row per invocation and event: its start, each node, its end.';
    comment on column internal.build_log.invocation_id is 'dbt invocation';
    comment on column internal.build_log.command is 'dbt command: build, run or seed';
    comment on column internal.build_log.command_started is 'When the invocation started (UTC)';
    comment on column internal.build_log.recorded is 'When this row was written (UTC)';
    comment on column internal.build_log.event is 'start, node or end';
    comment on column internal.build_log.node_id is 'dbt unique id of the node; start or end for the two events of the invocation itself';
    comment on column internal.build_log.resource_type is 'seed, model, test, unit_test; blank for start and end';
    comment on column internal.build_log.status is 'dbt status: success, pass, warn, fail, error, skipped; start, groups (only some were rebuilt, see macros/groups.sql) or end for the invocation itself';
    comment on column internal.build_log.failures is 'Failing rows of a test; null for other nodes';
    comment on column internal.build_log.load_id is 'Newest load of the landing file at that moment';
    {{ ledger_rows([('start', 'start', '', 'groups' if by_groups() else 'start', none)]) }};
  {%- endif -%}
{%- endmacro %}

{% macro ledger_end(results) -%}
  {%- if ledger_writes() -%}
    {%- set rows = [] -%}
    {%- for result in results if result.node.resource_type not in ('operation', 'exposure') -%}
      {%- do rows.append(
        ('node', result.node.unique_id, result.node.resource_type | string, result.status | string, result.failures)
      ) -%}
    {%- endfor -%}
    {{ ledger_rows(rows + [('end', 'end', '', 'end', none)]) }};
  {%- endif -%}
{%- endmacro %}
