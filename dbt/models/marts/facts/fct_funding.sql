{{ fact('funding') }}
