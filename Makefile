# make demo · make test · make faults · make sweep · make browser · make thorough · make proof · make check · make bench · make soak · make lock
PORT ?= 8050
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test faults sweep browser thorough proof check bench lock soak clean

demo: .venv/run
	@PORT=$(PORT) $(BIN)/jiequan demo

test: .venv/test
	@$(BIN)/python -m tests.browser_at_hand
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "(not browser and not sweep or glance) and not thorough and not proof"

# What `make test` only glances at: the promises that all parts of a kind keep, on every part, question, page, role and payload,
# and the files that open whole desks, kill processes or search for laws.
sweep: .venv/test
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "sweep and not glance and not thorough and not proof" --timeout=600

# Every fault of the catalogue that the everyday tests do not inject: with them each is injected once.
faults: .venv/test
	@$(BIN)/python -m tests.browser_at_hand
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "fault and (sweep or browser) and not glance and not proof" --timeout=900

# Every page and the wall in a real browser, in both languages and themes, by pointer and by keyboard.
browser: .venv/test
	@$(BIN)/python -m tests.browser_at_hand
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "browser and not glance and not thorough and not proof" tests/browser

# What takes long: kills at every step, long histories, the sizes and scenes of walls, the records of Boston.
thorough: .venv/test
	@$(BIN)/python -m tests.browser_at_hand
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m thorough --hypothesis-profile=searching --timeout=900

# What takes longest and is run by hand: every answer of the matrix of doors, attacks from the API document, planted simulations.
proof: .venv/test
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m proof --hypothesis-profile=searching --timeout=900

check: .venv/test
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/test_docs.py tests/test_style.py

bench: .venv/test
	@$(BIN)/python -m tests.benchmarks

# Hours of the wall under accelerated updates, and 200 kills; `make soak MINUTES=20` is the short form.
MINUTES ?= 120
soak: .venv/test
	@$(BIN)/python -m tests.browser_at_hand
	@$(BIN)/python -m tests.soak --minutes $(MINUTES)

# Rewrites requirements/*.txt with hashes and without any index address; needs `uv` on the PATH.
COMPILE = uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock:
	@$(COMPILE) --extra build pyproject.toml -o requirements/run.txt
	@$(COMPILE) --extra test -c requirements/run.txt pyproject.toml -o requirements/test.txt

.venv/run: requirements/run.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "正在安装依赖（约一分钟） · installing dependencies (about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/test: .venv/run requirements/test.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

clean:
	@rm -rf var dist build
