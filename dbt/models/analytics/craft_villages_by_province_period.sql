{{ wide('craft_villages') }}
