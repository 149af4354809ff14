# Two commands do everything: `make demo` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PORT ?= 8000
# Two at a time, which is what a machine with 2 cores bears; a browser test counts for more than its own process.
PYTEST = $(BIN)/python -m pytest -n 2 --dist worksteal
ON_POSTGRES = $(BIN)/python -W ignore tools/with_postgres.py
export OSAAMO_VAR ?= $(CURDIR)/var
# Workers and the processes that tests start compile each file once among them, whatever the machine's environment says.
test quick: export PYTHONDONTWRITEBYTECODE =

.PHONY: demo prepare test quick lint types warm format messages clean

demo: prepare
	@echo
	@echo "A first result, from a Finnish course text:"
	@printf '%s\n' 'Opintojakson jälkeen opiskelija osaa suunnitella relaatiotietokannan, kirjoittaa SQL-kyselyitä ja analysoida dataa Pythonilla.' | $(BIN)/osaamo skills - --limit 6
	@echo
	@echo "Osaamo serves http://127.0.0.1:$(PORT)/ - stop it with Ctrl-C."
	@$(BIN)/osaamo serve --port $(PORT)

prepare: $(STAMP)
	@$(BIN)/osaamo migrate
	@$(BIN)/osaamo load-demo

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

test: $(STAMP)
	@$(MAKE) --no-print-directory --jobs 3 types lint warm
	$(PYTEST)
	@echo "Again on PostgreSQL: the tests that touch the database."
	$(ON_POSTGRES) $(PYTEST) -m "django_db and not browser and (processes or not slow)"

quick: $(STAMP)
	$(PYTEST) -m "not slow and not browser"

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(STAMP)
	$(BIN)/mypy

# What both workers would otherwise do at the same time: migrate a database for tests and compile the tests. What is
# wrong with a test is said by the run itself.
warm: $(STAMP)
	@$(BIN)/python -m tests.databases
	@$(BIN)/python -m pytest --collect-only --quiet > /dev/null || true

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) var build dist src/*.egg-info
