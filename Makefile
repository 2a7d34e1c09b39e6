# Everything a fresh machine needs; the work itself is in the package.
SHELL := /bin/bash
VENV := .venv
PYTHON ?= python3
RUN := $(VENV)/bin
# One more than the two cores of a small machine: two may wait for a real service (tests/by_file.py), one works.
WORKERS ?= 3
# What Python compiled, and what pytest made of the tests, is kept from run to run: a third of collecting them.
unexport PYTHONDONTWRITEBYTECODE
QUICK := not (server or office or browser or proxy or postgresql or validator or campaign or slow)

.DEFAULT_GOAL := help
.PHONY: help setup office browser post proxy validator demo up check test campaigns lint bench schema locale pictures lock clean

help: ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s $$'\t'

setup: $(VENV)/.ready ## Make .venv from the lock

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	@echo "making the environment …"
	@$(PYTHON) -m venv --clear $(VENV)  # one that was broken off is begun again
	@$(RUN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements.lock
	@PYTHONWARNINGS=ignore $(RUN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

office: ## Install LibreOffice and fonts where they are absent
	@./.ci/install office

browser: ## Install Chromium where it is absent, for tests
	@./.ci/install browser

demo: setup office ## Run the whole example year on this machine
	@$(RUN)/cycle demo

up: setup office ## Keep server, flows and review pages running
	@$(RUN)/cycle up

post: ## Install PostgreSQL and Postfix where they are absent, for tests
	@./.ci/install post

proxy: ## Install nginx and Caddy where they are absent, for tests
	@./.ci/install proxy

validator: setup ## Install validators of Word files and of HTML where there is npm, for tests
	@./.ci/install validator

test: setup office browser post proxy validator lint ## Run every test
	@$(RUN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: setup lint ## Check style and types and run the quick tests, for every save
	@$(RUN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "$(QUICK)"

campaigns: setup office browser post validator ## Run the tests that kill or try thousands, in full depth
	@CYCLE_TEST_DEPTH=full $(RUN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m campaign

lint: setup ## Check style and types
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/mypy

bench: setup office ## Measure a year from trigger to published page
	@$(RUN)/python benchmarks/year.py --json

schema: setup ## Write config/schema again from the rules' format
	@$(RUN)/cycle schema --to config/schema

locale: setup ## Keep the catalogues of locale/ with what code and pages say
	@$(RUN)/python -m tests.translation.update

pictures: setup browser ## Take the guide's pictures again from the real pages
	@$(RUN)/python -m tests.pictures.take

lock: ## Write requirements.lock again from pyproject.toml
	@$(RUN)/pip-compile --quiet --strip-extras --extra dev --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
		--allow-unsafe --no-header --output-file requirements.lock pyproject.toml

clean: ## Remove the environment; what the service wrote stays
	@rm -rf $(VENV)
