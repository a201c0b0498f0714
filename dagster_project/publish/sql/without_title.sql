create macro without_title(name) as
regexp_replace(
    trim(regexp_replace(folded(name), '[^a-z0-9]+', ' ', 'g')), '^(tinh|thanh pho|tp) (.)', '\2'
)
