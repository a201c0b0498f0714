-- Reports, corrections, events and parts that changed. Variable: shown.
select
    change,
    kind,
    name
from meta.inputs
where change <> ''
order by change, kind, name
limit getvariable('shown')
