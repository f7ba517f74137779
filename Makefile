# Every command of the project. `make` alone lists them.

# The first Python of this machine that is new enough; PYTHON=/path/to/python3 chooses another.
NEW_ENOUGH = 'import sys; sys.exit(sys.version_info < (3, 11))'
ifeq ($(value PYTHON),)
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c $(NEW_ENOUGH) 2>/dev/null && echo $$p && break; done)
endif

DEV = .venv/bin
CLOUD = .venv-cloud/bin/python
SAM = SAM_CLI_TELEMETRY=0 .venv-sam/bin/sam
PORT ?= 4010
RUNTIME ?= python3.13
ARCHITECTURE ?= arm64
TARGET = --parameter-overrides Runtime="$$RUNTIME" Architecture="$$ARCHITECTURE"
# A deployment takes them from samconfig.toml unless they were said on the command line.
SAID := $(foreach name,RUNTIME ARCHITECTURE,$(if $(filter file,$(origin $(name))),-u $(name)))
DEPLOY = env $(SAID) .venv-sam/bin/python -m tools.deployment
# Where an operator's command works: a stack on AWS, or what `make up` started.
PLACE = $(if $(LOCAL),--local,--stack "$${STACK:-cart-to-order}")
# Where the findings about a real store are kept.
KEPT = $(if $(WRITE),--write "$$WRITE")
HERE = $(if $(LOCAL),--local)
SURE = $(if $(YES),--yes)
OPERATE = PYTHONPATH=functions:. $(DEV)/python -m cart_to_order.operations
# cdk-nag runs on Node: where there is none, its test says so.
NAG = $(if $(shell command -v node 2>/dev/null),ready-nag)
GOAL := $(firstword $(MAKECMDGOALS))
# What is given to a command, a key for example, is text: neither make nor a shell may run it. Here
# make takes each as it is, without expanding it; recipes read it from the environment, in quotes.
GIVEN := ARCHITECTURE AWS_PORT CASES ENV GOAL KEY LOCAL NEW_LEDGER ORDERS PARTS PORT PYTHON ROWS RUNTIME \
  EMULATOR_EXCHANGES SEED STACK STORE STORE_PORT TABLE WORLD WORLDS WRITE YES
$(foreach name,$(GIVEN),$(eval override $(name) := $$(value $(name))))
export $(GIVEN)

.DEFAULT_GOAL := help
.PHONY: help run up down emulator verify-store bench-emulator quick-start test check fmt quick soak crash mutants \
  worlds combinations fuzz openapi audit show redrive pause resume rollback ledger remove cli bulk build deploy \
  deploy-built lock clean python ready-cloud ready-dev ready-sam ready-scan ready-nag ready-examples bench ready-bench

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ready-cloud ## Two orders through both entry points into an emulator, on this machine only
	@$(CLOUD) -m local_cloud.run

up: ready-cloud ## The same, but it stays up (STORE_PORT=4010 AWS_PORT=4566 choose ports)
	@$(CLOUD) -m local_cloud.up up

down: ## End what `make up` started
	@if [ -x $(CLOUD) ]; then $(CLOUD) -m local_cloud.up down; else echo "Nothing is up."; fi

emulator: ready-cloud ## Only the emulator, on 127.0.0.1:4010 (PORT=4011 chooses another)
	@$(CLOUD) -m bigcommerce_emulator --port "$$PORT"

verify-store: ready-cloud ## The contract tests on a real store (BIGCOMMERCE_STORE_HASH, BIGCOMMERCE_ACCESS_TOKEN, WRITE=FILE)
	@$(CLOUD) -m bigcommerce_emulator.verify $(KEPT)

bench-emulator: ready-cloud ## Requests a second of the emulator on one core, beside a bare server
	@$(CLOUD) -m bigcommerce_emulator.bench

quick-start: ready-dev ## How long it takes from the emulator's wheel to a first green test in a fresh environment
	@$(DEV)/python -m tools.quick_start

test: ready-dev ready-cloud ready-sam ready-scan $(NAG) ready-examples ## Everything that can be checked, with a summary
	@$(DEV)/python -m tools.suite

bench: ready-dev ready-cloud ready-bench ## Speed and cost beside floors and peers: docs/benchmarks.md (PARTS="warm cold")
	@PYTHONPATH=functions:. $(DEV)/python -m tools.benchmark $$PARTS

check: ready-dev ## Format, lint, types and import rules
	@$(DEV)/python -m tools.suite format lint types imports

quick: ready-dev ## What to run while you work: checks, unit tests, a small crash run (a minute)
	@$(DEV)/python -m tools.suite format lint types imports unit small_crash

fmt: ready-dev ## Format the code and mend what the linter can mend
	@$(DEV)/ruff check --quiet --fix-only .
	@$(DEV)/ruff format .

soak: ready-cloud ## Many orders, much trouble, on the local AWS (ORDERS=1000)
	@$(CLOUD) -m local_cloud.soak "$${ORDERS:-1000}"

crash: ready-dev ## The crash tests with every pair of every fault in every store (some minutes)
	@PYTHONPATH=functions:. $(DEV)/python -m pytest -q --no-header -n 2 --dist worksteal tests/crash --all-kinds

worlds: ready-dev ## Whole worlds drawn from a seed (WORLDS=20000 SEED=1), or one again (SEED=1 WORLD=123)
	@PYTHONPATH=functions:. $(DEV)/python -m tests.simulation --processes 2 \
	  --seed "$$SEED" --worlds "$$WORLDS" --world "$$WORLD"

mutants: ready-dev ## Remove one safeguard after the other: the crash tests must notice each
	@$(DEV)/python -m tests.crash.mutants

combinations: ready-sam ## Transform and lint the template in many combinations of parameters (CASES=500)
	@AWS_DEFAULT_REGION=eu-west-1 .venv-sam/bin/python -m tests.template.combinations "$${CASES:-500}"

fuzz: ready-dev ready-cloud ## Requests made up from the OpenAPI document, at the deployed local API (CASES=500)
	@FUZZ_CASES="$${CASES:-500}" $(DEV)/python -m pytest -q --no-header tests/end_to_end/test_fuzz.py

openapi: ready-dev ## Write docs/openapi.json, its page and the docs' tables (errors, mapping, parameters)
	@PYTHONPATH=functions:. $(DEV)/python -m tools.api_docs
	@PYTHONPATH=functions:. $(DEV)/python -m tools.api_docs.error_table
	@PYTHONPATH=functions:. $(DEV)/python -m tools.api_docs.mapping_page
	@PYTHONPATH=functions:. $(DEV)/python -m tools.api_docs.configuration_page
	@PYTHONPATH=functions:. $(DEV)/python -m tools.api_docs.system_picture

audit: ready-dev ## Compare ledger and store, changing nothing (STORE=acme STACK=cart-to-order, or LOCAL=1)
	@[ -n "$$STORE" ] || { echo "Which store? make audit STORE=acme"; exit 2; }
	@$(OPERATE).audit --store "$$STORE" $(PLACE)

show: ready-dev ## One key: ledger, history, the store's view (STORE=acme KEY=po-1001 STACK=cart-to-order, or LOCAL=1)
	@[ -n "$$STORE" ] && [ -n "$$KEY" ] || { echo "Which key? make show STORE=acme KEY=po-1001"; exit 2; }
	@$(OPERATE).show --store "$$STORE" --key "$$KEY" $(PLACE)

redrive: ready-dev ## Send the dead letters back to the order queue (STACK=cart-to-order, or LOCAL=1)
	@$(OPERATE).redrive $(PLACE)

pause: ready-dev ## Place no orders until `make resume`, also while alarms ring (STACK=cart-to-order, or LOCAL=1)
	@$(OPERATE).pause $(PLACE)

resume: ready-dev ## End a pause (STACK=cart-to-order, or LOCAL=1)
	@$(OPERATE).resume $(PLACE)

rollback: ready-dev ## All traffic to the version before, immediately and without a canary (STACK=cart-to-order, or LOCAL=1)
	@$(OPERATE).rollback $(PLACE)

ledger: ready-dev ## Prepare a restored or left-behind table for a stack (TABLE=name, or LOCAL=1 too)
	@[ -n "$$TABLE" ] || { echo "Which table? make ledger TABLE=cart-to-order-restored"; exit 2; }
	@$(OPERATE).ledger --table "$$TABLE" $(HERE)

remove: ready-dev ## What a stack's removal takes and leaves; YES=1 removes it (STACK=cart-to-order)
	@$(OPERATE).remove $(PLACE) $(SURE)

cli: ready-dev ## The command line of this checkout: .venv/bin/cart-to-order
	@"$$PYTHON" -m tools.launcher

bulk: ready-dev ready-cloud ## A table of orders by queue on the local AWS, killed once and gone on with (ROWS=10000)
	@PYTHONPATH=functions:. $(DEV)/python -m tools.benchmark.bulk "$${ROWS:-10000}"

build: ready-sam ## Build for AWS (RUNTIME=python3.13 ARCHITECTURE=arm64)
	@PYTHON="$$PWD/.venv-sam/bin/python" LAMBDA_RUNTIME="$$RUNTIME" LAMBDA_ARCHITECTURE="$$ARCHITECTURE" \
	  $(SAM) build $(TARGET)

deploy: ready-sam ## Check, build and deploy to AWS: asks and keeps the answers, or ENV=dev|prod (YES=1 asks nothing)
	@$(DEPLOY)

deploy-built: ready-sam ## The same with what is built already, in a place without credentials for example
	@$(DEPLOY) --built

lock: python ## Lock the newest versions allowed by requirements/*.in and the layer's
	@"$$PYTHON" -m tools.setup lock
	@.venv-lock/bin/python -m tools.lock

clean: down ## Remove everything that can be made again: environments, builds, logs
	@rm -rf .venv .venv-* .local .aws-sam .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Clean."

ready-bench ready-cloud ready-dev ready-examples ready-nag ready-sam ready-scan: ready-%: python
	@"$$PYTHON" -m tools.setup $*

python:
	@[ -n "$$PYTHON" ] && "$$PYTHON" -c $(NEW_ENOUGH) 2>/dev/null || { \
	  here="$${PYTHON:-python3}"; \
	  echo "Python 3.11 or newer is needed; $$here here is $$("$$here" -V 2>&1 || true)."; \
	  echo "Install one (https://www.python.org/downloads/), or say where it is:"; \
	  echo "  make $$GOAL PYTHON=/path/to/python3.13"; exit 1; }
