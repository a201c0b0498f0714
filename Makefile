# Thin: every target is one command of the project. `make help` explains them.
# PYTHON names the interpreter that makes the environment; it must be 3.11 or newer.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help refresh site docs test dev check lint format bench bench-arrival bench-drafting bench-scale mutation soak lock clean

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The environment is remade whenever the lock or the project's metadata changes. uv installs in a third of the time
# that pip takes: where there is none, pip brings the one that the lock names, and where uv does not succeed (it reads
# no settings of pip), pip installs everything. Either takes only what has the hashes of the lock.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12 ...")'
	@echo "Setting up $(VENV) (about half a minute)"
	@uv=$$(command -v uv); \
	if [ -n "$$uv" ]; then $$uv venv --quiet --allow-existing --python $(PYTHON) $(VENV); \
	else \
	  $(PYTHON) -m venv $(VENV) && \
	  awk '/^[^ ]/ {wanted = /^uv==/} wanted' requirements.lock > $(VENV)/uv.lock && \
	  $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes --requirement $(VENV)/uv.lock && \
	  uv=$(BIN)/uv; \
	fi; \
	if [ -n "$$uv" ] && $$uv pip sync --compile-bytecode --python $(BIN)/python requirements.lock && \
	  $$uv pip install --quiet --python $(BIN)/python --no-deps --editable . ; then exit 0; fi; \
	echo "Setting up $(VENV) with pip (one to three minutes)"; \
	all=$$(grep -c '^[^ #]*==' requirements.lock); \
	{ $(BIN)/python -m pip --disable-pip-version-check install --progress-bar off --require-hashes --requirement requirements.lock && \
	  touch $(VENV)/.installed; } | awk -v all=$$all '/^Collecting/ && ++n % 20 == 0 {print "  " n " of " all " packages"; fflush()}'; \
	rm $(VENV)/.installed && \
	$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --editable .
	@touch $@

refresh: $(READY) ## Take every report in raw/ to the published warehouse
	@$(BIN)/khuyencong refresh

site: $(READY) ## Make the pages of the current release, warehouse/site/index.html
	@$(BIN)/khuyencong site

docs: $(READY) ## The same with dbt's page of the models, warehouse/site/docs/index.html
	@$(BIN)/khuyencong site --docs

dev: $(READY) ## Serve the Dagster UI on 127.0.0.1:3000
	@$(BIN)/khuyencong dev

check: $(READY) ## Judge every report in raw/ and say what to mend
	@$(BIN)/khuyencong check

test: $(READY) ## Run all tests
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

lint: $(READY) ## Style, docstrings, types and SQL
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --disable-progress-bar --processes 2 dbt

format: $(READY) ## Let ruff and the SQL linter mend what they can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/sqlfluff fix --disable-progress-bar dbt

bench: $(READY) ## Measure a refresh beside plain ingest and dbt; results in benchmarks/
	@$(BIN)/python -m benchmarks.refresh

bench-arrival: $(READY) ## Drop the shipped reports into what a served Dagster watches, and time it (5 minutes)
	@$(BIN)/python -m benchmarks.arrival

bench-drafting: $(READY) ## Draft the articles at hand and compare with their sheets; results in benchmarks/
	@$(BIN)/python -m benchmarks.drafting

bench-scale: $(READY) ## Measure 1,000 and 10,000 reports beside DuckDB alone and the usual wiring (an hour)
	@$(BIN)/python -m benchmarks.scale

mutation: $(READY) ## Damage the real reports in every known way and see what is caught; results in benchmarks/
	@$(BIN)/python -m benchmarks.mutation

soak: $(READY) ## Kills, readers, full disks, bad reports on real refreshes (about an hour); results in benchmarks/
	@$(BIN)/python -m benchmarks.soak

lock: $(READY) ## Pin all dependencies anew; no index address is written
	@$(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-strip-extras --no-header --extra dev --extra charts --extra lake --output-file requirements.lock pyproject.toml

clean: ## Remove everything that comes back by itself (releases stay)
	@rm -rf $(VENV) .dagster warehouse/state .pytest_cache .mypy_cache .ruff_cache .hypothesis
