-- A word that is not agreed is missed by every filter on that column.
{{ config(meta=shown_at('claims', of_places=true)) }}

{% set additive = ['sum', 'cover', 'last', 'none'] %}
{% set words = [
    ('claims', 'claim_status', ['chosen', 'corroborates', 'loses', 'unresolved', 'cut_off']),
    ('claims', 'period_kind', [
        'year', 'half', 'quarter', 'month', 'day', 'span', 'up_to', 'since', 'until', 'now', 'rolling', 'duration',
        'undated',
    ]),
    ('observations', 'subject', subjects()),
    ('dim_indicator', 'subject', subjects()),
    ('dim_indicator', 'measure_kind', ['stock', 'flow', 'rate', 'ratio']),
    ('dim_indicator', 'additive_time', additive),
    ('dim_indicator', 'additive_place', additive),
    ('dim_indicator', 'additive_funding', additive),
    ('dim_report', 'status', ['accepted', 'rejected']),
    ('dim_report', 'article_state', ['at_hand', 'not_at_hand', 'differs']),
    ('dim_report', 'not_figures_state', ['present', 'absent']),
    ('rejects', 'severity', ['error', 'critical']),
    ('warnings', 'severity', ['info', 'warning']),
    ('rule_results', 'severity', ['info', 'warning', 'error', 'critical']),
    ('rule_results', 'status', ['passed', 'failed', 'vacuous', 'not_evaluated']),
    ('conflicts', 'kind', ['competing', 'comparable']),
    ('conflicts', 'resolution', ['chosen', 'unresolved', 'possible_conflict']),
    ('claims', 'check_status', ['contradicted', 'doubted', 'holds_loosely', 'confirmed', 'bounded', 'untested']),
    ('observations', 'mark', ['contested', 'with care', 'one source', 'firm']),
    ('relations', 'law', [
        'containment', 'packing', 'partition', 'cover', 'adds_up', 'leftover', 'derived', 'same', 'series', 'target',
    ]),
    ('relations', 'status', [
        'holds', 'holds_loosely', 'violated', 'possible_conflict', 'possibly_same', 'series', 'jump', 'not_evaluable',
        'known_exception',
    ]),
    ('corrections_applied', 'action', ['replace', 'withdraw', 'flag']),
    ('corrections_applied', 'state', ['applied', 'stale', 'no-such-figure', 'waiting']),
    ('verification', 'state', ['matched', 'mismatch', 'not_found', 'not_checked']),
] %}

{% for table, column, accepted in words %}
select distinct
    '{{ table }}' as table_name,
    '{{ column }}' as column_name,
    {{ column }} as found
from {{ ref(table) }}
where
    coalesce({{ column }}, '?') not in (
        {% for word in accepted %}
        '{{ word }}'{{ ',' if not loop.last }}
        {% endfor %}
    )
union all
{% endfor %}
select distinct
    'claims' as table_name,
    'nature' as column_name,
    nature as found
from {{ ref('claims') }}
where nature not in (select natures.nature from {{ ref('natures') }} as natures)
union all
select distinct
    'claims' as table_name,
    'measure' as column_name,
    measure as found
from {{ ref('claims') }}
where measure not in (select coalesce(measures.measure, '') from {{ ref('measures') }} as measures)
union all
select distinct
    'dim_scope' as table_name,
    'scope_code' as column_name,
    scope_code as found
from {{ ref('dim_scope') }}
where len(scope_code) <> len(concat_ws(' ', nullif(row_words, ''), nullif(column_words, '')))
union all
select distinct
    'scopes' as table_name,
    'axis' as column_name,
    axis as found
from {{ ref('scopes') }}
where axis not in ('{{ scope_axes() | join("', '") }}')
