{{ wide('production') }}
