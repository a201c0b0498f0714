{{ fact('clusters') }}
