-- What the codes of this release are called, by kind.
select 'indicator' as kind, indicator_code as code, label_vi as vi, label_en as en
from marts.dim_indicator
union all
select 'scope', scope_code, label_vi, label_en
from marts.dim_scope
union all
select 'funding_source', funding_source, label_vi, label_en
from marts.dim_funding_source
union all
select 'unit', unit_code, label_vi, label_en
from marts.dim_unit
