# The one list of what can be asked of this project. A fresh machine needs python3, python3-venv and make.

PYTHON ?= python3
BIN := .venv/bin
CHECKS := format-check lint types imports law test requirements docs
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help demo test check format lint types imports law requirements docs shots bench lock clean \
        format-check reference counts size runtime dev

help:  ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: runtime  ## A French shop, an organisation, requests at several stages, on http://localhost:8000 (PORT=8001 for another)
	@$(BIN)/garant demo $(if $(PORT),--port $(PORT))

test: dev  ## Every test that this machine can run (ARGS="-k plan" for some)
	@$(PYTEST) --results build/tests.json $(ARGS)

check: dev  ## All that must hold before a change lands, with the time of each part
	@$(BIN)/python -m scripts.check $(CHECKS)

format: dev  ## Lay the code out
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --quiet --fix-only .

format-check: dev
	@$(BIN)/ruff format --check .

lint: dev counts  ## Style, and the figures that may fall but never rise
	@$(BIN)/ruff check .

types: dev  ## mypy --strict, tests too
	@$(BIN)/mypy

imports: dev  ## The one-way imports between rooms
	@$(BIN)/lint-imports

law: dev  ## The cases of the law packs
	@$(BIN)/garant law cases

requirements: dev  ## Which rows of the requirements are shown by a test (after `make test`)
	@$(BIN)/python -m scripts.requirements_report

docs: dev  ## Links, pictures and commands in the pages; the generated reference is up to date
	@$(BIN)/python -m scripts.docs_check

reference: dev  ## Write the generated pages of the reference
	@$(BIN)/python -m scripts.reference

shots: dev  ## A picture of every page, through both journeys, in docs/images
	@$(BIN)/python -m scripts.shots $(ARGS)

bench: dev  ## Garant beside the plain driver, on PostgreSQL
	@$(BIN)/python -m scripts.bench $(ARGS)

counts: dev
	@$(BIN)/python -m scripts.counts

size: runtime  ## Packages and megabytes of an install that only runs Garant
	@$(PYTHON) scripts/size.py

lock: dev  ## Write the locks again (UPGRADE=--upgrade for newer versions)
	@$(BIN)/python -m scripts.lock $(UPGRADE)

clean:  ## Forget what was made (the demo and its data too)
	@rm -rf build dist demo .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

runtime:  ## What it takes to run Garant, in .venv (garant is .venv/bin/garant)
	@$(PYTHON) scripts/bootstrap.py runtime

dev:
	@$(PYTHON) scripts/bootstrap.py dev
