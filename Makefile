# Needs only Python (3.10 to 3.12), pip and make. Everything else comes from the package registry, as uv.lock pins it.
PYTHON ?= python3
export UV_PYTHON_DOWNLOADS = never
ifneq ($(origin PYTHON), file)
export UV_PYTHON = $(PYTHON)
endif
export UV_PROJECT_ENVIRONMENT = .venv
UV = .uv/bin/uv
RUN = .venv/bin/python -m
SYNC = $(UV) sync --frozen --inexact --quiet

.PHONY: demo test lint bench clean
.DELETE_ON_ERROR:

demo: .venv/.base  ## subtitles and JSON for the samples, into demo-output/
	$(RUN) annotator run samples -o demo-output --lang ko,en --overwrite
	@ls demo-output

test: .venv/.all lint  ## everything that must hold
	$(RUN) pytest

lint: .venv/.all
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy

bench: .venv/.all  ## what docs/benchmarks.md reports
	$(RUN) benchmarks

clean:
	rm -rf .venv .uv demo-output dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'

.venv/.base: pyproject.toml uv.lock | .uv/bin/uv
	$(SYNC) --no-dev
	@touch $@

.venv/.all: pyproject.toml uv.lock | .uv/bin/uv
	$(SYNC) --all-extras --all-groups
	@touch $@ .venv/.base
