{{ wide('clusters') }}
