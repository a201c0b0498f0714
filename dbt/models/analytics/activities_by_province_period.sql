{{ wide('activities') }}
