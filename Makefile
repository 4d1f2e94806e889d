# The portal's commands. Plain `make` explains them.
.POSIX:
SHELL = /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test check bench chaos look fmt messages

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV = .venv/bin

help: ## this list
	@echo "The power-connection portal. Nothing but Python 3.11 and make is needed."
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18
	@echo "PORT=8100 make run takes another port; DATABASE_URL and REDIS_URL take servers of your own."

run: ## the whole portal with its demo county on http://127.0.0.1:8000; Ctrl-C stops it
	@$(call install,run)
	@exec $(VENV)/python -m portal.run

test: ## every test, on a PostgreSQL and a Valkey of its own; arguments in ARGS="..."
	@$(call install,run test)
	@exec $(VENV)/python -m pytest -n 2 $(ARGS)

check: ## style, types, floors, migrations, deployment settings
	@$(call install,run test)
	@$(VENV)/python -m portal.check

bench: ## how fast the portal is beside hand-written code
	@$(call install,run test)
	@$(call install,run test bench) || echo "The libraries to compare with are not to be had here; their sides are left out."
	@exec $(VENV)/python -m bench

chaos: ## kills drivers and servers while promises fall due; hours, ARGS="--few" for half a minute
	@$(call install,run test)
	@exec $(VENV)/python -m tests.fault $(ARGS)

look: ## every page of the demo county, for everybody, in a browser: accessible and no wider than the screen; 20 minutes
	@$(call install,run test)
	@exec $(VENV)/python -m pytest -n 0 -s tests/look/whole.py

fmt: ## put every file into the house's format
	@$(call install,run test)
	@$(VENV)/ruff check --fix -q . ; $(VENV)/ruff format -q .

messages: ## collect new sentences for the Chinese catalogue (needs GNU gettext)
	@$(call install,run)
	@$(VENV)/python manage.py makemessages -l zh_Hans --no-location --no-obsolete -i .venv -i var -i staticfiles

install = [ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed and none was found; set PYTHON=..." >&2; exit 1; }; \
	$(PYTHON) requirements/install.py $(1)
