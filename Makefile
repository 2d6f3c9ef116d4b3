# Two commands do all: `make serve` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help serve setup dev test browser check lock-fresh fmt lock docs translations screenshots bench search soak chaos demo

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

serve: setup ## Start Dout with everything it needs on http://127.0.0.1:8000 (PORT=, DOUT_…)
	@exec $(BIN)/dout serve --demo

demo: setup ## Serve a course of 300 students whose 1,500 submissions are graded at the first start (var-demo/)
	@exec $(BIN)/python -m tests.demo $(ARGS)

setup: $(VENV)/.runtime ## Make the environment only, with the dout command in .venv/bin
dev: $(VENV)/.dev

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Dout needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Set PYTHON=." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python cannot make an environment here: sudo apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }

# The project is installed into the environment as it lies here, so edits show at once.
$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what Dout needs into $(VENV) …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing what the tests need into $(VENV) …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

test: dev browser ## Run the whole test suite: real Redis, PostgreSQL and browser
	@$(BIN)/python -m pytest $(ARGS)

browser: # Chromium, where it may be installed
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
		else echo "The tests need Chromium: sudo apt-get install chromium" >&2; exit 1; fi

check: dev ## Lint, types, import contracts, lock files
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports
	@$(MAKE) --no-print-directory lock-fresh

fmt: dev ## Format and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

COMPILE = $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-strip-extras --python-version 3.11 --universal \
	--custom-compile-command "make lock"

lock: dev ## Renew the lock files from pyproject.toml
	@echo 'setuptools>=80' | $(COMPILE) pyproject.toml - -o requirements.lock
	@$(COMPILE) pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock

lock-fresh: dev # Without a registry: what is asked for against what is pinned
	@$(BIN)/python -m pytest -q tests/test_lock_files.py

docs: setup ## Renew the page of settings
	@$(BIN)/dout settings --markdown > docs/settings.md

PYBABEL = $(BIN)/pybabel --quiet
translations: dev ## Renew the catalogues of the pages' texts; what is new stands untranslated in the .po files
	@$(PYBABEL) extract -F submissions/translations/babel.cfg -k say -k many:1,2 -k later --no-location --sort-output \
		--project Dout -o $(VENV)/messages.pot submissions
	@for language in de; do $(PYBABEL) update -i $(VENV)/messages.pot -d submissions/translations -l $$language \
		--no-fuzzy-matching --ignore-obsolete --width 110; done
	@$(PYBABEL) compile -d submissions/translations

screenshots: dev browser ## Take the pictures of the README and the docs anew, from a small course
	@$(BIN)/python -m tests.demo.screenshots

search: dev ## Look for examples that break a property, other ones each time
	@HYPOTHESIS_PROFILE=search $(BIN)/python -m pytest -m hypothesis $(ARGS)

soak: dev ## Run the long tests too
	@$(BIN)/python -m pytest -m soak $(ARGS)

chaos: dev ## Kill every part while submissions stream in, and audit the verdicts
	@$(BIN)/python -m pytest -m chaos -s tests/chaos $(ARGS)

bench: dev ## Measure speed, as ratios in one run
	@$(BIN)/python -m tests.bench $(ARGS)
