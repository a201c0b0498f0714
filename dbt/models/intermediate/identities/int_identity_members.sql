-- Sums: who is the whole and who are its parts. One shape for the tree of funding sources, the years of a span, the
-- provinces of a country and the rows of vocabulary/identities. Only names are kept here: most figures belong to
-- several sums that nobody can make, and writing them out would be the dearest step of all.
with operands as (
    select * from {{ ref('int_operands') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

tree as (
    select * from {{ ref('funding_sources') }}
),

identities as (
    select
        *,
        count(*) filter (where role <> 'whole') over (partition by identity_id) as parts_needed
    from {{ ref('identities') }}
),

place_members as (
    select * from {{ ref('place_members') }}
),

-- whole = the parts below it in the tree of funding sources: districts had money until they ended, communes have since
funding_parents as (
    select
        parent as funding_source,
        list(struct_pack(valid_from := valid_from, valid_to := valid_to)) as members
    from tree
    where in_partition = 'yes' and parent is not null
    group by parent
),

funding as (
    select
        'funding-' || funding_parents.funding_source as identity_id,
        case indicators.additive_funding when 'sum' then 'partition' when 'cover' then 'cover' end as kind,
        case when tree.parent = funding_parents.funding_source then 'part' else 'whole' end as role,
        concat_ws('|', operands.scope_code, operands.place_part, operands.period_id) as slot,
        len(list_filter(
            funding_parents.members,
            lambda member: {{ is_in_time('member', 'operands') }}
        )) as parts_needed,
        -- money whose source is unsaid may stand as the whole, when no claim names the whole
        operands.funding_source = '' as is_stand_in,
        {{ operand_keys() }}
    from operands
    inner join indicators on operands.indicator_code = indicators.indicator_code
    left join tree
        on
            operands.funding_source = tree.funding_source
            and tree.in_partition = 'yes'
            and {{ is_in_time('tree', 'operands') }}
    inner join funding_parents
        on
            tree.parent = funding_parents.funding_source
            or operands.funding_source = funding_parents.funding_source
            or (operands.funding_source = '' and funding_parents.funding_source in ('all', 'total'))
    where indicators.additive_funding in ('sum', 'cover')
),

-- whole = the sum of its years
spans as (
    select distinct
        indicator_code,
        place_id,
        place_part,
        scope_code,
        nature,
        funding_source,
        unit_code,
        period_id,
        year(period_start) as first_year,
        year(period_end) as last_year
    from operands
    where period_kind = 'span' and regexp_full_match(period_id, '[0-9]{4}/[0-9]{4}')
),

years as (
    select
        'years-of-span' as identity_id,
        case indicators.additive_time when 'sum' then 'partition' when 'cover' then 'cover' end as kind,
        if(operands.period_id = spans.period_id, 'whole', 'part') as role,
        concat_ws('|', operands.scope_code, operands.place_part, spans.period_id) as slot,
        spans.last_year - spans.first_year + 1 as parts_needed,
        false as is_stand_in,
        {{ operand_keys(period_id='spans.period_id') }}
    from operands
    inner join indicators on operands.indicator_code = indicators.indicator_code
    inner join spans
        on
            operands.indicator_code = spans.indicator_code
            and operands.place_id = spans.place_id
            and operands.place_part = spans.place_part
            and operands.scope_code = spans.scope_code
            and operands.nature = spans.nature
            and operands.funding_source = spans.funding_source
            and operands.unit_code = spans.unit_code
            and (
                operands.period_id = spans.period_id
                or (
                    operands.period_kind = 'year'
                    and year(operands.period_start) between spans.first_year and spans.last_year
                )
            )
    where indicators.additive_time in ('sum', 'cover')
),

-- the country = its provinces, as many as it had then
countries as (
    select distinct
        indicator_code,
        scope_code,
        nature,
        funding_source,
        unit_code,
        period_id,
        period_end,
        place_id
    from operands
    where period_end is not null and place_part = ''
),

groups as (
    select
        countries.indicator_code,
        countries.scope_code,
        countries.nature,
        countries.funding_source,
        countries.unit_code,
        countries.period_id,
        place_members.group_id,
        count(*) as parts_needed
    from countries
    inner join place_members
        on
            countries.place_id = place_members.group_id
            and coalesce(place_members.valid_from::date <= countries.period_end, true)
            and coalesce(place_members.valid_to::date >= countries.period_end, true)
    group by all
),

group_places as (
    select
        groups.*,
        groups.group_id as place_id
    from groups
    union all
    select distinct
        groups.*,
        place_members.member_id as place_id
    from groups
    inner join place_members on groups.group_id = place_members.group_id
),

places as (
    select
        'members-of-place' as identity_id,
        case indicators.additive_place when 'sum' then 'partition' when 'cover' then 'cover' end as kind,
        if(operands.place_id = groups.group_id, 'whole', 'part') as role,
        concat_ws('|', operands.scope_code, groups.group_id, operands.period_id) as slot,
        groups.parts_needed,
        false as is_stand_in,
        {{ operand_keys(place_id='groups.group_id') }}
    from operands
    inner join indicators on operands.indicator_code = indicators.indicator_code
    inner join group_places as groups
        on
            operands.indicator_code = groups.indicator_code
            and operands.scope_code = groups.scope_code
            and operands.nature = groups.nature
            and operands.funding_source = groups.funding_source
            and operands.unit_code = groups.unit_code
            and operands.period_id = groups.period_id
            and operands.place_id = groups.place_id
    where indicators.additive_place in ('sum', 'cover') and operands.place_part = ''
),

-- what the forms themselves print: members share everything but indicator and scope
agreed as (
    select
        identities.identity_id,
        identities.kind,
        identities.role,
        concat_ws('|', operands.place_part, operands.period_id) as slot,
        identities.parts_needed,
        false as is_stand_in,
        {{ operand_keys() }}
    from operands
    inner join identities
        on
            operands.indicator_code = identities.indicator_code
            and operands.scope_code = coalesce(identities.scope_code, '')
    where operands.base in ('', 'site_land:industrial-land')
),

members as (
    select * from funding
    union all by name
    select * from years
    union all by name
    select * from places
    union all by name
    select * from agreed
),

-- members of one identity share place, nature and unit; a sum also its indicator and the source of the money
keyed as (
    select
        identity_id,
        kind,
        role,
        parts_needed,
        is_stand_in,
        operand_id,
        report_id,
        is_said,
        is_chosen,
        place_id,
        period_id,
        concat_ws(
            '|',
            identity_id,
            place_id,
            slot,
            nature,
            if(identity_id like 'funding-%', '', funding_source),
            if(kind = 'product', '', unit_code),
            if(identity_id like 'funding-%' or identity_id in ('years-of-span', 'members-of-place'), indicator_code, '')
        ) as shared
    from members
    where kind is not null
),

-- a whole without parts and parts without a whole say nothing
complete as (
    select hash(shared) as shared_hash
    from keyed
    group by shared_hash
    having bool_or(role = 'whole') and bool_or(role <> 'whole')
),

met_somewhere as (
    select keyed.*
    from keyed
    inner join complete on hash(keyed.shared) = complete.shared_hash
),

-- what speaks in its report and what speaks between reports
in_context as (
    {% for context, speaks in [('report_id', 'is_said'), ("''", 'is_chosen')] -%}
    select
        * exclude (shared, is_said, is_chosen),
        {{ context }} as context,
        md5_number(concat_ws('|', {{ context }}, shared)) as occurrence
    from met_somewhere
    where {{ speaks }}
    {{ "union all" if not loop.last }}
    {% endfor %}
),

-- what one report says alone is tested in the report
told as (
    select occurrence
    from in_context
    group by occurrence
    having
        bool_or(role = 'whole')
        and bool_or(role <> 'whole')
        and (any_value(context) <> '' or min(report_id) <> max(report_id))
),

met as (
    select
        in_context.identity_id,
        in_context.kind,
        in_context.role,
        in_context.parts_needed,
        in_context.is_stand_in,
        in_context.operand_id,
        in_context.context,
        in_context.place_id,
        in_context.period_id,
        in_context.occurrence
    from in_context
    inner join told on in_context.occurrence = told.occurrence
)

select * from met
