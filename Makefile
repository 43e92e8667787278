# Everything a developer or a newcomer types. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help venv dev demo test pure check bench crash lock vendor clean

help:  ## list what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

venv: $(VENV)/.ready  ## the virtual environment with the pinned dependencies
dev: $(VENV)/.ready-dev

$(VENV)/.ready: requirements.txt pyproject.toml scripts/venv
	@scripts/venv $(PYTHON) $(VENV) requirements.txt
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	@scripts/venv $(PYTHON) $(VENV) requirements-dev.txt
	@touch $@
