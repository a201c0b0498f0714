-- Critical rules that failed in the build, how often, and what their first failures say.
with failed as (
    select
        rule_id,
        sum(failed)::bigint as failures
    from quality.rule_results
    where severity = 'critical' and status = 'failed'
    group by rule_id
)

select
    failed.rule_id,
    failed.failures,
    list_slice(list_sort(list(distinct rejects.message_en)), 1, 3) as messages
from failed
left join quality.rejects as rejects on failed.rule_id = rejects.rule_id
group by failed.rule_id, failed.failures
order by failed.rule_id
