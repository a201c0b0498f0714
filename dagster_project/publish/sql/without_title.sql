create macro without_title(name) as
regexp_replace(
    trim(regexp_replace(folded(name), '[^a-z0-9]+', ' ', 'g')), '^(tinh|thanh pho|tp) (.)', '\2'
);

comment on macro without_title is
'A name of a place without case, diacritics and title: select without_title(''TP. Ha Noi'').';
