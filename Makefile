# The same few commands at the desk and in CI. Needs Python 3.11 or newer, make and git.
#
#   make install  set up, and no more
#   make site     set up, build, print the portals' links
#   make serve    the same, with live reload
#   make test     set up, check style and types, run the tests
#   make sweep    the slow, thorough tests
#   make bench    how fast and how small, beside others; parts of it: make bench PARTS="growth size"
#   make hook     check the project files before each commit
#   make catalogs bring the texts of all languages up to the code
#   make lock     renew requirements.lock after a change in pyproject.toml, and that of the measures

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
OTHERS := .venv-bench

export NO_MKDOCS_2_WARNING := 1

.PHONY: install site serve test sweep bench catalogs hook lock

install: $(STAMP)

site: $(STAMP)
	$(BIN)/courtside build
	@$(BIN)/courtside links
	@echo "These open once the site is published. To open them here: make serve" >&2

serve: $(STAMP)
	$(BIN)/courtside serve

test: $(STAMP)
	@./.ci/chromium
	@./.ci/web
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2

sweep: $(STAMP)
	@./.ci/chromium
	@./.ci/web
	$(BIN)/python -m pytest -m sweep

bench: $(STAMP) $(OTHERS)/.installed
	@./.ci/chromium
	@./.ci/web
	@./.ci/hugo
	@cd tests && ../$(BIN)/python -m bench $(PARTS)

hook: $(STAMP)
	@hook="$$(git rev-parse --git-path hooks)/pre-commit"; \
	if [ -e "$$hook" ]; then echo "There is a hook already: $$hook; add to it: $(BIN)/courtside check" >&2; exit 1; fi; \
	mkdir -p "$$(dirname "$$hook")"; \
	printf '#!/bin/sh\nexec $(BIN)/courtside check\n' > "$$hook"; chmod +x "$$hook"; \
	echo "From now on courtside check runs before each commit; git commit --no-verify goes around it." >&2

catalogs: $(STAMP)
	$(BIN)/python tests/helpers/catalogs.py

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: python -m pip install uv" >&2; exit 1; }
	uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-emit-index-url \
		--no-header --upgrade -o requirements.lock
	cd tests/bench && uv pip compile requirements.in --constraint ../../requirements.lock \
		--override overrides.in --universal --generate-hashes --no-emit-index-url --no-header \
		--upgrade -o requirements.lock

# The generators that `make bench` compares with. The lock is whole, and pip would not have its one
# override, so pip is not asked what needs what.
$(OTHERS)/.installed: tests/bench/requirements.lock
	@test -x $(OTHERS)/bin/python || $(PYTHON) -m venv $(OTHERS)
	$(OTHERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--require-hashes -r tests/bench/requirements.lock
	@touch $@

# Anew when the lock or the package's own description has changed, else not at all.
$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Courtside needs Python 3.11 or newer; if it has another name: make PYTHON=/path/to/python" >&2; exit 1; }
	@sum=$$($(PYTHON) -c 'import hashlib; print(*(hashlib.sha256(open(f, "rb").read()).hexdigest() for f in ("requirements.lock", "pyproject.toml")))'); \
	if [ "$$(cat $(STAMP) 2>/dev/null)" = "$$sum" ]; then touch $(STAMP); exit 0; fi; \
	set -e; \
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ echo "Python has no venv module here; on Debian: apt-get install python3-venv" >&2; exit 1; }; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	printf '%s\n' "$$sum" > $(STAMP)
