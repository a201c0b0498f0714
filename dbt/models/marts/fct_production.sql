{{ fact('production') }}
