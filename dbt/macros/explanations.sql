{# Where each number comes from and what speaks for and against it: a row per cell and item, in both languages. Written
   out twice: as the view analytics.explanations, of all cells, and as the table macro explanation_of, of the one cell that
   `asked` names (SQL that gives a cell id or a claim). The view answers fast where cell_id is compared with constants: then
   the condition reaches every table, as long as no CTE is materialized. It does not reach them through a subquery or
   a look-up of a claim, and the texts of all cells would be written first; so the macro starts from the one cell. #}
{% macro explanations(asked=none) -%}
  {%- set languages = ['en', 'vi'] -%}
  {%- set plan = 'materialized' if asked else 'not materialized' -%}
  {%- set parts = ['number', 'source', 'rival', 'check'] -%}
  {%- set number_items = [
    'headline', 'value', 'interval', 'mark', 'choice', 'cell', 'indicator', 'measure', 'base', 'scope', 'place', 'period', 'nature', 'money',
  ] -%}
  {%- set claim_items = [
    'claim', 'report', 'publisher', 'published', 'line', 'printed', 'time', 'read', 'corrected', 'inferred', 'flags', 'note', 'verified',
  ] -%}
  {%- set items = number_items + claim_items + ['rivals', 'conflicts', 'identities'] -%}
with observations as {{ plan }} (
    select *
    from {{ ref('observations') }}
    {%- if asked %}
    where
        cell_id = coalesce(
            (select of_claim.cell_id from {{ ref('claims') }} as of_claim where of_claim.claim = {{ asked }}), {{ asked }}
        )
    {%- endif %}
),

claims as {{ plan }} (
    select *
    from {{ ref('claims') }}
    {%- if asked %}
    where cell_id in (select observations.cell_id from observations)
    {%- endif %}
),

periods as (
    select * from {{ ref('dim_period') }}
),

scopes as (
    select * from {{ ref('dim_scope') }}
),

units as (
    select * from {{ ref('dim_unit') }}
),

funding_sources as (
    select * from {{ ref('dim_funding_source') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

reports as (
    select * from {{ ref('dim_report') }}
),

verification as (
    select * from {{ ref('verification') }}
),

applied_corrections as (
    select *
    from {{ ref('corrections_applied') }}
    where state = 'applied'
),

conflicts as (
    select * from {{ ref('conflicts') }}
),

identities as (
    select * from {{ ref('identity_results') }}
),

-- what the cell says
cells as {{ plan }} (
    select
        observations.*,
        periods.report_id as period_report,
        periods.period_label_en,
        indicators.funded,
        {%- for language in languages %}
        scopes.label_{{ language }} as scope_label_{{ language }},
        {{ either('units.label_' ~ language, 'observations.unit_code') }} as unit_{{ language }},
        nullif(if(observations.funding_source = '', '', funding_sources.label_{{ language }}), '') as money_label_{{ language }},
        concat_ws(', ', bases.label_{{ language }}, base_sources.label_{{ language }})
            as base_label_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}
    from observations
    left join periods on observations.period_id = periods.period_id
    left join scopes on observations.scope_code = scopes.scope_code
    left join units on observations.unit_code = units.unit_code
    left join funding_sources on observations.funding_source = funding_sources.funding_source
    left join indicators on observations.indicator_code = indicators.indicator_code
    left join indicators as bases on regexp_extract(observations.base, '^[a-z_]+') = bases.indicator_code
    left join funding_sources as base_sources
        on regexp_extract(observations.base, '@([a-z_]+)', 1) = base_sources.funding_source
        and base_sources.funding_source <> ''
),

number_texts as (
    select
        cell_id,
        {%- for language in languages %}
        {%- set period_label = 'period_label_en' if language == 'en' else 'period_label' %}
        {%- set measure_label = label('measure', 'measure', language) %}
        {%- set nature_label = label('nature', 'nature', language) %}
        concat_ws(
            ', ', indicator_label_{{ language }}, if(measure = '', null, {{ measure_label }}), nullif(scope_label_{{ language }}, ''),
            nullif(place_part, '')
        )
        || ' · '
        || concat_ws(' · ', place_name, {{ period_label }}, {{ nature_label }}, money_label_{{ language }}) as headline_{{ language }},
        coalesce(
            {{ in_digits('value', language) }} || ' ' || unit_{{ language }}, {{ message('explain.no-single-value', language) }}
        ) as value_{{ language }},
        {{ interval_in_words('value_low', 'value_high', 'unit_' ~ language, language) }} as interval_{{ language }},
        case
            when claim_count = 1 then {{ message('explain.only-claim', language) }}
            when report_id is null then {{ message('explain.unresolved', language, {'claims': 'claim_count'}) }}
            when cell_id in (select losers.cell_id from claims as losers where losers.claim_status = 'loses')
                then {{ message('explain.chosen-out-of-disagreeing', language, {'claims': 'claim_count'}) }}
            else {{ message('explain.chosen-out-of-agreeing', language, {'claims': 'claim_count'}) }}
        end as choice_{{ language }},
        {{ label('mark', 'mark', language) }} || ' (' || {{ labels('mark_reason', 'mark_reasons', language) }} || ')'
            as mark_{{ language }},
        {{ message('explain.cell-in-table', language, {'cell': 'cell_id', 'table': "'marts.fct_' || subject"}) }}
            as cell_{{ language }},
        indicator_label_{{ language }} || ' (' || indicator_code || ')' as indicator_{{ language }},
        {{ measure_label }} as measure_{{ language }},
        case
            when base <> '' then coalesce(nullif(base_label_{{ language }}, '') || ' (' || base || ')', base)
            when measure = '' then {{ message('explain.base-of-level', language) }}
            else {{ message('explain.base-not-said', language) }}
        end as base_{{ language }},
        if(
            scope_code = '', {{ message('explain.whole-scope', language) }}, scope_label_{{ language }} || ' (' || scope_code || ')'
        ) as scope_{{ language }},
        place_name || ' (' || concat_ws('/', place_id, nullif(place_part, '')) || ')' as place_{{ language }},
        {{ period_label }}
        || '; '
        || case
            when period_start is null and period_end is null then {{ message('explain.date-not-known', language) }}
            when period_end is null then {{ message('explain.from-date', language, {'start': 'period_start'}) }}
            when period_start is null then {{ message('explain.until-date', language, {'end': 'period_end'}) }}
            else {{ message('explain.between-dates', language, {'start': 'period_start', 'end': 'period_end'}) }}
        end
        || if(period_report = '', '', '; ' || {{ message('explain.period-of-report', language, {'report': 'period_report'}) }})
            as period_{{ language }},
        {{ nature_label }} as nature_{{ language }},
        case
            when money_label_{{ language }} is not null then money_label_{{ language }} || ' (' || funding_source || ')'
            when funded then {{ message('explain.money-not-said', language) }}
            else {{ message('explain.no-money', language) }}
        end as money_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}
    from cells
),

-- where it was printed, and what else was printed about the same
corrections as (
    select
        report_id,
        figure,
        {%- for language in languages %}
        string_agg(
            column_name || ': “' || found || '”'
            || if(action = 'replace', ' → “' || replacement || '”', ' (' || {{ label('correction_action', 'action', language) }} || ')')
            || '. ' || concat_ws('. ', nullif(reason, ''), nullif(evidence, ''))
            || ' ('
            || concat_ws(
                ', ', nullif(author, ''), decided_on, {{ message('explain.review-by', language, {'day': 'review_by'}) }}
            )
            || ')',
            '; '
            order by column_name, action
        ) as corrections_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}
    from applied_corrections
    group by report_id, figure
),

sources as {{ plan }} (
    select
        claims.*,
        reports.title,
        reports.kind,
        reports.publisher,
        concat_ws(', ', nullif(reports.published, ''), nullif(reports.published_from, '')) as published,
        verification.state as proof,
        {%- for language in languages %}
        {{ either('units.label_' ~ language, 'claims.unit_code') }} as unit_{{ language }},
        verification.{{ 'detail' if language == 'en' else 'detail_vi' }} as proof_{{ language }},
        corrections.corrections_{{ language }},
        {%- endfor %}
        if(claims.claim_status in ('chosen', 'unresolved'), 'source', 'rival') as part,
        row_number() over (
            partition by claims.cell_id
            order by claims.claim_status = 'loses' desc, claims.report_id, claims.figure
        ) as rank
    from claims
    left join reports on claims.report_id = reports.report_id
    left join verification on claims.report_id = verification.report_id and claims.figure = verification.figure
    left join corrections on claims.report_id = corrections.report_id and claims.figure = corrections.figure
    left join units on claims.unit_code = units.unit_code
),

source_texts as (
    select
        cell_id,
        part,
        rank,
        claim,
        {%- for language in languages %}
        claim || ', ' || {{ label('claim_status', 'claim_status', language) }} as claim_{{ language }},
        {{ either('title', message('explain.title-not-known', language)) }} as report_{{ language }},
        {{ either('publisher', message('explain.publisher-not-known', language)) }}
        || ' (' || {{ label('report_kind', 'kind', language) }} || ')' as publisher_{{ language }},
        {{ either('published', message('explain.date-not-known', language)) }} as published_{{ language }},
        coalesce(
            {{ message('explain.line-of-file', language, {'line': 'source_line', 'file': "nullif(source_file, '')"}) }},
            {{ message('explain.line-of-text-not-kept', language, {'line': 'source_line'}) }},
            {{ message('explain.no-line-of-file', language, {'file': "nullif(source_file, '')"}) }},
            {{ message('explain.no-line-of-text-not-kept', language) }}
        ) as line_{{ language }},
        '“' || concat_ws(' ', nullif(qualifier_printed, ''), value_printed, nullif(unit_printed, '')) || '”'
            as printed_{{ language }},
        coalesce('“' || nullif(period_printed, '') || '”', {{ message('explain.no-words-of-time', language) }}) as time_{{ language }},
        {{ interval_in_words('value_low', 'value_high', 'unit_' ~ language, language) }} as read_{{ language }},
        coalesce(
            nullif(corrections_{{ language }}, ''),
            {{ message('explain.printed', language, {'printed': "nullif(corrected_from, '')"}) }},
            {{ message('explain.not-corrected', language) }}
        ) as corrected_{{ language }},
        coalesce(
            {{ message('explain.inferred', language, {'attributes': labels('sheet_column', 'inferred', language)}) }},
            {{ message('explain.nothing-inferred', language) }}
        )
        || coalesce(
            '; ' || {{ message('explain.defaulted', language, {'attributes': labels('sheet_column', 'defaulted', language)}) }}, ''
        ) as inferred_{{ language }},
        coalesce({{ labels('flag', 'flags', language) }}, {{ message('explain.none', language) }}) as flags_{{ language }},
        {{ either('note', message('explain.none', language)) }} as note_{{ language }},
        coalesce(
            {{ label('proof_state', 'proof', language) }} || coalesce(' (' || nullif(proof_{{ language }}, '') || ')', ''),
            {{ message('explain.no-proof', language) }}
        ) as verified_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}
    from sources
),

cells_without_rival as (
    select cell_id
    from sources
    group by cell_id
    having not bool_or(part = 'rival')
),

-- what speaks for and against it; a cell that nothing is said of has one row that says so
claims_in_conflict as (
    select
        conflict_id,
        unnest(claims) as claim
    from conflicts
),

cells_in_conflict as (
    select
        cell_id,
        conflict_id
    from conflicts
    union
    select
        claims.cell_id,
        claims_in_conflict.conflict_id
    from claims
    inner join claims_in_conflict on claims.claim = claims_in_conflict.claim
),

conflict_texts as (
    select
        cells.cell_id,
        row_number() over (
            partition by cells.cell_id
            order by conflicts.kind = 'competing' desc, conflicts.conflict_id
        ) as rank,
        {%- for language in languages %}
        if(
            conflicts.conflict_id is null, {{ message('explain.no-conflict', language) }},
            {{ label('conflict_kind', 'conflicts.kind', language) }} || ': ' || conflicts.explanation_{{ language }}
        ) as text_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}
    from observations as cells
    left join cells_in_conflict on cells.cell_id = cells_in_conflict.cell_id
    left join conflicts on cells_in_conflict.conflict_id = conflicts.conflict_id
),

claims_in_identity as (
    select
        identity_id,
        claims,
        unnest(claims) as claim
    from identities
),

cells_in_identity as (
    select distinct
        claims.cell_id,
        claims_in_identity.identity_id,
        claims_in_identity.claims
    from claims
    inner join claims_in_identity on claims.claim = claims_in_identity.claim
),

identity_texts as (
    select
        cells.cell_id,
        row_number() over (
            partition by cells.cell_id
            order by
                list_position(['violated', 'possible_conflict', 'known_exception', 'holds_loosely', 'holds', 'not_evaluable'], identities.status)
                    nulls last,
                identities.identity_id,
                identities.claims,
                identities.explanation_en
        ) as rank,
        {%- for language in languages %}
        {%- set unit = either('units.label_' ~ language, 'identities.unit_code') %}
        {%- set found = interval_in_words('identities.found_low', 'identities.found_high', unit, language) %}
        {%- set allowed = interval_in_words('identities.expected_low', 'identities.expected_high', unit, language) %}
        if(
            identities.identity_id is null, {{ message('explain.no-identity', language) }},
            {{ label('relation_status', 'identities.status', language) }} || ': ' || identities.explanation_{{ language }}
            || if(
                coalesce(
                    identities.found_low, identities.found_high, identities.expected_low, identities.expected_high
                ) is null,
                '',
                ' ' || {{ message('explain.found-and-allowed', language, {'found': found, 'allowed': allowed}) }}
            )
            || ' (' || identities.identity_id || ': ' || array_to_string(identities.claims, ', ') || ')'
        ) as text_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}
    from observations as cells
    left join cells_in_identity on cells.cell_id = cells_in_identity.cell_id
    left join identities
        on
            cells_in_identity.identity_id = identities.identity_id
            and cells_in_identity.claims = identities.claims
    left join units on identities.unit_code = units.unit_code
),

-- one row per item
texts as (
    select
        cell_id,
        'number' as part,
        '' as claim,
        0 as rank,
        unnest([
            {%- for item in number_items %}
            {'item': '{{ item }}', 'en': {{ item }}_en, 'vi': {{ item }}_vi}{{ ',' if not loop.last }}
            {%- endfor %}
        ]) as said
    from number_texts
    union all
    select
        cell_id,
        part,
        claim,
        rank,
        unnest([
            {%- for item in claim_items %}
            {'item': '{{ item }}', 'en': {{ item }}_en, 'vi': {{ item }}_vi}{{ ',' if not loop.last }}
            {%- endfor %}
        ]) as said
    from source_texts
    union all
    select
        cell_id,
        'rival' as part,
        '' as claim,
        0 as rank,
        {'item': 'rivals', 'en': {{ message('explain.no-rival', 'en') }}, 'vi': {{ message('explain.no-rival', 'vi') }}} as said
    from cells_without_rival
    union all
    select
        cell_id,
        'check' as part,
        '' as claim,
        rank,
        {'item': 'conflicts', 'en': text_en, 'vi': text_vi} as said
    from conflict_texts
    union all
    select
        cell_id,
        'check' as part,
        '' as claim,
        rank,
        {'item': 'identities', 'en': text_en, 'vi': text_vi} as said
    from identity_texts
),

explained as (
    select
        cell_id,
        row_number() over (
            partition by cell_id
            order by
                list_position({{ parts }}, part),
                if(claim = '', 0, rank),
                list_position({{ items }}, said.item),
                rank
        )::integer as position,
        part,
        said.item as item,
        claim,
        {%- for language in languages %}
        {{ label('explain_item', 'said.item', language) }} as label_{{ language }},
        {%- endfor %}
        {%- for language in languages %}
        coalesce(said.{{ language }}, {{ message('explain.not-known', language) }}) as text_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}
    from texts
)

select * from explained
{%- endmacro %}

{# What publishing knows only later, in words: scalar macros of the release, which its macro explain calls. They give
   both languages, {'en': ..., 'vi': ...}; units are the labels of one unit in the same form. #}
{% macro create_words_of_changes() %}
create or replace macro release_in_words(release_id, previous) as {
  {%- for language in ['en', 'vi'] %}
  '{{ language }}': coalesce(
    {{ message('explain.release-after', language, {'release': 'release_id', 'previous': 'previous'}) }},
    {{ message('explain.first-release', language, {'release': 'release_id'}) }}
  ){{ ',' if not loop.last }}
  {%- endfor %}
};

create or replace macro change_in_words(change, value, low, high, units, cause, explained_by) as {
  {%- for language in ['en', 'vi'] %}
  {%- set span = interval_in_words('low', 'high', 'units.' ~ language, language) %}
  {%- set before -%}
    if(coalesce(value not in (low, high), false), {{ in_digits('value', language) }} || ' (' || ({{ span }}) || ')', {{ span }})
  {%- endset %}
  '{{ language }}': concat_ws(
    '; ',
    case
      when change is null then {{ message('explain.unchanged', language) }}
      when change = 'added' then {{ message('explain.added-in-release', language) }}
      when change = 'removed' then {{ message('explain.removed-from-release', language, {'before': before}) }}
      else {{ message('explain.changed-in-release', language, {'before': before}) }}
    end,
    {{ label('cause', 'cause', language) }} || coalesce(' ' || nullif(explained_by, ''), '')
  ){{ ',' if not loop.last }}
  {%- endfor %}
};

create or replace macro revision_in_words(value, low, high, units, known_from, known_to, kind, ended_by) as {
  {%- for language in ['en', 'vi'] %}
  {%- set minute = "strftime(DAY, '%Y-%m-%d %H:%M UTC')" %}
  {%- set said -%}
    if(value in (low, high), '', coalesce({{ in_digits('value', language) }} || '; ', ''))
    || ({{ interval_in_words('low', 'high', 'units.' ~ language, language) }})
  {%- endset %}
  {%- set start -%}
    {{ minute | replace('DAY', 'known_from') }} || coalesce(' (' || {{ label('revision_kind', 'kind', language) }} || ')', '')
  {%- endset %}
  {%- set end -%}
    coalesce(
      {{ minute | replace('DAY', 'known_to') }}
      || coalesce(' (' || {{ label('revision_kind', 'ended_by', language) }} || ')', ''),
      {{ message('explain.until-now', language) }}
    )
  {%- endset %}
  '{{ language }}': coalesce(
    {{ message('explain.known-from-until', language, {'said': said, 'start': start, 'end': end}) }},
    {{ message('explain.none', language) }}
  ){{ ',' if not loop.last }}
  {%- endfor %}
};

create or replace macro gone_in_words(indicators, measure, place, place_part, period_id, scope_code, nature, funding_source) as {
  {%- for language in ['en', 'vi'] %}
  {%- set what -%}
    concat_ws(
      ', ', indicators.{{ language }}, nullif(measure, ''), place, nullif(place_part, ''), split_part(period_id, '@', 1),
      nullif(scope_code, ''), {{ label('nature', 'nature', language) }}, nullif(funding_source, '')
    )
  {%- endset %}
  '{{ language }}': {{ message('explain.not-in-release', language, {'what': what}) }}{{ ',' if not loop.last }}
  {%- endfor %}
};
{% endmacro %}

{% macro describe_explanation_macros() %}
comment on macro table explanation_of is 'What analytics.explanations says of one cell: from explanation_of(''<cell_id of a fact>''), or of the cell of a claim: from explanation_of(''<report_id>#<figure>'').';
comment on macro release_in_words is 'A release and the one before it, in both languages; for the macro explain.';
comment on macro change_in_words is 'A row of meta.release_diff, in both languages; for the macro explain.';
comment on macro revision_in_words is 'A row of quality.revisions, in both languages; for the macro explain.';
comment on macro gone_in_words is 'A cell that only earlier releases had, in both languages; for the macro explain.';
{% endmacro %}
