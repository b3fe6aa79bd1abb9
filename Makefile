# Everything happens in this folder; outside it only caches change (pip's, and ~/.cache/dino).
PYTHON ?= python3
BIN := .venv/bin
KERNELS := $(wildcard dino/kernels/*.pyx dino/kernels/*.pxd dino/kernels/*.h dino/runtime/*.pyx)

.PHONY: run test check build clean

run: build  ## run the README's example on all cores
	$(BIN)/dino mpirun examples/readme.py

test: build  ## all tests
	$(BIN)/python -m pytest

check: build  ## what reviewers check: style, layers, our own rules
	$(BIN)/ruff check setup.py dino tests examples benchmarks
	$(BIN)/ruff format --check setup.py dino tests examples benchmarks
	$(BIN)/lint-imports
	$(BIN)/dino lint dino examples benchmarks

build: .venv/built  ## then, of the kernels, what has changed since (the first time all, into build/)
	@if test -n "$$(find $(KERNELS) -newer .venv/built)"; then echo "building kernels" && \
	  { $(BIN)/python setup.py build_ext --inplace >.venv/kernels.log 2>&1 || { cat .venv/kernels.log >&2; exit 1; }; } && \
	  touch .venv/built; fi

.venv/built: pyproject.toml setup.py
	@echo "building into .venv: a minute or more"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { \
	  echo "dino: $(PYTHON) cannot make environments; on Debian: apt-get install python3-venv python3-dev gcc" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(BIN)/python -m compileall -q dino tests  # as for any installed package; PYTHONDONTWRITEBYTECODE may be set
	@touch $@

clean:  ## back to a fresh clone
	rm -rf .venv build dist *.egg-info dino/kernels/*.c dino/runtime/*.c
	find dino -name '*.so' -delete
