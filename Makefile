# Everything a new machine needs: Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out

.PHONY: demo test lint docs bench soak faults fuzz lock browser clean

demo: $(VENV)/.run  ## clean the sample documents and say where tables and report are
	@$(BIN)/winnow run seeds --out $(OUT); code=$$?; \
	if [ $$code -gt 1 ]; then exit $$code; fi; \
	echo; echo "The samples include an empty and a binary file, so a few rejects are right."; \
	echo "Look:  $(BIN)/winnow explain wechat_article.md --out $(OUT)"

test: $(VENV)/.dev  ## all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The locked versions, with hashes. A stamp says which set is installed.
$(VENV)/.run: requirements/run.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m cleaners.repeats  # compile ahead, once
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

docs: $(VENV)/.run  ## pages written from the code: docs/tables.md, docs/cli.md
	$(BIN)/python -m flows.docs

bench: $(VENV)/.dev  ## ratios beside other tools, and how cost grows; docs/repeats.md says how to read them
	$(BIN)/python -m bench.repeats --rows 20000
	$(BIN)/python -m bench.repeats_scale --paragraphs 1000000

soak: $(VENV)/.dev  ## 200 small runs killed at random moments, then compared with one clean run
	nice -n 5 $(BIN)/python -m bench.soak --runs 200 --commands 3

faults: $(VENV)/.dev  ## kill a commit before and after every call on the disk, let every call fail
	WINNOW_ALL_FAULTS=1 nice -n 5 $(BIN)/python -m pytest tests/warehouse/test_faults.py -s

fuzz: $(VENV)/.dev  ## look for input that breaks what must not break, SECONDS long (600); cases go to tests/fuzz/cases.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/fuzz.txt
	nice -n 10 $(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),600)

browser:  ## Debian's Chromium, for the tests that look at pages as a person does
	apt-get update -qq && apt-get install -y -qq chromium

lock:  ## resolve the versions anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet \
		pyproject.toml --output-file requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet \
		--extra dev --extra cluster --extra iceberg --constraint requirements/run.txt pyproject.toml --output-file requirements/dev.txt

clean:
	rm -rf $(VENV) $(OUT) build *.egg-info
