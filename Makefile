# Guanhu 管护. `make run` starts it, `make test` proves it; `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= $(or $(GUANHU_PORT),8000)
DATA ?= $(or $(GUANHU_DATA),./instance)
HTTPS ?= $(or $(GUANHU_HTTPS),0)
export GUANHU_PORT := $(PORT)
export GUANHU_DATA := $(abspath $(DATA))
export GUANHU_HTTPS := $(HTTPS)

# A bare environment (env -i, cron, a container) has no locale; files and terminal are UTF-8 all the same.
export LC_ALL := C.UTF-8
export PYTHONUTF8 := 1
# Every server that a test starts would compile all of its modules anew.
unexport PYTHONDONTWRITEBYTECODE

PY := .venv/bin/python
FLASK := $(PY) -m flask --app wsgi
# Tests make thousands of databases and files: in memory, where there is plenty, no disk makes them wait.
ROOMY := $(shell awk '/MemAvailable/ && $$2 > 8e6 {print "memory"}' /proc/meminfo; \
	df -k --output=avail /dev/shm 2>/dev/null | awk 'NR > 1 && $$1 > 4e6 {print "folder"}')
IN_MEMORY := $(if $(filter 2,$(words $(ROOMY))),TMPDIR=/dev/shm)
PYTEST := $(IN_MEMORY) $(PY) -m pytest -q
CHECKED := server config.py wsgi.py

.PHONY: run test faults faults-nightly lint format types build dist demo-info screenshots gallery openapi bench house clean help
.PHONY: venv venv-dev needs-run needs-test ready lint-server lint-pwa test-sqlite test-postgresql test-pwa test-journeys test-dist

run: ready ## start everything on http://localhost:8000 (PORT=, DATA=, HTTPS=1)
	@exec $(PY) scripts/serve.py

test: needs-test lint test-sqlite test-postgresql test-pwa test-journeys test-dist ## prove everything: lint, server on both databases, phone app, browser

faults: needs-test venv-dev build ## prove that nothing recorded is lost or twice, and that planted bugs are caught
	@$(IN_MEMORY) $(PY) -m tests.faults

faults-nightly: needs-test venv-dev build ## the same at length, in shards; goes on where it was interrupted
	@$(IN_MEMORY) $(PY) -m tests.faults.nightly

lint: lint-server lint-pwa ## ruff, mypy --strict, import-linter, tsc

format: venv-dev ## lay out the Python code by ruff
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

types: venv-dev ## mypy --strict alone
	@$(PY) -m mypy $(CHECKED)

build: venv ## build the phone app into static/app, when its sources changed
	@scripts/build-pwa

dist: venv build ## one file that installs and serves without a registry, into dist/
	@$(PY) scripts/dist.py

demo-info: ## the demo county's accounts and tags as JSON (same DATA)
	@scripts/apt-needs run && scripts/venv requirements.lock && exec $(FLASK) demo info --json

screenshots: needs-test venv-dev build ## every screen, phone and desk, into screenshots/
	@$(PY) -m tests.screenshots

gallery: screenshots ## the pictures of README, from screenshots/ into docs/screens
	@$(PY) -m tests.pictures.gallery

openapi: venv-dev ## write docs/openapi.json anew
	@$(FLASK) openapi write --format=json docs/openapi.json

bench: venv-dev ## the figures of the README
	@$(PY) -m benchmarks

house: venv-dev build ## only the guards that watch the house
	@$(PYTEST) -n 2 tests/house

clean: ## remove what was built and installed; DATA stays
	@rm -rf .venv pwa/node_modules static/app build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage*

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---- steps the targets above are made of

needs-run:
	@scripts/apt-needs run

needs-test:
	@scripts/apt-needs test

venv: needs-run
	@scripts/venv requirements.lock

venv-dev: needs-run
	@scripts/venv requirements-dev.lock

ready: venv build
	@mkdir -p "$(GUANHU_DATA)"
	@scripts/prepare

lint-server: venv-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy $(CHECKED)
	.venv/bin/lint-imports

lint-pwa: venv-dev
	@scripts/build-pwa packages
	scripts/node npm --prefix pwa run --silent types

test-sqlite: venv-dev build
	GUANHU_TEST_DB=sqlite $(PYTEST) -n 2 --dist loadfile --no-loadscope-reorder tests --ignore=tests/journeys --ignore=tests/release

test-postgresql: venv-dev build
	GUANHU_TEST_DB=postgresql $(PYTEST) -n 2 --dist loadfile --no-loadscope-reorder tests --ignore=tests/journeys --ignore=tests/release --ignore=tests/house

test-pwa: venv-dev
	@scripts/build-pwa packages
	scripts/node npm --prefix pwa test --silent

test-journeys: venv-dev build
	$(PYTEST) -n 2 --dist loadfile --no-loadscope-reorder tests/journeys

test-dist: venv-dev build
	$(PYTEST) tests/release
