# Every command of the project. `make` alone lists them.

# The first Python of this machine that is new enough; PYTHON=/path/to/python3 chooses another.
NEW_ENOUGH = 'import sys; sys.exit(sys.version_info < (3, 11))'
ifeq ($(value PYTHON),)
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c $(NEW_ENOUGH) 2>/dev/null && echo $$p && break; done)
endif

DEV = .venv/bin
CLI = .venv-cli/bin/python
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
OPERATE = PYTHONPATH=functions:. $(CLI) -m cart_to_order
# cdk-nag runs on Node: where there is none, its test says so.
NAG = $(if $(shell command -v node 2>/dev/null),ready-nag)
GOAL := $(firstword $(MAKECMDGOALS))
# What a target is given is checked before it installs or starts anything.
up: CHECKED = STORE_PORT AWS_PORT
emulator: CHECKED = PORT
bulk: CHECKED = ROWS
build: CHECKED = RUNTIME ARCHITECTURE
deploy deploy-built: CHECKED = ENV RUNTIME ARCHITECTURE
worlds: CHECKED = WORLDS SEED WORLD
soak: CHECKED = ORDERS
fuzz combinations: CHECKED = CASES
bench: CHECKED = PARTS
# What is given to a command, a key for example, is text: neither make nor a shell may run it. Here
# make takes each as it is, without expanding it; recipes read it from the environment, in quotes.
GIVEN := ARCHITECTURE AWS_PORT CASES ENV GOAL KEY LOCAL NEW_LEDGER ORDERS PARTS PORT PYTHON ROWS RUNTIME \
  EMULATOR_EXCHANGES SEED SHORTER_SETTLE STACK STORE STORE_PORT TABLE WORLD WORLDS WRITE YES
$(foreach name,$(GIVEN),$(eval override $(name) := $$(value $(name))))
export $(GIVEN)

.DEFAULT_GOAL := help
.PHONY: help run up down emulator cli bulk audit show pages redrive pause resume rollback ledger \
  verify-store build deploy deploy-built remove quick test check fmt crash worlds mutants soak fuzz \
  combinations bench bench-emulator quick-start openapi docs lock clean python ready-bench ready-charts \
  ready-cli ready-cloud ready-dev ready-docs ready-examples ready-nag ready-sam ready-scan

help: ## This list
	@awk -F ':.*## ' '/^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {split($$2, text, " [|] "); printf "  make %-15s %s\n", $$1, text[1]; \
	  if (text[2]) printf "  %20s %s\n", "", text[2]}' $(MAKEFILE_LIST)

##@ Try it

run: ready-cloud ## Place two orders, by HTTP and by SQS, in an emulator here
	@$(CLOUD) -m local_cloud.run

up: ready-cloud ## The same, but it stays up | STORE_PORT=4010 AWS_PORT=4566
	@$(CLOUD) -m local_cloud.up up

down: ## End what `make up` started
	@if [ -x $(CLOUD) ]; then $(CLOUD) -m local_cloud.up down; else echo "Nothing is up."; fi

emulator: ready-cloud ## Only the emulator of BigCommerce | PORT=4010
	@$(CLOUD) -m bigcommerce_emulator --port "$$PORT"

##@ Send orders

cli: ready-cli ## The command cart-to-order of this checkout
	@"$$PYTHON" -m tools.launcher

bulk: ready-dev ready-cloud ## A table of orders by queue, killed once and continued | ROWS=10000
	@PYTHONPATH=functions:. $(DEV)/python -m tools.benchmark.bulk "$${ROWS:-10000}"

##@ Operate

audit: ready-cli ## Compare ledger and store, changing nothing | STORE=acme, STACK=name or LOCAL=1
	@[ -n "$$STORE" ] || { echo "Which store? make audit STORE=acme"; exit 2; }
	@$(OPERATE) audit --store "$$STORE" $(PLACE)

show: ready-cli ## One key: ledger, history, the store's view | STORE=acme KEY=po-1001, STACK=name or LOCAL=1
	@[ -n "$$STORE" ] && [ -n "$$KEY" ] || { echo "Which key? make show STORE=acme KEY=po-1001"; exit 2; }
	@$(OPERATE) show --store "$$STORE" --key "$$KEY" $(PLACE)

pages: ready-cli ## Orders and timelines in a browser, read-only | STACK=name or LOCAL=1
	@$(OPERATE) pages $(PLACE)

redrive: ready-cli ## Send the dead letters back to the order queue | STACK=name or LOCAL=1
	@$(OPERATE) redrive $(PLACE)

pause: ready-cli ## Place no orders until `make resume` | STACK=name or LOCAL=1
	@$(OPERATE) pause $(PLACE)

resume: ready-cli ## End a pause | STACK=name or LOCAL=1
	@$(OPERATE) resume $(PLACE)

rollback: ready-cli ## Move all traffic to the version before | STACK=name or LOCAL=1, YES=1
	@$(OPERATE) rollback $(PLACE) $(SURE)

ledger: ready-cli ## Prepare a restored or left-behind table for a stack | TABLE=name, LOCAL=1
	@[ -n "$$TABLE" ] || { echo "Which table? make ledger TABLE=cart-to-order-restored"; exit 2; }
	@$(OPERATE) ledger --table "$$TABLE" $(HERE)

verify-store: ready-cloud ## How a real store differs from the emulator (WRITE=FILE) | BIGCOMMERCE_STORE_HASH, BIGCOMMERCE_ACCESS_TOKEN
	@$(CLOUD) -m bigcommerce_emulator.verify $(KEPT)

##@ Deploy

build: ready-sam ## Build for AWS | RUNTIME=python3.13 ARCHITECTURE=arm64
	@PYTHON="$$PWD/.venv-sam/bin/python" LAMBDA_RUNTIME="$$RUNTIME" LAMBDA_ARCHITECTURE="$$ARCHITECTURE" \
	  $(SAM) build $(TARGET)

deploy: ready-sam ## Check, build and deploy to AWS, asking | ENV=dev or prod, YES=1 asks nothing
	@$(DEPLOY)

deploy-built: ready-sam ## The same with what is built already
	@$(DEPLOY) --built

remove: ready-cli ## Show what removing a stack takes and leaves | STACK=name, YES=1 removes it
	@$(OPERATE) remove $(PLACE) $(SURE)

##@ Develop

quick: ready-dev ## While you work: checks, unit tests, a small crash run
	@$(DEV)/python -m tools.suite format lint types imports words fast_unit small_crash

test: ready-dev ready-cloud ready-sam ready-scan $(NAG) ready-examples ## Everything that can be checked, with a summary
	@$(DEV)/python -m tools.suite

check: ready-dev ## Format, lint, types, import rules, words
	@$(DEV)/python -m tools.suite format lint types imports words

fmt: ready-dev ## Format the code and fix what the linter can fix
	@$(DEV)/ruff check --quiet --fix-only .
	@$(DEV)/ruff format .

crash: ready-dev ## The crash tests with every pair of every fault
	@PYTHONPATH=functions:. $(DEV)/python -m pytest -q --no-header -n 2 --dist worksteal tests/crash --all-kinds

worlds: ready-dev ## Whole worlds drawn from a seed | WORLDS=20000 SEED=1, or one again: SEED=1 WORLD=123
	@PYTHONPATH=functions:. $(DEV)/python -m tests.simulation --processes 2 \
	  --seed "$$SEED" --worlds "$$WORLDS" --world "$$WORLD"

mutants: ready-dev ## Remove one safeguard after the other: a test must fail
	@$(DEV)/python -m tests.crash.mutants

soak: ready-cloud ## Many orders, much trouble, on the local AWS | ORDERS=1000
	@$(CLOUD) -m local_cloud.soak "$${ORDERS:-1000}"

fuzz: ready-dev ## Requests made up from OpenAPI, sent to the handler | CASES=500
	@FUZZ_CASES="$${CASES:-500}" $(DEV)/python -m pytest -q --no-header tests/integration/fuzzing/test_fuzz.py

combinations: ready-sam ## Lint the template in many combinations of parameters | CASES=500
	@AWS_DEFAULT_REGION=eu-west-1 .venv-sam/bin/python -m tests.template.combinations "$${CASES:-500}"

bench: ready-dev ready-cloud ready-bench ready-charts ## Speed and cost beside floors and peers | PARTS="warm cold"
	@PYTHONPATH=functions:. $(DEV)/python -m tools.benchmark $$PARTS

bench-emulator: ready-cloud ## Requests a second of the emulator, beside a bare server
	@$(CLOUD) -m bigcommerce_emulator.bench

quick-start: ready-dev ## From the emulator's wheel to a first green test, timed
	@$(DEV)/python -m tools.quick_start

openapi: ready-dev ## Write docs/openapi.json and what else the code makes
	@PYTHONPATH=functions:. $(DEV)/python -m tools.api_docs
	@PYTHONPATH=functions:. $(DEV)/python -m tools.api_docs.error_table
	@PYTHONPATH=functions:. $(DEV)/python -m tools.api_docs.mapping_page
	@PYTHONPATH=functions:. $(DEV)/python -m tools.api_docs.configuration_page
	@PYTHONPATH=functions:. $(DEV)/python -m tools.api_docs.system_picture

docs: ready-docs ## Build the site of the docs, without network
	@NO_MKDOCS_2_WARNING=1 .venv-docs/bin/python -m tools.site

lock: python ## Lock the newest versions that requirements/*.in allow
	@"$$PYTHON" -m tools.setup lock
	@.venv-lock/bin/python -m tools.lock

clean: down ## Remove all that can be made again
	@rm -rf .venv .venv-* .local .aws-sam .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Clean."

ready-bench ready-charts ready-cli ready-cloud ready-dev ready-docs ready-examples ready-nag ready-sam ready-scan: ready-%: python
	@"$$PYTHON" -m tools.setup $*

python:
	@[ -n "$$PYTHON" ] && "$$PYTHON" -c $(NEW_ENOUGH) 2>/dev/null || { \
	  here="$${PYTHON:-python3}"; \
	  echo "Python 3.11 or newer is needed; $$here here is $$("$$here" -V 2>&1 || true)."; \
	  echo "Install one (https://www.python.org/downloads/), or say where it is:"; \
	  echo "  make $$GOAL PYTHON=/path/to/python3.13"; exit 1; }
	@$(if $(CHECKED),"$$PYTHON" -m tools.values $(CHECKED))
