# The commands of the portal. `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
MANAGE := $(BIN)/python manage.py
EXAMPLE := PORTAL_ENV=deploy/example.env $(MANAGE)

.DEFAULT_GOAL := help
.PHONY: help run test check bench fmt messages install install-test

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: install $(CATALOGUES)  ## install, start everything on http://127.0.0.1:8000/ (PORT=...), stop with Ctrl-C
	@exec $(BIN)/python -m portal.run

test: install-test $(CATALOGUES)  ## every test, on real servers of their own (ARGS="-k sweep" for some)
	@$(BIN)/python -m pytest -n 2 $(ARGS)

check: install-test  ## lint, format, types, floors, migrations, deployment settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(EXAMPLE) makemigrations --check --dry-run
	$(EXAMPLE) check --deploy --fail-level WARNING

bench: install-test  ## how fast, as ratios measured side by side; writes bench/results.json
	@$(BIN)/python -m bench $(ARGS)

fmt: install-test  ## put the code into the house format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: install-test  ## collect new sentences into locale/ (needs GNU gettext)
	$(EXAMPLE) makemessages -l zh_Hans --no-location --no-wrap -i .venv -i var -i staticfiles

install:
	@$(PYTHON) requirements/install.py run

install-test:
	@$(PYTHON) requirements/install.py test

%.mo: %.po | install
	@$(BIN)/python -c "import polib, sys; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[2])" $< $@
