# Bare `make` prints what can be made. Programs live in .venv, results in the store (LEADSIM_STORE, or the user's
# data folder).
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint types docs-check baselines picture screenshots example example-sensitivity pathway bench pins clean

help:  ## print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

setup: $(VENV)/.run  ## make the virtual environment with the pinned packages

demo: setup  ## compare the King County scenarios, and print the tables and citywide's ladder
	$(BIN)/leadsim compare king-county/pilot king-county/current king-county/citywide king-county/funding-stops 
	$(BIN)/leadsim run king-county/citywide

test: $(VENV)/.develop  ## run every test
	$(BIN)/python -m pytest --numprocesses auto

lint: $(VENV)/.develop  ## style, and the one-way imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.develop  ## strict types of the simulator
	$(BIN)/mypy

docs-check: $(VENV)/.develop  ## the commands and examples of the documents, run
	$(BIN)/python -m pytest tests/docs

baselines: $(VENV)/.develop  ## write the regression baselines anew (read the difference before committing it)
	$(BIN)/python -m tests.regression.quantities
	$(BIN)/python -m tests.regression.update
	$(BIN)/python -m tests.regression.entry_event
	$(BIN)/python -m tests.regression.readings
	$(BIN)/python -m tests.regression.targets
	$(BIN)/python -m tests.regression.jurisdictions
	$(BIN)/python -m tests.regression.method
	$(BIN)/python -m tests.regression.limits

picture: $(VENV)/.develop  ## draw the pictures (README: the newest demo in the store; docs/face-validity.md: needs Chromium)
	$(BIN)/python -m tests.regression.picture
	$(BIN)/python -m tests.regression.entry_event_picture

screenshots: $(VENV)/.develop  ## photograph the pages of the dashboard (needs Chromium)
	$(BIN)/python -m tests.browser.screenshots

example: $(VENV)/.develop  ## make the dashboard's stored example anew (read the difference before committing it)
	$(BIN)/python -m dashboard.example
	$(BIN)/python -m dashboard.lives
	$(BIN)/python -m dashboard.validation

example-sensitivity: $(VENV)/.develop  ## ask what the stored example rests on, and keep it with leadsim (half an hour)
	for name in king-county/current king-county/citywide; do \
	  for option in "" --frontier --ladder --measure-next; do \
	    $(BIN)/leadsim sensitivity $$name --payer taxpayers $$option || exit 1; \
	  done; \
	  $(BIN)/leadsim uncertainty $$name --payer taxpayers --draws 50 --replications 2 || exit 1; \
	  $(BIN)/leadsim capacity $$name --payer taxpayers --draws 10 || exit 1; \
	done
	$(BIN)/python -m dashboard.sensitivity_example

pathway: $(VENV)/.develop  ## write docs/pathway.md from the code and draw its pictures and that of docs/method.md (needs Graphviz)
	$(BIN)/python -m tests.regression.pathway
	$(BIN)/python -m tests.regression.overview

bench: $(VENV)/.develop  ## measure how fast it is: everything, or some of it (make bench BENCH="P1 profile")
	$(BIN)/python -m benchmarks $(BENCH)

pins: $(VENV)/.develop  ## resolve requirements/*.txt anew (names, versions and hashes only)
	$(PIP) install pip-tools
	$(BIN)/pip-compile $(PIN_FLAGS) --output-file requirements/run.txt pyproject.toml requirements/build.in
	$(BIN)/pip-compile $(PIN_FLAGS) --extra test --extra bench --constraint requirements/run.txt --output-file requirements/develop.txt pyproject.toml requirements/build.in

clean:  ## remove the virtual environment and the caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# The tests start a PostgreSQL server and a browser of their own, and make PDF files with Pango, where these programs are;
# apt brings them where it can.
DEBIAN := postgresql chromium libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
HAVE_DEBIAN := { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1 \
	&& command -v chromium >/dev/null && ldconfig -p | grep -q libharfbuzz-subset && ldconfig -p | grep -q libpangoft2
INSTALL_DEBIAN := { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && { apt-get install --yes --no-install-recommends $(DEBIAN) \
	|| { apt-get update && apt-get install --yes --no-install-recommends $(DEBIAN); }; } >/dev/null 2>&1; }

PIN_FLAGS := --quiet --generate-hashes --no-annotate --no-header --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements/run.txt pyproject.toml
	$(PIP) install --require-hashes --requirement requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.develop: $(VENV)/.run requirements/develop.txt
	$(PIP) install --require-hashes --requirement requirements/develop.txt
	@$(HAVE_DEBIAN) || $(INSTALL_DEBIAN) || echo "PostgreSQL, Chromium or Pango is not here: their tests will be skipped"
	@touch $@
