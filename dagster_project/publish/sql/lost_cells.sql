-- Values of the release before that are lost because their row is rejected now: in words, by report and figure.
select
    concat_ws(
        ' ', report_id_before || '#' || figure_before || ':', indicator_code, nullif(measure, ''),
        nullif(scope_code, ''), place_id, nullif(period_id, ''), nature
    ) as cell
from meta.release_diff
where cause = 'rejected' and change = 'removed'
order by report_id_before, figure_before, cell_id
