# make help says what there is. Windows: see README, "On Windows".

PY = .venv/bin/python
# several test processes; a file's tests stay together, so that a window or fixture is made once
PYTEST = QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n auto --dist loadfile

.PHONY: help setup run test check format bench bench-tools samples exe exe-test exe-windows exe-windows-check lock clean
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | expand -t 20

setup: ## .venv, and the system libraries and Chinese font that are missing
	@sh .ci/setup

run: setup ## the window with a sample report (FILES="..." for others); without a display, its audit
	@sh .ci/sample $(FILES)

test: setup ## the whole suite, offscreen (ARGS="..." goes to pytest)
	@$(PYTEST) $(ARGS)

check: setup ## lint, format, types of core, import contract
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports

format: setup ## rewrite the code the way `make check` wants it
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

bench: setup ## speed, slips found, figures taken beside other tools (PART=extract for one of them)
	$(PY) -m tests.bench $(PART)

bench-tools: setup ## .venv-bench, with the other tools that bench measures
	test -x .venv-bench/bin/python || $(PY) -m venv .venv-bench
	echo '*' > .venv-bench/.gitignore
	.venv-bench/bin/python -m pip install -q -r tests/bench/requirements.txt

samples: setup ## write resources/samples again
	$(PY) -m tests.generator.samples

exe: setup ## the program for this system, in dist/Gouji
	@sh .ci/system exe:$(PY)
	$(PY) -m PyInstaller --noconfirm --log-level ERROR --workpath build/pyinstaller build.spec

exe-test: exe ## build it, then open and audit reports with it
	GOUJI_EXE=dist/Gouji $(PY) -m pytest tests/packaging $(ARGS)

exe-windows: setup ## the Windows program, built under Wine, in dist/windows/Gouji
	@sh .ci/windows

exe-windows-check: setup ## open and audit reports with the Windows program, under Wine
	@sh .ci/windows check

lock: ## pin the versions again (ARGS=--upgrade for newer ones)
	.ci/lock $(ARGS)

clean: ## remove what was built (not .venv)
	rm -rf build dist out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
