{# Rebuilding some groups of rows instead of all. A group is a place; rebuilt are the places whose claims changed, and
   what those reach. A model says in its yml how its rows fall into groups (config.meta.groups):

     {place: place_id}          rows of a place; also claim, region, relation, relation_key, report, place_key: an expression over its
                                columns that names one
     read_by: {place_key: key}  by what others read it, where that is another name than by which it is rebuilt
     all_of: [int_terms]        inputs that it reads in all groups, the others only in those that are rebuilt
     names: {claim: claim}      what its rows introduce, so that other models can say it
     reach: reports             rows that change may matter to other places: the macro `places_reached` says to which
     needs_all: why             no row belongs to a place alone: it is built in full
     shared: true               what it says of a group rests on what it reads of that group, and of all_of, and takes longer
                                to find than to copy: one build may be made by several processes, each of some places

   A test says `of_places` where what it finds of a place rests on that place alone: of the others it was asked before.
   Tests that compare places, or find what is left over, are always asked of everything.

   Nothing else changes: `ref` shows a model the groups that are rebuilt, and the materialization (materializations.sql) puts
   what it says of them in the place of what it said. What is rebuilt stands in work.groups, one table for each kind of name
   (dagster_project/transform/groups.py fills it); in a full build nobody looks there. A process that builds a share of
   the places does the same with the models that KHUYENCONG_SHARED names (transform/shares.py). #}

{# Whether only some groups are rebuilt now. Never while dbt reads the project: what it reads then is kept. #}
{% macro by_groups() -%}
  {%- if not execute -%}{{ return(false) }}{%- endif -%}
  {{ return(env_var('KHUYENCONG_GROUPS', '') != '' or (model is defined and model.name in shared_models())) }}
{%- endmacro %}

{# Models that are built for the places of a share alone; `taken` where those of all shares are there already. #}
{% macro shared_models() -%}
  {{ return(env_var('KHUYENCONG_SHARED', '').split()) }}
{%- endmacro %}

{# What a build was made of is forgotten before anything is written, see transform/groups.py. #}
{% macro void_groups() -%}
  {%- if ledger_writes() -%}
    create schema if not exists work.groups;
    drop table if exists work.groups.basis;
  {%- endif -%}
{%- endmacro %}

{# How the rows of a node fall into groups, as its yml says; empty for one that says nothing. #}
{% macro groups_of(node) -%}
  {{ return(node.config.get('meta', {}).get('groups', {})) }}
{%- endmacro %}

{# The condition that a row belongs to what is rebuilt. Places are few and written out, so that a scan can leave out
   what it need not read; others are looked up. #}
{% macro is_rebuilt(groups) -%}
  {%- set kind = (groups.keys() | select('in', group_kinds()) | list)[0] -%}
  {%- if kind != 'place' -%}
    {{ return(groups[kind] ~ ' in (select id from work.groups.' ~ kind ~ ')') }}
  {%- endif -%}
  {%- set ids = run_query('select id from work.groups.place order by id').columns[0].values() -%}
  {{ return(groups.place ~ " in ('" ~ ids | join("', '") ~ "')") }}
{%- endmacro %}

{% macro group_kinds() -%}
  {{ return(['place', 'claim', 'region', 'relation', 'relation_key', 'report', 'place_key']) }}
{%- endmacro %}

{# What a model reads of another: its groups that are rebuilt, where both have groups. #}
{% macro rows_to_read(relation, name) -%}
  {%- if not by_groups() or model.config.materialized not in ('table', 'test') -%}
    {{ return(relation) }}
  {%- endif -%}
  {%- set mine = groups_of(model) -%}
  {%- set its = groups_of(graph.nodes.get('model.' ~ project_name ~ '.' ~ name, {'config': {}})) -%}
  {%- set reads_groups = (has_groups(mine) and not mine.get('needs_all')) or mine.get('of_places') -%}
  {%- if not reads_groups or not has_groups(its) or name in mine.get('all_of', []) -%}
    {{ return(relation) }}
  {%- endif -%}
  {{ return('(select * from ' ~ relation ~ ' where ' ~ is_rebuilt(its.get('read_by', its)) ~ ')') }}
{%- endmacro %}

{% macro has_groups(groups) -%}
  {{ return(groups.keys() | select('in', group_kinds()) | list | length > 0) }}
{%- endmacro %}

{# Remember what the rows of a model introduce, those before it is rebuilt as well as those after. #}
{% macro remember_names(relation, groups) -%}
  {%- for kind, key in groups.get('names', {}).items() %}
    insert into work.groups.{{ kind }} select {{ key }} from {{ relation }} where {{ is_rebuilt(groups) }};
  {%- endfor -%}
{%- endmacro %}

{# Places join what is rebuilt, with all that the models introduce of them. #}
{% macro reach_further(reach) -%}
  {%- set before = run_query('select count(*) from work.groups.place').columns[0].values()[0] -%}
  {%- do run_query(
    'insert into work.groups.place select distinct id from (' ~ places_reached(reach) ~ ') as reached'
    ~ ' where id is not null and id not in (select id from work.groups.place)'
  ) -%}
  {%- if run_query('select count(*) from work.groups.place').columns[0].values()[0] > before -%}
    {%- for name in ['int_claims_conformed', 'int_regions', 'int_bases', 'int_relations'] -%}
      {%- set node = graph.nodes['model.' ~ project_name ~ '.' ~ name] -%}
      {%- do run_query(remember_names('work.' ~ node.schema ~ '.' ~ name, groups_of(node))) -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}

{# The places to which rows matter that are not as they were, work.groups.changed. #}
{% macro places_reached(reach) -%}
  {%- set claims = 'work.intermediate.int_claims_conformed' -%}
  {%- if reach == 'claims' %}
    {#- Figures of several places that cannot all be right are judged together, with all that contradicts them #}
    select claims.place_id as id from {{ claims }} as claims
    where claims.claim in (
      select unnest(changed.claims) from work.groups.changed
      union
      select unnest(relations.claims) from work.intermediate.int_relations as relations
      where relations.status in ('violated', 'possible_conflict')
        and relations.claims[-1] in (select rebuilt.id from work.groups.claim as rebuilt)
    )
  {%- elif reach == 'reports' %}
    {#- a report is dated otherwise: all that it says, and what lies within it #}
    with reports as (
      select distinct claims.place_id from {{ claims }} as claims
      where claims.report_id in (select changed.report_id from work.groups.changed)
    )
    select place_id as id from reports
    union
    select members.member_id as id from work.vocabulary.place_members as members
    where members.group_id in (select reports.place_id from reports)
      and members.member_id in (select claims.place_id from {{ claims }} as claims)
  {%- elif reach == 'bases' %}
    {#- a time to which a change may be worked back #}
    select claims.place_id as id from {{ claims }} as claims
    where claims.claim in (
      select derived.relative from work.intermediate.int_derived as derived
      where derived.worked_back_value is not null
        and (derived.base = '' or derived.base in (select changed.period_id from work.groups.changed))
    )
  {%- elif reach == 'everything' %}
    {#- provinces of which nothing was said before are covered all the same #}
    select claims.place_id as id from {{ claims }} as claims
    where exists (select 1 from work.groups.changed)
    union
    select places.place_id as id from {{ target.database }}.marts.dim_place as places
    where places.kind = 'province' and exists (select 1 from work.groups.changed)
  {%- else %}
    {#- An order of names ([a, b]): a pair of names that were there before and still are says the same wherever it is
        read, so that it changed means that it rests on what else is there, and every place is looked at. #}
    {%- set this_order = this.include(database=true) -%}
    select places.place_id as id from {{ claims }} as places
    where exists (
      select 1 from work.groups.changed as changed
      where
        {%- for column in reach %}
        changed.{{ column }} in (select stands.{{ reach[0] }} from {{ this_order }} as stands)
        and changed.{{ column }} in (select stood.{{ reach[0] }} from work.groups.before as stood)
        {{- ' and ' if not loop.last }}
        {%- endfor %}
    )
  {%- endif -%}
{%- endmacro %}

{# Build a table while only some groups are rebuilt: those of its rows, or all of it where it needs all. #}
{% macro build_groups(groups) -%}
  {%- set reach = groups.get('reach') -%}
  {%- if groups.get('needs_all') -%}
    {%- if reach -%}
      {%- do run_query('create or replace table work.groups.before as select * from ' ~ this) -%}
    {%- endif -%}
    {%- set built = build_in_place('table') -%}
    {%- if reach -%}{%- do note_changes(this, 'true', reach) -%}{%- endif -%}
    {{ return(built) }}
  {%- endif -%}
  {{ run_hooks(pre_hooks) }}
  {%- do run_query(remember_names(this, groups)) if groups.get('names') -%}
  {%- set rebuilt = is_rebuilt(groups) -%}
  {%- if reach -%}
    {%- do run_query('create or replace table work.groups.before as select * from ' ~ this ~ ' where ' ~ rebuilt) -%}
  {%- endif -%}
  {%- call statement('main') -%}
    delete from {{ this }} where {{ rebuilt }};
    insert into {{ this }} by name
    select * from (
      {{ sql }}
    ) as rows_rebuilt
    where {{ rebuilt }}
  {%- endcall -%}
  {%- do run_query(remember_names(this, groups)) if groups.get('names') -%}
  {%- if reach -%}{%- do note_changes(this, is_rebuilt(groups), reach) -%}{%- endif -%}
  {{ run_hooks(post_hooks) }}
  {{ adapter.commit() }}
  {{ return({'relations': [this.incorporate(type='table')]}) }}
{%- endmacro %}

{# Build a table in a process that builds a share: for its places, or in full where other models read it in all. #}
{% macro build_share(groups) -%}
  {%- set of_share = 'select * from (' ~ sql ~ ') as rows_of_share where ' ~ is_rebuilt(groups) if by_groups() else sql -%}
  {%- set built = build_in_place('table', of_share) -%}
  {%- do run_query(remember_names(this, groups)) if groups.get('names') -%}
  {{ return(built) }}
{%- endmacro %}

{# A table that shares have built, see transform/shares.py. #}
{% macro leave_in_place() -%}
  {%- call statement('main') -%}
    select count(*) from {{ this }}
  {%- endcall -%}
  {{ return({'relations': [this.incorporate(type='table')]}) }}
{%- endmacro %}

{# Compare what a table says with what it said, and reach further by what differs. #}
{% macro note_changes(relation, rebuilt, reach) -%}
  {%- do run_query(
    'create or replace table work.groups.changed as'
    ~ ' (select * from ' ~ relation ~ ' where ' ~ rebuilt ~ ' except all select * from work.groups.before)'
    ~ ' union all (select * from work.groups.before except all select * from ' ~ relation ~ ' where ' ~ rebuilt ~ ')'
  ) -%}
  {%- do reach_further(reach) -%}
{%- endmacro %}
