-- An exception names a relation, its claims and the values printed then. If one of them changed, or the relation holds
-- by now, it must be decided again. While a report of its claims is not there, or rejected, it waits.
{{ config(meta=shown_at('relations')) }}

-- depends_on: {{ ref('relations') }}
with reports as (
    select report_id from {{ ref('dim_report') }}
    where status = 'accepted'
),

exceptions as (
    select * from {{ ref('known_exceptions') }}
    where list_has_all(
        (select list(reports.report_id) from reports),
        list_transform(string_split(claims, ' '), lambda claim: split_part(claim, '#', 1))
    )
),

results as (
    select
        law,
        array_to_string(list_sort(claims), ' ') as claims
    from {{ ref('int_relations') }}
    where status = 'known_exception'
),

claims as (
    select * from {{ ref('claims') }}
),

claims_expected as (
    select
        exception_id,
        unnest(string_split(claims, ' ')) as claim,
        unnest(string_split(expects, ';')) as value_expected
    from exceptions
),

stale_exceptions as (
    select
        claims_expected.exception_id,
        claims_expected.claim,
        claims_expected.value_expected,
        claims.value_printed as value_found,
        {{ message('tests.claim-no-longer-as-expected', 'en') }} as problem_en,
        {{ message('tests.claim-no-longer-as-expected', 'vi') }} as problem_vi
    from claims_expected
    left join claims on claims_expected.claim = claims.claim
    where claims.value_printed is distinct from trim(claims_expected.value_expected)
    union all
    select
        exceptions.exception_id,
        exceptions.claims as claim,
        exceptions.law as value_expected,
        null as value_found,
        {{ message('tests.exception-no-longer-broken', 'en') }} as problem_en,
        {{ message('tests.exception-no-longer-broken', 'vi') }} as problem_vi
    from exceptions
    left join results
        on
            exceptions.law = results.law
            and exceptions.claims = results.claims
    where results.law is null
)

select * from stale_exceptions
