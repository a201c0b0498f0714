{{ wide('employment') }}
