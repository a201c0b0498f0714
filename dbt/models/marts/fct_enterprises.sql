{{ fact('enterprises') }}
