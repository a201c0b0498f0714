-- chr(273): d with a stroke, which is a letter of its own and no accent.
create macro folded(text) as replace(strip_accents(lower(nfc_normalize(text))), chr(273), 'd');

comment on macro folded is
'A text without case and diacritics: select folded(''Ha Noi'').';
