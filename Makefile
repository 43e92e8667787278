# Everything a developer or a newcomer types. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help venv dev demo test pure check bench crash fuzz lock vendor

help:  ## list what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

venv: $(VENV)/.ready  ## the virtual environment with the pinned dependencies
dev: $(VENV)/.ready-dev  ## the same and what the tests need

$(VENV)/.ready: requirements.txt scripts/venv
	@scripts/venv $(PYTHON) $(VENV) requirements.txt
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	@scripts/venv $(PYTHON) $(VENV) requirements-dev.txt
	@touch $@

$(VENV)/.ready-fuzz: $(VENV)/.ready-dev requirements-fuzz.txt
	@scripts/venv $(PYTHON) $(VENV) requirements-fuzz.txt
	@touch $@

demo: venv  ## try it: the whole product against a sandbox Jira (IMAP=1: with a Dovecot mailbox, too)
ifdef IMAP
	@$(BIN)/python scripts/demo-imap
else
	@$(BIN)/postroom demo
endif

test: dev  ## all tests; installs Dovecot and a browser where it may
	@scripts/test-needs
	@$(BIN)/python -m pytest -q -n 3 --dist loadfile

pure: dev  ## only the tests that need no database and no server
	@$(BIN)/python -m pytest -q -m pure

check: dev  ## ruff, mypy, the rooms' directions, templates, vendored files
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --quiet --lint --check postroom/web/templates
	@scripts/vendor --check
	@$(BIN)/ruff check --quiet scripts/reference scripts/demo-imap
	@$(BIN)/python scripts/reference --check

bench: dev  ## speed and size, with a table (MAILS=folder takes your own .eml files)
	@scripts/test-needs
	@$(BIN)/python -m tests.bench.run $(if $(MAILS),--mails $(MAILS))

crash: dev  ## kill -9 of everything, 50 times, and a count of the damage
	@scripts/test-needs
	@$(BIN)/python -m tests.crash.run

fuzz: $(VENV)/.ready-fuzz  ## mails made by a fuzzer, until one breaks a promise (SECONDS=120)
	@$(BIN)/python -m tests.fuzz.target -max_total_time=$(or $(SECONDS),120)

lock:  ## pin the dependencies anew (needs uv)
	@scripts/lock

vendor:  ## fetch the front-end files anew (needs npm)
	@scripts/vendor
