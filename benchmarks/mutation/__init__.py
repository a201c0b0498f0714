"""Known faults put into the real reports, and what catches them; `tests/mutation` runs a short form."""
