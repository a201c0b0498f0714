{{ fact('activities') }}
