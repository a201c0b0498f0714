{{ config(materialized='table') }}

{{ in_frame(34) }}
