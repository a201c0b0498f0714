-- Parts that changed and explain nothing by themselves. The text of an article that came with its report is none.
select kind || ' ' || name
from meta.inputs
where
    (kind in ('vocabulary', 'judgement', 'models', 'code', 'tool') and change <> '')
    or (kind = 'article' and change = 'changed')
order by all
