# The first call of a target makes its virtual environment; later calls find it ready.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Hundreds of processes start in a test run: each would compile the program anew.
PYTEST = env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest

.PHONY: run test soak check format bench screenshots snapshots matrix wheel clean

run: $(VENV)/.run
	@$(BIN)/tui-mlp $(ARGS)

test: $(VENV)/.test
	$(PYTEST) -n 3 --dist worksteal $(ARGS)

# Hours of attacks; what came of them is in build/soak.jsonl.
soak: $(VENV)/.test
	$(PYTEST) -n 2 --dist worksteal tests/attacks --soak -v $(ARGS)

check: $(VENV)/.check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.check
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.bench
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python benchmarks/ensemble.py
	$(BIN)/python benchmarks/screen.py
	$(BIN)/python benchmarks/wire.py
	$(BIN)/python benchmarks/startup.py

screenshots: $(VENV)/.run
	$(BIN)/python screenshots/make.py

snapshots: $(VENV)/.test
	$(BIN)/python -m pytest tests/ui --snapshot-update $(ARGS)

# The wheel on each Python, with the lowest and the newest libraries; needs uv, and minutes.
matrix:
	packaging/matrix.sh

wheel: $(VENV)/.run
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) dist build

# One that was made by half, as where Python lacks ensurepip, would be taken for ready next time.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# Dependency groups need pip 25.1, and an environment made by hand may hold an older one.
$(VENV)/.pip: | $(BIN)/python
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.run: pyproject.toml $(VENV)/.pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --group test
	@touch $@

$(VENV)/.check: $(VENV)/.test
	$(BIN)/python -m pip install --quiet --group check
	@touch $@

$(VENV)/.bench: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --group bench
	@touch $@
