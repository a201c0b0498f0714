-- Cells whose claims nothing decides between.
select cell_id, list(claim order by claim) as claims
from marts.claims
where claim_status = 'unresolved'
group by cell_id
order by cell_id
