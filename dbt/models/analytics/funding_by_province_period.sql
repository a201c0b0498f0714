{{ wide('funding') }}
