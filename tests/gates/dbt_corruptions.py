"""What is done to a clean build so that a dbt data test must speak, and what it must let pass.

Belongs here: SQL by the name of the test, on the build of `tests/landing_fixture.py`.
"""

from __future__ import annotations

CLAIM = "report_id = 'a-authority' and figure = 1"
PRECEDENCE = "insert into work.judgement.precedence (level, name, precedence_rank, expects)"
GOLDEN = (
    "insert into work.judgement.golden_observations"
    " (indicator_code, place_id, scope_code, period_id, nature, value, unit_code)"
)
EXCEPTION = (
    "insert into work.judgement.known_exceptions (exception_id, law, claims, expects)"
    " select 'x', law, array_to_string(list_sort(claims), ' '), {} from work.intermediate.int_relations"
    " as result where status = 'violated' limit 1;"
)
PRINTED = (
    "(select string_agg(value_printed, ';' order by claim) from marts.claims"
    " where list_contains(result.claims, claim))"
)
UNDECIDED = "delete from work.judgement.golden_observations; delete from work.judgement.corrections;"
DECIDED = "update work.intermediate.int_relations set status = 'known_exception' where status = 'violated'"


def _fact(subject: str, which: str, columns: str = "*") -> str:
    """Another view in the place of a fact."""
    view = f"create or replace view marts.fct_{subject}"
    return f"{view} as select {columns} from marts.observations where {which}"


def _fact_row(which: str) -> str:
    return f"(from marts.observations where {which} limit 1)"


def _levels(subject: str) -> str:
    return f"subject = '{subject}' and measure = ''"


def _once(view: str) -> str:
    return f"create table {view}_once as from {view};"


def _twice(view: str) -> str:
    """A view that shows each of its rows twice."""
    return f"{_once(view)} create or replace view {view} as from {view}_once union all from {view}_once"


# Tables that are keyed, and their keys.
KEYED = (
    ("marts.claims", "report_id", "figure"),
    ("marts.observations", "cell_id"),
    ("marts.dim_place", "place_id"),
    ("marts.dim_period", "period_id"),
    ("marts.dim_indicator", "indicator_code"),
    ("marts.dim_scope", "scope_code"),
    ("marts.dim_report", "report_id"),
    ("marts.dim_funding_source", "funding_source"),
    ("marts.dim_unit", "unit_code"),
    ("quality.row_conservation", "report_id"),
    ("quality.rule_results", "rule_id", "object"),
    ("quality.conflicts", "conflict_id"),
    ("quality.relations", "relation_id"),
    ("quality.freshness", "place_id", "subject"),
    ("quality.verification", "report_id", "figure"),
    ("quality.corrections_applied", "correction_id"),
    ("analytics.changes_by_province_period", "cell_id"),
    ("analytics.population", "place_id", "year"),
    ("analytics.result_against_target", "cell_id"),
    ("meta.headings", "table_name", "column_name"),
)
STAGED = (
    ("reports", "report_id"),
    ("figures", "report_id", "sheet_row"),
    ("claims", "report_id", "figure"),
    ("corrections", "correction_id"),
    ("rule_results", "rule_id", "object"),
)
SUBJECTS = (
    *("funding", "training", "enterprises", "clusters", "activities", "production", "employment"),
    "craft_villages",
)

CORRUPTIONS: dict[str, list[str]] = {
    **{
        f"keyed_by_{table.split('.')[-1]}_{'__'.join(key)}": [
            f"insert into {table} select * from {table} limit 1",
            f"update {table} set {key[-1]} = null where {key[-1]} = (select min({key[-1]}) from {table})",
        ]
        for table, *key in KEYED
    },
    "keyed_by_coverage": [
        "insert into quality.coverage select * from quality.coverage where year is null limit 1",
        "update quality.coverage set subject = null where year = 2010",
    ],
    "keyed_by_unit_costs": ["insert into analytics.unit_costs from analytics.unit_costs"],
    "keyed_by_local_money_share": [
        "insert into analytics.local_money_share from analytics.local_money_share"
    ],
    "keyed_by_identity_results": [_twice("quality.identity_results")],
    "keyed_by_int_regions_region_id": ["update work.intermediate.int_regions set region_id = 1"],
    **{
        f"keyed_by_stg_{table}_{'__'.join(key)}": [
            f"insert into landing.raw.{table} select * from landing.raw.{table} limit 1"
        ]
        for table, *key in STAGED
    },
    **{
        f"name_known_reports_stg_{table}_report_id": [f"update landing.raw.{table} set report_id = 'nobody'"]
        for table in ("findings", "verification")
    },
    **{
        f"shows_its_observations_fct_{fact}": [
            _fact(fact, "false"),
            _fact(fact, f"{which} or indicator_code = 'sites' or measure = 'growth'"),
            _fact(fact, which, "* replace (claim_count + 1 as claim_count)"),
            _fact(fact, f"{which} union all {_fact_row(which)}"),
        ]
        for fact, which in (
            *((subject, _levels(subject)) for subject in SUBJECTS),
            ("changes", "measure <> ''"),
        )
    },
    "assert_every_code_is_in_its_dimension": [
        "delete from marts.dim_place where place_id = 'thai-binh'",
        "delete from marts.dim_period where period_id = '2012'",
        "delete from marts.dim_unit where unit_code = 'VND'",
        "delete from marts.dim_funding_source where funding_source = ''",
        "delete from marts.dim_report where report_id = 'b-press'",
        f"update marts.claims set scope_code = 'unheard-of' where {CLAIM}",
    ],
    "assert_every_word_is_an_agreed_one": [
        f"update marts.claims set claim_status = 'maybe' where {CLAIM}",
        f"update marts.claims set nature = 'hoped' where {CLAIM}",
        f"update marts.claims set measure = 'doubling' where {CLAIM}",
        "update marts.observations set subject = null where indicator_code = 'exports'",
        "update marts.observations set subject = 'weather' where indicator_code = 'sites'",
        "update marts.dim_scope set row_words = '' where scope_code = 'cluster'",
        "update quality.verification set state = 'passed'",
        "update quality.corrections_applied set action = 'deny'",
        "update work.vocabulary.scopes set axis = 'mood' where scope_word = 'cluster'",
    ],
    "assert_every_relation_names_its_claims_and_explains_itself": [
        "update quality.relations set claims = ['nobody#1', 'nobody#2']",
        "update quality.relations set suspects = ['nobody#1']",
        "update quality.relations set sentence_vi = ''",
        "update quality.relations set status = 'violated', imbalance = 0",
        "update quality.relations set status = 'violated', imbalance = null",
    ],
    "assert_claims_are_conserved": [
        f"delete from marts.claims where {CLAIM}",
        f"delete from landing.raw.claims where {CLAIM}",
        f"update marts.claims set value = value + 0.000001 where {CLAIM}",
        f"update marts.claims set unit_code = 'USD' where {CLAIM}",
    ],
    "assert_figures_become_claims_or_rejects": [
        "update quality.row_conservation set accepted = accepted - 1 where report_id = 'b-press'",
        "delete from quality.row_conservation where report_id = 'b-press'",
        "insert into landing.raw.figures select * from landing.raw.figures limit 1",
        "update marts.dim_report set rejected = 0 where report_id = 'e-refused'",
    ],
    "assert_every_observation_rests_on_one_chosen_claim_or_is_unresolved": [
        "delete from marts.observations where indicator_code = 'exports'",
        "delete from marts.claims where indicator_code = 'exports'",
        "update marts.observations set value = value + 1 where indicator_code = 'exports'",
        "update marts.observations set figure = 999 where indicator_code = 'exports'",
        "update marts.observations set value = 15520 where indicator_code = 'trainees'",
        "update marts.observations set value_high = value_high - 1 where indicator_code = 'trainees'",
        "update marts.observations set has_conflict = false where indicator_code = 'trainees'",
        "update marts.observations set claim_count = 9 where indicator_code = 'exports'",
        "update marts.claims set claim_status = 'chosen' where claim_status = 'corroborates'",
    ],
    "assert_claim_status_follows_from_the_intervals": [
        "update marts.claims set claim_status = 'corroborates' where claim_status = 'loses'",
        "update marts.claims set claim_status = 'loses' where claim_status = 'corroborates'",
        "update marts.claims set inferred = ['place'] where claim_status = 'chosen'",
    ],
    "assert_every_value_lies_in_its_interval": [
        f"update marts.claims set value = value_high + 1 where {CLAIM}",
        f"update marts.claims set value_low = value_high + 1, value = null where {CLAIM}",
        "update marts.observations set value = value_low - 1 where value_low is not null",
        f"update marts.claims set value = null, value_low = null, value_high = null where {CLAIM}",
    ],
    "assert_no_binary_floating_point": [
        "alter table marts.dim_indicator alter plausible_low type double",
        "create table quality.mean as select 1::float as value",
    ],
    "assert_views_name_only_the_build": [
        "create view analytics.dead as select * from work.staging.stg_claims",
        "create view analytics.dead as select * from landing.raw.claims",
    ],
    "assert_everything_published_is_described": [
        "create table marts.fct_secret as select 1 as value",
        "comment on column marts.claims.value is null",
        "comment on table marts.claims is 'Claims.'",
        "comment on view analytics.funding_by_province_period is null",
    ],
    "assert_cell_ids_are_made_of_their_cell": [
        f"update marts.claims set cell_id = md5('another cell') where {CLAIM}",
        f"update marts.claims set unit_code = 'USD' where {CLAIM}",
        "update marts.observations set nature = 'plan' where indicator_code = 'exports'",
        # the words of another claim, and one sentence in two cells
        "update marts.claims set cell_id = 'other', scope_code = 'rural' where indicator_code = 'exports'",
        "update marts.claims set scope_code = 'vocational', period_id = '2008/2012',"
        " indicator_code = 'trainees' where indicator_code = 'exports'",
    ],
    "assert_golden_observations_are_shown": [
        f"{GOLDEN} values ('sites', 'thai-binh', 'cluster established', '2012', 'actual', 47, 'site')",
        f"{GOLDEN} values ('sites', 'nowhere', 'cluster established', '2012', 'actual', 46, 'site')",
        "insert into work.judgement.golden_observations (indicator_code, place_id, value, report_id)"
        " values ('sites', 'thai-binh', 47, 'b-press')",
    ],
    "assert_known_exceptions_are_still_there": [
        # another value is printed by now; the relation holds by now; there is no such relation
        EXCEPTION.format("'1;2;3'") + DECIDED,
        EXCEPTION.format(PRINTED) + "update work.intermediate.int_relations set status = 'holds'",
        "insert into work.judgement.known_exceptions (exception_id, law, claims, expects)"
        " values ('x', 'unheard-of', 'b-press#1', '50000000000000')",
    ],
    "assert_decisions_find_their_report": [
        f"{UNDECIDED} {PRECEDENCE} values ('report', 'unheard-of', 0, null)",
        f"{UNDECIDED} {PRECEDENCE} values ('claim', 'e-refused#1', 0, '1')",
        f"{UNDECIDED} insert into work.judgement.golden_observations (report_id) values ('unheard-of')",
        f"{UNDECIDED} insert into work.judgement.corrections (report_id) values ('unheard-of')",
        f"{UNDECIDED} insert into work.judgement.known_exceptions (claims) values ('b-press#1 unheard-of#2')",
    ],
    "assert_precedence_decisions_find_what_they_expect": [
        f"{PRECEDENCE} values ('claim', 'b-press#1', 0, '1')",
        f"{PRECEDENCE} values ('kind', 'press', 0, null)",
        f"{PRECEDENCE} values ('mood', 'press', 0, null)",
    ],
    "assert_every_wide_column_has_a_heading": [
        "delete from meta.headings where column_name = 'sites_established_count_low'",
        "delete from meta.headings where column_name = 'row_scope' and table_name like 'clusters%'",
        "update meta.headings set heading_vi = '' where column_name = 'place_name'",
        "update meta.headings set column_name = 'another' where column_name = 'funding_million_vnd'",
    ],
    "assert_every_level_stands_in_its_wide_view": [
        # words, a unit or a base that have no column; rows that are left out
        "update marts.dim_scope set column_words = 'stopped' where scope_code = 'cluster operating'",
        "delete from marts.dim_scope where scope_code = 'cluster operating'",
        "update marts.observations set unit_code = 'machine' where indicator_code = 'sites'",
        "update marts.observations set base = 'x' where indicator_code = 'artisans'",
        f"{_once('analytics.employment_by_province_period')}"
        " create or replace view analytics.employment_by_province_period as"
        " from analytics.employment_by_province_period_once where levels > 1",
    ],
    "assert_no_total_is_a_part_of_another": [
        "update marts.observations set is_total = true where not is_total",
    ],
    "assert_populations_add_up": [
        "update analytics.population set population = population + 5000 where place_id = 'thai-binh'",
        "update analytics.population set population = population + 9000 where place_id = 'viet-nam'",
        "update analytics.places_in_regions set place_id = 'thai-binh' where place_id = 'ha-noi'",
    ],
    "assert_every_province_counts_for_its_units": [
        "delete from analytics.places_in_units where unit_id = 'hung-yen-2025'",
        "delete from analytics.places_in_units where unit_id = 'hung-yen-2025' and place_id = 'thai-binh'",
        "delete from analytics.places_in_units where place_id = 'ha-tay' and units = 63",
        "update analytics.places_in_units set constituents = 1 where unit_id = 'hung-yen-2025'",
        "update analytics.places_in_units set is_inside = true where place_id = 'vinh-phuc'",
        "update marts.dim_place set valid_from = '2000-01-01' where place_id = 'thai-binh'",
        "insert into marts.dim_place select * replace ('atlantis' as place_id) from marts.dim_place",
        "update work.vocabulary.place_events set to_place_id = 'ha-noi'"
        " where event_id = 'merge-2025-thai-binh'",
    ],
    "assert_every_relative_figure_is_among_the_changes": [
        "delete from analytics.changes_by_province_period where measure = 'growth'",
        "update analytics.changes_by_province_period set value = value + 1 where measure = 'growth'",
        "update analytics.changes_by_province_period set base_value = null where measure = 'multiple'",
        "update analytics.changes_by_province_period set reason_en = '' where recomputed_value is null",
        "update analytics.changes_by_province_period set reason_vi = 'x' where recomputed_value is not null",
        "insert into analytics.changes_by_province_period select * replace ('x' as cell_id)"
        " from analytics.changes_by_province_period limit 1",
    ],
    "assert_every_finding_is_a_reject_or_a_warning": [
        "delete from quality.rejects where severity = 'critical'",
        "delete from quality.warnings where severity = 'info'",
        "insert into quality.rejects select * from quality.warnings",
    ],
    "assert_no_required_rule_looked_at_nothing": [
        "update quality.rule_results set evaluated = 0",
        "insert into quality.rule_results values ('unheard-of', 'error', 'passed', 'all', 1, 0)",
    ],
    "assert_every_contradiction_is_a_conflict": [
        "delete from quality.conflicts where resolution = 'unresolved'",
        "update quality.conflicts set resolution = 'chosen'",
        "update quality.conflicts set explanation_vi = null",
        "update quality.conflicts set claims = claims[1:1]",
        "update marts.observations set has_conflict = false where indicator_code = 'schemes'",
        "update quality.relations set status = 'violated'",
    ],
    "assert_one_verdict_is_said_of_a_cell": [
        "update quality.relations set status = 'holds' where law = 'same' and axis = 'cell'",
        "update quality.relations set status = 'violated' where law = 'same' and axis = 'cell'",
        "update marts.claims set claim_status = 'corroborates' where claim_status = 'loses'",
        "update marts.claims set has_conflict = not has_conflict",
        "update marts.claims set mark = 'firm'",
        "update marts.observations set mark = 'one source' where has_conflict",
    ],
    "assert_every_claim_is_verified_or_said_not_to_be": [
        f"delete from quality.verification where {CLAIM}",
        f"delete from marts.claims where {CLAIM}",
        # listed without being a claim, and nothing says that it was rejected
        "delete from quality.rejects where report_id = 'c-press' and figure = 95",
        "delete from quality.rejects where report_id = 'c-press' and figure = 99",
    ],
    "assert_every_observation_has_a_complete_chain": [
        f"delete from marts.claims where {CLAIM}",
        "delete from marts.dim_report where report_id = 'b-press'",
        f"update marts.claims set value_printed = '' where {CLAIM}",
        "update marts.claims set value_printed = '' where claim_status = 'unresolved' and figure = 1",
        f"delete from quality.verification where {CLAIM}",
        "update marts.dim_report set source_file = 'a.txt' where report_id = 'a-authority'",
        "update marts.dim_report set source_file = 'a.txt'; update marts.claims set source_file = 'a.txt';"
        f" update marts.claims set source_line = null where {CLAIM}",
    ],
    "assert_every_correction_is_seen_in_its_claim": [
        "delete from quality.corrections_applied",
        f"update marts.claims set corrected_from = '1' where {CLAIM}",
        "update marts.claims set corrected_from = ''",
        "update quality.corrections_applied set action = 'withdraw'",
        "insert into work.judgement.corrections (correction_id) values ('unheard-of')",
        "update quality.corrections_applied set action = 'flag'; update marts.claims set corrected_from = ''",
        f"update marts.claims set flags = ['flagged'] where {CLAIM}",
    ],
    "assert_decisions_are_reviewed_in_time": [
        "update quality.corrections_applied set review_by = current_date - 1",
        "insert into work.judgement.known_exceptions (exception_id, review_by)"
        " values ('x', current_date - 1)",
    ],
    "assert_facts_carry_the_flag_of_a_broken_relation": [
        "update marts.claims set flags = []",
        "update marts.observations set flags = []",
        "update marts.observations set flags = ['identity_violated'] where indicator_code = 'exports'",
        "update quality.relations set status = 'holds'",
        "update quality.relations set status = 'known_exception' where status = 'violated'",
    ],
    "assert_printed_figures_keep_their_relations": [
        "update quality.relations set status = 'violated'",
    ],
    "assert_values_are_of_the_size_of_their_like": [
        "update quality.warnings set rule_id = 'value-of-usual-size'",
    ],
    "assert_reports_do_not_contradict_each_other": [
        "update quality.conflicts set resolution = 'unresolved'",
    ],
    "assert_every_figure_stands_in_its_text": [
        "update quality.verification set state = 'not_found'",
        # a text that is not at hand proves nothing
        "update quality.verification set state = 'not_checked'",
    ],
    "assert_freshness_follows_the_calendar": [
        "delete from quality.freshness where place_id = 'cao-bang' and subject = 'training'",
        "insert into quality.freshness select * from quality.freshness limit 1",
        "insert into quality.freshness select * replace ('thai-binh' as place_id) from quality.freshness",
        "update quality.freshness set due_on = null where place_id = 'cao-bang'",
        "update quality.freshness set due_on = awaited_to - 1 where place_id = 'cao-bang'",
        "update quality.freshness set last_period_end = '2099-12-31' where place_id = 'cao-bang'",
        "insert into work.vocabulary.reporting_calendar (subject, cycle) values ('weather', 'year')",
    ],
    "assert_provinces_report_on_time": [
        "update quality.freshness set due_on = current_date - 1 where place_id = 'cao-bang'",
    ],
    "assert_coverage_counts_every_observation": [
        "delete from quality.coverage where observations > 0 and year = 2010",
        "update quality.coverage set observations = 1 where place_id = 'ha-giang' and year = 2010",
    ],
}

# The other side: what looks like the corruptions above and is right.
ACCEPTED: dict[str, list[str]] = {
    "assert_every_word_is_an_agreed_one": [
        f"update quality.corrections_applied set action = '{action}'"
        for action in ("replace", "withdraw", "flag")
    ],
    "assert_every_observation_has_a_complete_chain": [
        # the text of the report is not kept
        f"update marts.claims set source_line = null where {CLAIM}",
        # corroborates only: no observation rests on it
        "update marts.claims set value_printed = '' where claim_status = 'corroborates'",
    ],
    "assert_golden_observations_are_shown": [
        f"{GOLDEN} values ('sites', 'thai-binh', 'cluster established', '2012', 'actual', 46, 'site')",
        "insert into work.judgement.golden_observations (indicator_code, place_id, value, report_id)"
        " values ('sites', 'thai-binh', 47, 'a-withdrawn-report')",
    ],
    "assert_known_exceptions_are_still_there": [
        EXCEPTION.format(PRINTED) + DECIDED,
        "insert into work.judgement.known_exceptions (exception_id, law, claims, expects)"
        " values ('x', 'same', 'b-press#1 unheard-of#1', '1;2')",
    ],
    "assert_decisions_find_their_report": [
        f"{UNDECIDED} {PRECEDENCE} values ('claim', 'b-press#2', 0, '273')",
        f"{UNDECIDED} {PRECEDENCE} values ('kind', 'study', 9, null)",
        f"{UNDECIDED} insert into work.judgement.corrections (report_id) values ('b-press')",
    ],
    "assert_precedence_decisions_find_what_they_expect": [
        f"{PRECEDENCE} values ('claim', 'b-press#2', 0, '273')",
        f"{PRECEDENCE} values ('report', 'b-press', 0, null)",
        # the report is gone, or rejected: the decision waits
        f"{PRECEDENCE} values ('report', 'unheard-of', 0, null)",
        f"{PRECEDENCE} values ('claim', 'e-refused#1', 0, '1')",
        f"{PRECEDENCE} values ('publisher', 'Someone new', 5, null)",
    ],
    "assert_freshness_follows_the_calendar": [
        "update quality.freshness set last_period_end = null",
    ],
    "assert_provinces_report_on_time": [
        "update quality.freshness set due_on = current_date where due_on < current_date",
    ],
    "assert_every_correction_is_seen_in_its_claim": [
        "update quality.corrections_applied set action = 'flag';"
        " update marts.claims set corrected_from = '', flags = list_append(flags, 'flagged')"
        " where report_id = 'b-press' and figure = 1",
    ],
    "assert_decisions_are_reviewed_in_time": [
        "update quality.corrections_applied set review_by = current_date",
        "update quality.corrections_applied set review_by = null",
        "insert into work.judgement.known_exceptions (exception_id, review_by) values ('x', current_date)",
    ],
    "assert_facts_carry_the_flag_of_a_broken_relation": [
        "update marts.claims set flags = list_append(flags, 'gt')",
        # a claim that loses does not mark the cell it lost
        "update marts.observations set flags = list_append(flags, 'title')",
    ],
    "assert_no_required_rule_looked_at_nothing": [
        "update quality.rule_results set evaluated = 0 where object = 'b-press'",
    ],
    "assert_printed_figures_keep_their_relations": [
        "update quality.relations set status = 'known_exception' where status = 'violated'",
    ],
    "assert_values_are_of_the_size_of_their_like": [
        "update quality.warnings set rule_id = 'implausible'",
    ],
    "assert_reports_do_not_contradict_each_other": [
        "update quality.conflicts set resolution = 'known'",
    ],
    "assert_every_figure_stands_in_its_text": [
        "update quality.verification set state = 'matched'",
    ],
}

# Lists for an editor: they warn, and the fixture has something to list on purpose.
LISTS = {
    "assert_decisions_find_their_report",
    "assert_provinces_report_on_time",
    "assert_printed_figures_keep_their_relations",
    "assert_reports_do_not_contradict_each_other",
    "assert_every_figure_stands_in_its_text",
}
