# Two commands do everything on a bare machine: `make run` and `make test`. `make help` lists the others.

PYTHON ?= python3
# PyTorch's own index of CPU builds, which carry no hash there; empty takes torch from the package index as configured.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
JOBS ?= 2
COVERAGE ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST := $(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadgroup $(if $(COVERAGE),--cov --cov-append --cov-report= --cov-fail-under=0)

.PHONY: help install install-dev install-transformers install-airflow airflow models run check test soak quality coverage env lock format clean

help: ## List what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '%-22s %s\n' "$$name" "$$text"; done

install: .venv/.run ## Make .venv with .venv/bin/dreiklang

models: install ## Fetch the weights that translate (1.1 GB, once); without them German and Chinese stay untranslated
	@$(BIN)/dreiklang models pull

run: install ## The main job: from the sources to the digest; without dreiklang.toml on the bundled demo newsroom
	@$(BIN)/dreiklang models pull || echo "going on without translation; make models tries again"
	@$(BIN)/dreiklang run

check: install-dev ## Before each commit (3 minutes): linters, types, layers, fast tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(PYTEST) -m "not slow and not soak"

test: install-dev ## Everything but the soak tests (20 minutes): servers, kills, crawls
	@$(PYTEST) -m "not soak"

soak: install-dev ## The long tests (15 minutes)
	@$(PYTEST) -m soak

quality: install-dev ## How good extraction, labels and translation are; writes docs/quality.md; needs ../shared
	@$(BIN)/python -m benchmarks.extraction
	@test ! -d data/models/qwen2.5-coder-1.5b || $(BIN)/python -m benchmarks.translation --record data/models
	@$(BIN)/python -m benchmarks.quality

coverage: install-dev ## Fail below the floor of branch coverage; run `make test COVERAGE=1` first
	@$(BIN)/coverage report

env: ## Write .env with random secrets, and containers.toml, for `docker compose`; never overwrites
	@$(PYTHON) deploy/make_env.py .env containers.toml

format: install-dev ## Format and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: ## Resolve the lock files anew (needs uv)
	for extra in run: dev:dev postgresql:postgresql transformers:transformers; do \
	  name=$${extra%%:*}; wanted=$${extra#*:}; \
	  uv pip compile pyproject.toml --group build $${wanted:+--extra $$wanted} --universal --python-version 3.11 \
	    --override requirements/without-torch.txt --no-emit-package torch --generate-hashes --no-emit-find-links --no-emit-index-url --quiet \
	    --custom-compile-command "make lock" -o requirements/$$name.txt || exit 1; \
	done
	uv pip compile requirements/airflow.in --universal --python-version 3.11 --generate-hashes --no-emit-find-links --no-emit-index-url \
	  --quiet --custom-compile-command "make lock" -o requirements/airflow.txt

clean: ## Remove the environments and every cache; data and out stay
	rm -rf .venv .venv-airflow .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* htmlcov

airflow: install install-airflow ## Run everything on one machine under Airflow until Ctrl-C; see docs/airflow.md
	@exec .venv-airflow/bin/python deploy/airflow/start.py

install-airflow: .venv-airflow/.done ## Make .venv-airflow, an environment of Airflow's own

install-dev: .venv/.dev

install-transformers: install ## Add transformers and a CPU build of torch
	@$(PIP) install $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) -r requirements/torch.txt
	@$(PIP) install --require-hashes --no-deps -r requirements/transformers.txt

.venv/.run: requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "installing dreiklang into .venv"
	@$(PIP) install --require-hashes --no-deps -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@echo "installing the tools for tests and checks into .venv"
	@$(PIP) install --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

.venv-airflow/.done: requirements/airflow.txt | .venv/bin/python
	@echo "installing Airflow into .venv-airflow"
	@$(PYTHON) -m venv .venv-airflow
	@.venv-airflow/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps -r requirements/airflow.txt
	@touch $@

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "python3 is missing; run: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "Python 3.11, 3.12 or 3.13 is needed; run: make PYTHON=python3.11 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "venv is missing; run: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv
