"""Reviewing a draft: the page on which a person decides its cells, and the step that makes it a report.

Belongs here: the draft in memory, its page, accepting it. Does not belong here: drafting, reading and judging
(`reading/`, `contracts/`, `ingest/`), publishing.
"""
