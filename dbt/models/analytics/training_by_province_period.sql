{{ wide('training') }}
