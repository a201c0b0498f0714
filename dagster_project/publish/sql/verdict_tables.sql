-- The history of verdicts, still empty.
create or replace table meta.release_history (
    release_id varchar,
    created timestamp,
    previous_release varchar,
    content_sha256 varchar,
    reports bigint,
    reports_rejected bigint,
    figures bigint,
    accepted bigint,
    rejected bigint,
    warnings bigint,
    relations_violated bigint,
    conflicts bigint,
    rules_failed bigint,
    cells bigint,
    cells_added bigint,
    cells_removed bigint,
    cells_changed bigint,
    causes map (varchar, bigint)
);

create or replace table quality.report_history (
    release_id varchar,
    created timestamp,
    report_id varchar,
    status varchar,
    figures bigint,
    accepted bigint,
    rejected bigint,
    warnings bigint,
    reasons struct("row" integer, column_name varchar, rule_id varchar, en varchar, vi varchar)[]
);
