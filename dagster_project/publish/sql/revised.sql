-- Cells of which this release says something else than the one before, and why: `revised`. A flag alone is no revision.
create or replace temp table revised as
select
    changes.cell_id,
    case changes.cause
        when 'report_corrected' then if(sources.change <> '', 'source_corrected', 'transcription_mended')
        when 'report_withdrawn' then 'withdrawn'
        when 'rejected' then 'rejected'
        when 'correction' then 'source_corrected'
        when 'place_event' then 'place_recoded'
        when 'accepted' then 'rule_changed'
        else 'new_source'
    end as kind
from meta.release_diff as changes
left join meta.inputs as sources on sources.kind = 'source' and changes.explained_by = sources.name
where
    changes.change <> 'changed'
    or list_has_any(changes.changed, ['value', 'value_low', 'value_high', 'report_id', 'figure']);
