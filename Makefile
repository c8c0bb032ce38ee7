# Every command of the project, one line each. `make` alone lists them.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
# Browsers are watched one at a time: how long things take there is part of what is tested.
ON_ALL_CORES := -n $(shell getconf _NPROCESSORS_ONLN) --dist loadfile
.DEFAULT_GOAL := help

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 18

.venv/.product: requirements.txt pyproject.toml
	test -n "$(PYTHON)" || { echo "Python 3.11 is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/.tools: .venv/.product requirements-dev.txt requirements-train.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-train.txt
	touch $@

demo: .venv/.product ## build the demo study from real encodes and serve it at http://127.0.0.1:8000/
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	$(BIN)/python manage.py build_demo
	@$(MAKE) --no-print-directory serve

serve: .venv/.product ## site and worker together; Ctrl-C stops both
	@echo "Serving at http://$${BIND:-127.0.0.1:8000}/  (Ctrl-C stops)"
	@case "$${BIND:-127.0.0.1:8000}" in 127.*|localhost:*|"[::1]:"*|unix:*) ;; \
	  *) echo "WARNING: $$BIND is open to the network. Beyond one you trust, put nginx in front: docs/operations.md";; esac
	@nice -n 19 $(BIN)/python manage.py db_worker --verbosity 0 & worker=$$!; \
	nice -n 19 $(BIN)/python manage.py db_worker --queue-name pairs --verbosity 0 & pairs=$$!; \
	trap 'kill $$worker $$pairs 2>/dev/null' EXIT INT TERM; \
	$(BIN)/gunicorn evalsite.wsgi

run: .venv/.product ## the site alone, with Django's reloading server
	DEBUG=1 $(BIN)/python manage.py runserver

worker: .venv/.product ## the worker alone, all its queues: encodes, fits, the next pairs
	$(BIN)/python manage.py db_worker --queue-name '*'

lint: .venv/.tools ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.tools ## mypy, strict
	$(BIN)/mypy .

browser: .venv/.tools
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
	  && apt-get update -qq && apt-get install -qq -y chromium >/dev/null; } \
	  || echo "NO BROWSER: its tests are skipped. Install one with: apt-get install chromium"

test: .venv/.tools browser lint types ## everything: lint, types, migrations, tests, browser, PostgreSQL
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest $(ON_ALL_CORES) -m 'not slow and not browser'
	$(BIN)/python -m pytest -m 'browser and not slow' || { echo "ONCE MORE, what failed in the browser: \
	  a browser that loses itself does so once, a fault of ours twice"; \
	  $(BIN)/python -m pytest -m 'browser and not slow' --last-failed --last-failed-no-failures none; }
	$(BIN)/python -m evalsite.tests.on_postgres $(BIN)/python -m pytest $(ON_ALL_CORES) -m 'not slow and not browser' evalsite raters elo/tests/test_fitting.py elo/tests/test_pages.py

test-offline: .venv/.tools browser ## a rater offline for the full 30 seconds in mid-trial
	$(BIN)/python -m pytest -m slow evalsite/tests/test_outbox_browser.py

proofs: .venv/.tools ## the long proofs; their tables are kept in docs/
	$(BIN)/python -m pytest -m slow

prove-learned: .venv/.tools ## the learned codec's long proofs alone: every size up to 1100x700, every short run
	$(BIN)/python -m pytest -m slow codecs/imgcodecs/learned

prove-screening: .venv/.tools ## how often each kind of simulated rater passes each check, into docs/screening.md; half an hour
	$(ONE_THREAD) $(BIN)/python manage.py prove_screening $(ARGS)

calibrate: .venv/.tools ## do 95 % intervals hold the truth, are the draws of `full` its posterior: simulated, into docs/validation.md; an hour, may be cut and goes on
	$(ONE_THREAD) $(BIN)/python -m bench.calibration coverage --models mle full
	$(ONE_THREAD) $(BIN)/python -m bench.calibration coverage --models plain --count 100
	$(ONE_THREAD) $(BIN)/python -m bench.calibration coverage --models mle full --count 200 --world unspoilt
	$(ONE_THREAD) $(BIN)/python -m bench.calibration coverage --models mle full --count 100 --world contrary
	$(ONE_THREAD) $(BIN)/python -m bench.calibration coverage --models full --count 200 --world shared
	$(ONE_THREAD) $(BIN)/python -m bench.calibration coverage --models pooled
	$(ONE_THREAD) $(BIN)/python -m bench.calibration coverage --models pooled --count 200 --world rough
	$(ONE_THREAD) $(BIN)/python -m bench.calibration ranks --from 1001
	$(ONE_THREAD) $(BIN)/python -m bench.calibration ranks --pooled
	$(BIN)/python -m bench.calibration write

bench-peers: .venv/.tools ## our Bradley-Terry against choix: same scores, and how long each takes; ARGS="--write"
	$(ONE_THREAD) $(BIN)/python -m bench.peers $(ARGS)

bench-ladder: .venv/.product ## time a ladder against its encodes by hand; ARGS="--help" lists the choices
	$(BIN)/python bench/ladder.py $(ARGS)

bench-serve: .venv/.product ## load the site until it gives, then look up every vote; ARGS="--help" lists the choices
	$(BIN)/python -m bench.serve $(ARGS)

prove-serving: .venv/.product ## every figure of docs/serving.md anew; forty minutes of a machine that does nothing else
	$(BIN)/python -m bench.serve --write postgres
	$(BIN)/python -m bench.serve --rates --rate 300 --write aim
	$(BIN)/python -m bench.serve --database sqlite --seconds 60 --write sqlite
	$(BIN)/python -m bench.serve --rates --seconds 120 --stored 1000000 --write million
	$(BIN)/python -m bench.serve --rates --kill 20 --write kill
	$(BIN)/python -m bench.serve --images --write images

bench-sampling: .venv/.product ## votes that each choice of pairs needs, simulated at the paper's size; 15 minutes; ARGS="--help"
	$(ONE_THREAD) $(BIN)/python bench/sampling.py $(ARGS)

bench-fit: .venv/.product ## time and memory of fits at the paper's size, a tenth and four times it; ARGS="--help"
	$(BIN)/python -m bench.fit $(ARGS)

pictures: .venv/.tools browser ## take docs/pictures/ anew from a demo that is being served
	$(BIN)/python -m evalsite.tests.take_pictures

.PHONY: help demo serve run worker lint types browser test test-offline proofs prove-learned prove-screening calibrate bench-peers bench-ladder bench-serve prove-serving bench-sampling bench-fit pictures
