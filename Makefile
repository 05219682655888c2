# The same few commands at the desk and in CI. Needs Python 3.11 or newer, make and git.
#
#   make install  set up what a site needs, and no more
#   make site     set up, build, print the portals' links
#   make serve    the same, with live reload
#   make test     set up, check style and types, run the tests
#   make sweep    the slow, thorough tests
#   make bench    how fast and how small, beside others; parts of it: make bench PARTS="growth size"
#   make docs     build the documentation into docs-site
#   make hook     check the project files before each commit
#   make catalogs bring the texts of all languages up to the code
#   make lock     renew the locks after a change in pyproject.toml: of a site, of the tests and tools,
#                 and of the measures

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
OTHERS := .venv-bench

# A version is locked when it is at least this old: most that were tampered with are found within days.
COOLDOWN ?= 7 days
COMPILE = "$(CURDIR)/$(BIN)/uv" pip compile --universal --generate-hashes --no-emit-index-url --no-header \
	--quiet --upgrade --exclude-newer "$(COOLDOWN)"

# Processes that share the tests: one more than two cores, since a test often waits, for a browser or
# a command.
WORKERS ?= 3

export NO_MKDOCS_2_WARNING := 1

.PHONY: install tools site serve test sweep bench docs catalogs hook lock

# Both do nothing when nothing has changed.
install:
	@PYTHON="$(PYTHON)" .ci/install

tools:
	@PYTHON="$(PYTHON)" .ci/install --tools

site: install
	$(BIN)/courtside build
	@$(BIN)/courtside links
	@echo "These open once the site is published. To open them here: make serve" >&2

serve: install
	$(BIN)/courtside serve

test: tools
	@./.ci/browsers
	@./.ci/web
	@./.ci/hosts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	@$(BIN)/python tests/test_architecture.py
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

sweep: tools
	@./.ci/browsers chromium
	@./.ci/web
	$(BIN)/python -m pytest -m sweep

bench: tools $(OTHERS)/.installed
	@./.ci/browsers chromium
	@./.ci/web
	@./.ci/hugo
	@cd tests && ../$(BIN)/python -m bench $(PARTS)

docs: install
	$(BIN)/python tests/helpers/reference.py
	$(BIN)/mkdocs build --strict --config-file docs/site/mkdocs.yml
	@echo "Open docs-site/index.html, or with search: $(BIN)/mkdocs serve -f docs/site/mkdocs.yml" >&2

hook: install
	@hook="$$(git rev-parse --git-path hooks)/pre-commit"; \
	if [ -e "$$hook" ]; then echo "There is a hook already: $$hook; add to it: $(BIN)/courtside check" >&2; exit 1; fi; \
	mkdir -p "$$(dirname "$$hook")"; \
	printf '#!/bin/sh\nexec $(BIN)/courtside check\n' > "$$hook"; chmod +x "$$hook"; \
	echo "From now on courtside check runs before each commit; git commit --no-verify goes around it." >&2

catalogs: tools
	$(BIN)/python tests/helpers/catalogs.py

lock: tools
	$(COMPILE) --only-binary :all: pyproject.toml --extra build -o requirements.lock
	cp requirements.lock hooks/courtside/starter/shell/requirements.lock
	$(COMPILE) --only-binary :all: pyproject.toml --all-extras -c requirements.lock -o requirements-dev.lock
	cd tests/bench && $(COMPILE) requirements.in --constraint ../../requirements-dev.lock \
		--override overrides.in -o requirements.lock

# The generators that `make bench` compares with. The lock is whole, and pip would not have its one
# override, so pip is not asked what needs what.
$(OTHERS)/.installed: tests/bench/requirements.lock
	@test -x $(OTHERS)/bin/python || $(PYTHON) -m venv $(OTHERS)
	$(OTHERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--require-hashes -r tests/bench/requirements.lock
	@touch $@
