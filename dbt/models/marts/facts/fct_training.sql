{{ fact('training') }}
