{{ wide('enterprises') }}
