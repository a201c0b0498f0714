{{ config(post_hook=[
    'create or replace macro explanation_of(cell) as table {{ explanations("cell") }}',
    '{{ create_words_of_changes() }}',
    '{{ describe_explanation_macros() }}',
]) }}

{{ explanations() }}
