{{ fact('employment') }}
