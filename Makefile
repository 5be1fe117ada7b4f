# The two commands of the README are `make run` and `make test`; the rest is for those who work on the code.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help
help: ## Say what can be made
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Using it

.PHONY: run
run: setup ## Install what is missing and serve on port 8003 with a worker and a demo organization (SQLite)
	@exec $(BIN)/labelroom serve --demo

.PHONY: setup
setup: ## Install what the product needs: Debian packages, Python packages, translations
	@PYTHON=$(PYTHON) .ci/install run

##@ Working on it

.PHONY: test
test: ## Install what the tests need and run all of them
	@PYTHON=$(PYTHON) .ci/install test
	@.ci/check

.PHONY: lint
lint: ## Check style, types and the rooms' order
	@.ci/check lint

.PHONY: format
format: ## Put the code into its form
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .

.PHONY: bench
bench: ## Measure speed on both databases and print the table
	@$(BIN)/python -m benchmarks
