# The verbs of the house. Each works from a fresh clone and brings what it needs; what is there already is kept.
#
#   PYTHON=...        the interpreter .venv is made with (default: the first of 3.12, 3.11, 3.13 or newer that runs)
#   WORKERS=N         processes the tests are spread over (default: one more than there are cores: half the time they wait)
#   CI=true           a part that cannot be brought is a failure; otherwise its tests are left out, and it is said

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-print-directory --no-builtin-rules

WORKERS ?= $(shell echo $$(($$(nproc) + 1)))
HOST ?= 127.0.0.1
PORT ?= 8090
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input

WEB := src/jackfield/web/static
WEB_SOURCES := $(shell find frontend -name node_modules -prune -o -type f -print)

# 3.12 and 3.11 come first because the SIP phones of the tests have no wheels beyond them. Being on the path is not
# enough (version switchers leave names there that do not run), hence the question to each.
PYTHON ?= $(shell for p in python3.12 python3.11 python3.13 python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)

.PHONY: help install serve test check lint soak docs reference bench testbed lock format clean test-tools

help:
	@echo 'make serve     the server on the built-in simulator, on http://$(HOST):$(PORT)'
	@echo 'make test      everything: checks, all tests, the real Asterisk, a real browser'
	@echo 'make check     what to run before each commit, under 90 seconds, no Asterisk, no browser'
	@echo 'make install   .venv with what the server needs'
	@echo 'make docs      the reference from the code, the site into build/site'
	@echo 'make bench     our figures beside the floor'
	@echo 'make testbed   a real Asterisk on this machine, to try things on'
	@echo 'make soak      the tests again with their long counts; hours'
	@echo 'make format    put the code in its usual form'
	@echo 'make lock      compile requirements/*.txt again'
	@echo 'make clean     remove what the verbs made'

# ---------------------------------------------------------------------------------------------- installing

install: .venv/.run $(WEB)/.built

# --clear: the name is missing, or it leads to an interpreter that is gone.
$(BIN)/python:
	@test -n '$(PYTHON)' || { echo 'No Python 3.11 or newer found; install one, or name it: make PYTHON=/path/to/python3' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo '$(PYTHON) comes without venv: installing it' >&2; \
		package=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		test "$$(id -u)" = 0 || { echo "Please install it first, on Debian: apt-get install $$package" >&2; exit 1; }; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$$package" >/dev/null; }
	@echo "making .venv with $$($(PYTHON) -V)"
	@$(PYTHON) -m venv --clear .venv

.venv/.run: requirements/build.txt requirements/run.txt pyproject.toml | $(BIN)/python
	@echo 'installing what the server needs'
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

# The pages. Node.js is a Python package, and found before any other of the machine.
.venv/.node: requirements/web.txt .venv/.run
	@echo 'installing Node.js, which builds the pages'
	@$(PIP) install --require-hashes -r requirements/web.txt
	@touch $@

NODE := PATH="$(CURDIR)/$(BIN):$$PATH"
NPM := cd frontend && $(NODE) npm --loglevel=error

frontend/node_modules/.installed: frontend/package-lock.json frontend/package.json .venv/.node
	@echo 'installing what builds the pages'
	@$(NPM) ci >/dev/null
	@touch $@

$(WEB)/.built: $(WEB_SOURCES) frontend/node_modules/.installed
	@echo 'building the pages'
	@$(NPM) run --silent build

# The Socket.IO clients of old and new integrations.
tests/shuttle/node_modules/.installed: tests/shuttle/package-lock.json tests/shuttle/package.json .venv/.node
	@echo 'installing the programs of others that the tests play'
	@cd tests/shuttle && $(NODE) npm --loglevel=error ci >/dev/null
	@touch $@

.venv/.test: requirements/test.txt .venv/.run tests/shuttle/node_modules/.installed | $(WEB)/.built
	@echo 'installing what the tests need'
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

test-tools: .venv/.test

# ---------------------------------------------------------------------------------------------- running

serve: install
	@exec $(BIN)/jackfield serve --demo --host $(HOST) --port $(PORT) --data .data/demo

testbed: .venv/.test
	@tests/asterisk/prepare >/dev/null
	@exec $(BIN)/python tests/asterisk/up

# ---------------------------------------------------------------------------------------------- checking

PYTEST := $(BIN)/python -m pytest -n $(WORKERS)

lint: .venv/.test
	@$(BIN)/ruff format --check --quiet . || { echo 'not in the usual form: make format' >&2; exit 1; }
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/mypy
	@$(NPM) run --silent check
	@told=$$($(NPM) test --silent -- --no-color 2>&1) || { echo "$$told" >&2; exit 1; }

# What needs no program of others, no server and no disk: quick enough to be run before every commit.
PURE := tests/domain tests/protocol tests/telephony tests/house tests/test_config.py

check: lint
	@$(BIN)/sphinx-build --quiet --fail-on-warning --nitpicky --builder dummy docs build/doctrees
	@$(PYTEST) --quiet -m 'not pbx and not process' $(PURE)

# What the machine lacks is brought; what cannot be brought is left out and named, or fails where CI=true or root asks.
# The last line of the output is pytest's own.
test: lint
	@$(BIN)/sphinx-build --quiet --fail-on-warning --nitpicky --builder html docs build/site
	@tests=''; \
	missing() { \
		if [ "$${CI:-}" = true ] || [ "$$(id -u)" = 0 ]; then echo "cannot be brought: $$2" >&2; exit 1; fi; \
		echo "LEFT OUT: the tests marked $$1: $$2" >&2; tests="$$tests$${tests:+ and }not $$1"; }; \
	if ! $(BIN)/python -c 'import pjsua2' 2>/dev/null; then missing pbx 'the SIP phones need Python 3.11 or 3.12 on x86-64'; \
	elif ! tests/asterisk/prepare >/dev/null; then missing pbx 'tests/asterisk/prepare failed, see above'; fi; \
	tests/turn/prepare >/dev/null || missing turn 'tests/turn/prepare failed, see above'; \
	tests/browser/prepare >/dev/null || missing browser 'tests/browser/prepare failed, see above'; \
	tests/postgresql/prepare >/dev/null || missing postgresql 'tests/postgresql/prepare failed, see above'; \
	tests/ldap/prepare >/dev/null || missing ldap 'tests/ldap/prepare failed, see above'; \
	exec $(PYTEST) -m "$$tests"

soak: .venv/.test
	@tests/asterisk/prepare >/dev/null
	@tests/browser/prepare >/dev/null
	@tests/postgresql/prepare >/dev/null
	@JACKFIELD_SOAK=1 exec $(PYTEST) -m soak --timeout 14400

bench: .venv/.test
	@for script in bench/[a-z]*.py; do \
		printf '\n== %s\n' "$$script"; $(BIN)/python "$$script"; \
	done

# ---------------------------------------------------------------------------------------------- writing

reference: .venv/.test
	@$(BIN)/python -m jackfield.protocol.schema docs/reference
	@$(BIN)/python -m jackfield.protocol.typescript frontend/src/wire
	@$(BIN)/python docs/pictures/states.py
	@$(BIN)/python docs/pictures/schema.py
	@mkdir -p build
	@$(BIN)/python -m jackfield.config > build/configuration.md
	@mv build/configuration.md docs/reference/configuration.md
	@$(BIN)/python -c 'from jackfield.domain.rights_table import manual; print(manual(), end="")' > build/rights.md
	@mv build/rights.md docs/reference/rights.md

docs: reference
	@$(BIN)/sphinx-build --quiet --fail-on-warning --nitpicky --builder html docs build/site
	@echo 'open build/site/index.html'

format: .venv/.test
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

# The interpreter is the oldest one we support: what it needs more, newer ones install as well without harm. The
# settings of the machine (its own indexes, its own archives) must not reach the files.
COMPILE := CUSTOM_COMPILE_COMMAND='make lock' PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= PIP_EXTRA_INDEX_URL= \
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --newline=lf \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links $(LOCK)

lock: .venv/.test
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
		echo 'the requirements are compiled with Python 3.11: make clean lock PYTHON=python3.11' >&2; exit 1; }
	@$(COMPILE) -o requirements/build.txt requirements/build.in
	@$(COMPILE) --extra audio -o requirements/run.txt pyproject.toml
	@$(COMPILE) -o requirements/web.txt requirements/web.in
	@$(COMPILE) -o requirements/test.txt requirements/test.in

clean:
	rm -rf .venv build dist frontend/node_modules tests/shuttle/node_modules $(WEB) .pytest_cache .mypy_cache .ruff_cache .hypothesis .grimp_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
