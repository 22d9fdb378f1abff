# AnBao 安保. 'make demo' serves the replayed campaign, 'make test' runs every check.
# Everything lives in .venv; uv is brought along when the machine has none.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
ARGS ?=
BIN := .venv/bin

.PHONY: help demo test check setup frontend docs lock clean messages browser
.DEFAULT_GOAL := help

help:  ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/.installed: pyproject.toml requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip install --quiet -r requirements.lock
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip install --quiet --no-deps -e .
	@$(BIN)/python scripts/keep-bytecode
	@touch $@

.venv/.compiled: .venv/.installed $(addprefix src/anbao/engines/,imaging/scan.py imaging/measures.py rostering/kernel.py rostering/diagram.py)
	@$(BIN)/python -m anbao.engines.imaging --compile
	@$(BIN)/python -m anbao.engines.rostering --compile
	@touch $@

setup: .venv/.installed .venv/.compiled messages frontend  ## install everything into .venv and build the front end

messages: .venv/.installed
	@$(BIN)/python -m anbao.project.messages

frontend: .venv/.installed
	@$(BIN)/python frontend/build.py

demo: setup  ## replay the 2022 campaign and serve it (ARGS="--until 2022-03-23T21:00 --port 8001")
	@$(BIN)/anbao demo $(ARGS)

browser:
	@scripts/browser

check: .venv/.installed  ## style and import contract
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check . --quiet || (echo "run: .venv/bin/ruff format ." && false)
	@$(BIN)/lint-imports --no-cache | tail -4

test: setup browser check  ## every check and every test (ARGS="-k weave")
	@$(BIN)/pytest -n 2 -m "not alone" $(ARGS) || test $$? -eq 5
	@$(BIN)/pytest -n 0 -m alone $(ARGS) || test $$? -eq 5  # 5: nothing of the kind was asked for

docs: setup  ## renew what the documents read off the code (pictures: scripts/pictures)
	@scripts/draw-architecture
	@$(BIN)/python scripts/write-reference
	@$(BIN)/python docs/draw_tables.py

lock: .venv/.installed  ## renew requirements.lock from pyproject.toml
	@$(BIN)/uv pip compile --quiet --no-emit-index-url --no-header --no-annotate --group dev \
	  --extra rostering --extra touring --extra naming --extra tracing --extra vision pyproject.toml -o requirements.lock

clean:  ## remove the demo's data and everything built
	rm -rf .anbao .venv node_modules frontend/node_modules src/anbao/project/static/dist
