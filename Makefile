# `make` alone lists what can be asked for. Each target sets up what it needs in .venv first, and says so.
# The thinking stands in tools/setup.py; here are only the names.

.DEFAULT_GOAL := help
SETUP := tools/python tools/setup.py
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
ARGS ?=
# Several commands use several processors, but never all of a shared machine.
WORKERS ?= 2

.PHONY: help demo test test-fast prove mutate check bench docs rule lock clean setup

help: ## list these targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## everything on a database of its own with sample books; prints addresses and sign-ins
	@$(SETUP) run
	@$(BIN)/forbear demo $(ARGS)

test: ## run the tests (ARGS="tests/unit -k money" for some of them)
	@$(SETUP) dev
	@$(PYTEST) -n $(WORKERS) --dist loadfile $(ARGS)

test-fast: ## the tests that take less than two seconds each
	@$(SETUP) dev
	@$(PYTEST) -n $(WORKERS) --dist loadfile -m "not slow and not browser and not prove" $(ARGS)

prove: ## the long proofs: kills, simulations, a million loans
	@$(SETUP) dev
	@$(PYTEST) -n 0 -m prove $(ARGS)
	@$(BIN)/python -m tools.mutate

mutate: ## break the gate a little at a time and see that the tests notice (ARGS="--sample 200 --seed 7")
	@$(SETUP) dev
	@$(BIN)/python -m tools.mutate $(ARGS)

check: ## the house rules first, then style, types, dependencies and migrations
	@$(SETUP) dev
	@$(BIN)/python tools/check.py $(ARGS)

bench: ## the benchmarks, each beside its reference (ARGS=NAME for one)
	@$(SETUP) bench
	@for name in $(or $(ARGS),gate-row gate-columns gate-reserve ageing run); do $(BIN)/forbear bench $$name || exit 1; done

docs: ## build the documentation into site/
	@$(SETUP) dev
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet --site-dir site
	@echo "site/index.html"

rule: ## a rule, its cases and the answers: make rule ID='us-fed-regf/6(b)(1)(i).hours'; NEW=instrument/address begins one
	@test -n '$(ID)$(NEW)' || { echo "say which: make rule ID='us-fed-regf/6(b)(1)(i).hours', or NEW=instrument/address" >&2; exit 2; }
	@$(SETUP) run
	@$(BIN)/python $(if $(NEW),tools/new_rule.py '$(NEW)',tools/rule.py '$(ID)')

lock: ## work out the pinned requirements anew after a change of pyproject.toml
	@$(SETUP) dev
	@$(BIN)/python tools/lock.py $(ARGS)

setup: ## only make .venv, with everything for development
	@$(SETUP) dev

clean: ## remove what these targets made, but neither your data (.forbear) nor your work
	rm -rf .venv site dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
