{{ fact('craft_villages') }}
