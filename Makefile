# What people and CI run. A target that changed nothing takes no time the second time.
#
#   make demo    create .venv, install, scan two examples, say where the reports are
#   make test    install the test extras, run every test
#   make bench   measure speed against other scanners, take long over it
#   make catalog-check   check the catalog, measure it against lists of others
#   make check   everything that CI runs, but the installation of a browser

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Attestations expire, so what is committed is judged on one fixed day: 2026-11-21.
REPORT_DAY := 1795219200
DEMO := build/demo
DEMO_ESTATES := hosted-assistant sovereign-onprem

.PHONY: bench catalog-check demo test lint types contracts wheel docs check report clean
.DEFAULT_GOAL := check

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "make: no Python 3.11 or newer was found; install one, or say PYTHON=/path/to/python" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "make: $(PYTHON) cannot create $(VENV); on Debian and Ubuntu install the package python3-venv" >&2; exit 2; }

# One stamp for each set of extras. Only pyproject.toml decides what must be installed: the package itself is editable.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing sovassess into $(VENV)"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	@echo "Installing the test extras into $(VENV)"
	@$(PIP) install --editable '.[test,browser]'
	@touch $@

$(VENV)/.installed-lint: $(VENV)/.installed-test
	@echo "Installing the lint extras into $(VENV)"
	@$(PIP) install --editable '.[test,browser,lint]'
	@touch $@

demo: $(VENV)/.installed
	@for estate in $(DEMO_ESTATES); do \
		echo; echo "== examples/$$estate"; echo; \
		$(BIN)/sovassess scan examples/$$estate --output-dir $(DEMO)/$$estate --quiet || exit $$?; \
	done
	@echo; echo "The reports, to be opened in any browser:"
	@for estate in $(DEMO_ESTATES); do echo "  $(CURDIR)/$(DEMO)/$$estate/assessment.html"; done

# One worker for each processor where pytest-xdist is there; tests stay in their order, so that a module's fixtures are
# mostly made once, and who has none left takes from the others. The reasons of skipped tests are always shown.
test: $(VENV)/.installed-test
	@$(BIN)/python -m pytest -rs $$($(BIN)/python -c 'import xdist' 2>/dev/null && echo '-n auto --dist worksteal')

lint: $(VENV)/.installed-lint
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.installed-lint
	@$(BIN)/mypy
	@$(BIN)/pyright --pythonpath $(BIN)/python

contracts: $(VENV)/.installed-test
	@$(BIN)/lint-imports

# The wheel as a user gets it, in an environment of its own, away from the checkout.
wheel: $(VENV)/.installed
	@rm -rf build/wheel && mkdir -p build/wheel
	@$(PIP) wheel --no-deps --wheel-dir build/wheel .
	@$(BIN)/python -m venv build/wheel/venv
	@build/wheel/venv/bin/python -m pip --disable-pip-version-check --quiet install build/wheel/*.whl
	@cd build/wheel && venv/bin/sovassess scan ../../examples/hosted-assistant --output-dir out --quiet > screen.txt
	@cd build/wheel && venv/bin/python -c 'from sovassess.catalog.load import brings_compiled; assert brings_compiled()'
	@cd build/wheel && venv/bin/sovassess rubric list && test -s out/assessment.html && test -s out/assessment.json
	@echo "The wheel in build/wheel scans and reports."

docs: $(VENV)/.installed
	@$(BIN)/python docs/generate.py

# Every entry of the catalog, and how much of what others list it covers.
catalog-check: $(VENV)/.installed
	@$(BIN)/sovassess catalog check --coverage benchmarks/data/catalog

# What a scan costs beside other scanners: installs those below build/bench, fetches trees, writes docs/benchmarks.md.
bench: $(VENV)/.installed-test
	@$(BIN)/python -m benchmarks.speed $(BENCH)

check: lint types contracts test wheel

# The committed reports of the examples, and the digests of those formats that are not committed.
report: $(VENV)/.installed
	@$(BIN)/python -m tests.acceptance.example_reports

clean:
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
