-- What was needed only to compare.
drop view if exists before_observations;
drop view if exists before_claims;
drop view if exists before_inputs;
drop view if exists before_revisions;
drop view if exists before_rejects;
drop view if exists undecided;
drop table if exists changes;
drop table if exists causes;
