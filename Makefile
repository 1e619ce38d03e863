# `make help` says what there is. Everything runs in .venv; nothing is installed elsewhere but Chromium, for `make test`.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help install run test check browser translations bench seed clean

help: ## Say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: .venv/installed ## Make .venv with the `portal` command in it

.venv/installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

run: .venv/installed ## From a fresh clone to a portal with the demo world on http://localhost:8501
	$(BIN)/portal init --demo
	PORTAL_DEMO=1 $(BIN)/portal run

seed: .venv/installed ## Prepare the database and fill the demo world
	$(BIN)/portal init --demo

# What takes seconds comes first: a slip is seen before the browser starts.
test: check chromium ## Everything that CI runs: installs what it needs, fails when something is missing
	$(BIN)/python -m pytest -q -n $(WORKERS) tests/unit tests/structure tests/properties
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup tests/migrations tests/services tests/postgres tests/pages tests/retrieval tests/browser

check: .venv/installed-dev ## Format, lint, layers, types; no tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

browser: .venv/installed-dev chromium ## Only the browser tests
	$(BIN)/python -m pytest -q tests/browser

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
	  echo "Chromium is missing: installing it"; \
	  as_root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$as_root apt-get update -qq && $$as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null; }

translations: .venv/installed-dev ## Bring the template and every catalog up to date, and say what is missing
	$(BIN)/python -m i18n.checks update

bench: .venv/installed-dev ## Measure again what docs/ and the README say
	$(BIN)/python -m benchmarks.gold_questions
	$(BIN)/python -m benchmarks.answer_time
	$(BIN)/python -m benchmarks.reindex
	$(BIN)/python -m benchmarks.load
	$(BIN)/python -m benchmarks.activities
	$(BIN)/python -m benchmarks.activity_import
	$(BIN)/python -m benchmarks.bank

clean: ## Throw away the environment and the demo world
	rm -rf .venv data
