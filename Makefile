# make demo   the main job, end to end (only cargo is needed)
# make test   everything the gate asks for
# make python the Python package: its tests with pandas, polars, pyarrow, all of them and none
# make c      the C binding: header, tests under valgrind, examples, what is installed
# make install  header and libraries for C: PREFIX=/usr/local DESTDIR= FEATURES=parquet
# make java   the Java binding: tests with every Java that is there, pages, examples
# make bench-java  the Java binding against the same work in Rust (JDK 22 or newer)
# make bench-c  the C binding against the same work in Rust
# make bench-python  the Python package against the same work in Rust
# make portable  the shared library for old systems (glibc 2.17), x86_64 and aarch64
# make page-test  the HTML page in a browser: Chromium has to be there
# make bench  the speed of the library and its rivals: RECORDS=1000000 ROUNDS=3 THREADS=2
# make bench-micro  where the time goes
# make bench-scale  time and memory as records grow: SCALE=1000000,10000000,50000000
# make bench-yuxi  the built-in programme against SQL
# make bench-size  the size of a shared library with the default features
# make bench-all  all of these with 10 million records; ARGS=--write-docs puts the tables into docs/performance.md
# make help   this list

CARGO  ?= cargo
PYTHON ?= python3
# Every feature that the default build leaves out.
ALL    := --features sample,parquet,xlsx,html,door
OUT    := out
# Where cargo builds.
TARGET := $(or $(CARGO_TARGET_DIR),$(CURDIR)/target)
# Where `make install` installs.
PREFIX ?= /usr/local
# What `make bench` measures.
RECORDS ?= 1000000
ROUNDS  ?= 3
THREADS ?= 2
SCALE   ?= 1000000,10000000,50000000

.PHONY: help demo test c install java bench-c bench-java bench-python portable format lint docs features unit oracle python page-test site fuzz-long bench bench-micro bench-scale bench-yuxi bench-size bench-all bench-built clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

# Exit code 1 says that a target is not met, which is no failure of the demonstration.
demo:
	@$(CARGO) run --quiet --release $(ALL) --example demo -- $(OUT)/demo $(ARGS) || [ $$? -eq 1 ]

test: format lint docs features unit oracle c java python
	@echo "all checks passed"

format:
	$(CARGO) fmt --all --check

lint:
	$(CARGO) clippy --all-targets $(ALL) -- -D warnings
	$(CARGO) clippy -p huimin-python -- -D warnings
	$(CARGO) clippy --all-targets -p huimin-host -p huimin-stream -p huimin-c -p huimin-jni --features huimin-host/test-panic,huimin-c/parquet,huimin-jni/parquet -- -D warnings

docs:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --no-deps $(ALL)

# Features are additive: each builds alone, and none at all builds too.
features:
	$(CARGO) check --quiet --no-default-features
	for feature in csv json parquet xlsx html parallel sample door; do \
		$(CARGO) check --quiet --no-default-features --features $$feature || exit 1; \
	done
	@if $(CARGO) tree --edges normal --prefix none | grep -q '^arrow-cast '; then \
		echo "the default build must not contain arrow-cast"; exit 1; \
	fi

unit:
	$(CARGO) test $(ALL)
	$(CARGO) test --no-default-features --features sample,csv,json --test properties the_threads

# yuxi-2019 computed once more, in plain Python from the appendix of its specification;
# allocation, inspection and formulas compared with packages of others.
oracle: $(OUT)/oracle.done

ORACLE := $(OUT)/oracle-venv/bin/python

$(OUT)/oracle.done: $(OUT)/oracle-venv/installed FORCE
	$(CARGO) build $(ALL) --example demo --example apportion --example inspect --example expressions
	$(TARGET)/debug/examples/demo $(OUT)/oracle --plain --tables >/dev/null || [ $$? -eq 1 ]
	HUIMIN_TABLES=$(CURDIR)/$(OUT)/oracle HUIMIN_DEMO=$(TARGET)/debug/examples/demo HUIMIN_APPORTION=$(TARGET)/debug/examples/apportion \
		HUIMIN_INSPECT=$(TARGET)/debug/examples/inspect HUIMIN_EXPRESSIONS_BIN=$(TARGET)/debug/examples/expressions \
		$(ORACLE) -m unittest discover -s tests/python
	$(TARGET)/debug/examples/demo $(OUT)/oracle-part --plain --tables --as-of 2019-08-15 --seed 7 >/dev/null || [ $$? -eq 1 ]
	HUIMIN_TABLES=$(CURDIR)/$(OUT)/oracle-part HUIMIN_AS_OF=2019-08-15 $(ORACLE) -m unittest discover -s tests/python -p 'test_[ls]*.py'
	@touch $@

# The Python package, installed as people install it: in an environment with everything the
# tests know, and in environments with one data frame library, or none, where the tests that need another
# are skipped. What `maturin` builds for tests is not optimised.
PACKAGE := $(OUT)/python
HOSTS   := pandas polars pyarrow none
CHECKED := python tests/python/package examples/notebooks

python: $(OUT)/cases $(PACKAGE)/all/installed $(HOSTS:%=$(PACKAGE)/%/installed)
	$(PACKAGE)/all/bin/ruff format --check --quiet $(CHECKED)
	$(PACKAGE)/all/bin/ruff check --quiet $(CHECKED)
	$(PACKAGE)/all/bin/mypy -p huimin
	$(PACKAGE)/all/bin/python -m mypy.stubtest huimin._native
	PATH="$(CURDIR)/$(PACKAGE)/all/bin:$$PATH" pyright --verifytypes huimin --ignoreexternal
	$(PACKAGE)/all/bin/pytest --quiet --doctest-modules --pyargs huimin
	$(PACKAGE)/all/bin/pytest --quiet
	$(PACKAGE)/all/bin/pytest --quiet tests/python/test_docs.py
	for host in $(HOSTS); do HUIMIN_CASES=none $(PACKAGE)/$$host/bin/pytest --quiet || exit 1; done

.SECONDARY: $(HOSTS:%=$(PACKAGE)/%/packages) $(PACKAGE)/all/packages

# One wheel for all of them; made anew each time, as cargo knows what has changed.
$(PACKAGE)/wheel: $(PACKAGE)/all/packages FORCE
	rm -rf $@
	$(PACKAGE)/all/bin/pip wheel --quiet --no-deps --config-settings=build-args="--profile dev" --wheel-dir $@ .

$(PACKAGE)/%/installed: $(PACKAGE)/%/packages $(PACKAGE)/wheel
	$(@D)/bin/pip install --quiet --force-reinstall --no-deps $(PACKAGE)/wheel/*.whl
	@touch $@

$(PACKAGE)/%/packages: tests/python/package/requirements-%.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed for this part"; exit 1; }
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install --quiet -r $<
	@touch $@

# The cases that every binding must answer as the library does.
$(OUT)/cases: FORCE
	$(CARGO) run --quiet $(ALL) --example export_cases -- $@

# The C binding. Installs what it needs where it may.
c: $(OUT)/cases
	PYTHON=$(PYTHON) CARGO=$(CARGO) tests/c/run.sh

# The Java binding: a JDK and Maven have to be there.
java: $(OUT)/cases
	CARGO=$(CARGO) bindings/java/test.sh

install:
	@PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) FEATURES=$(FEATURES) CARGO=$(CARGO) bindings/c/install.sh

# The speed of the C binding. Every program finds the same, or this fails.
bench-c:
	CARGO=$(CARGO) RECORDS=$(RECORDS) benches/c/run.sh

# The speed of the Java binding. Every way in gives the same, or this fails.
bench-java:
	CARGO=$(CARGO) RECORDS=$(RECORDS) benches/java/run.sh

# The speed of the Python package. Every kind of frame gives the same, or this fails.
bench-python:
	PYTHON=$(PYTHON) CARGO=$(CARGO) RECORDS=$(RECORDS) benches/python/run.sh

# Needs the network for a compiler; not in the gate.
portable:
	PYTHON=$(PYTHON) CARGO=$(CARGO) bindings/c/portable.sh

# Looks at pages as people do: clicks, keys, filters, narrow screens, paper. Installs nothing
# but a package into a virtual environment of its own.
page-test: $(OUT)/page-venv/installed
	@mkdir -p $(OUT)/page
	$(CARGO) build --quiet --features sample,html --example page
	$(TARGET)/debug/examples/page $(OUT)/page/zh.html zh
	$(TARGET)/debug/examples/page $(OUT)/page/en.html en
	$(TARGET)/debug/examples/page $(OUT)/page/yunnan.html zh yunnan-2019
	HUIMIN_PAGES=$(CURDIR)/$(OUT)/page $(OUT)/page-venv/bin/python tests/python/browser_page.py

# The documents as a site that needs no network to be read.
site: $(OUT)/site-venv/installed
	NO_MKDOCS_2_WARNING=1 $(OUT)/site-venv/bin/mkdocs build --strict
	@if grep -rlE '<(script|link|img|iframe)[^>]* (src|href)="(https?:)?//' $(OUT)/site --include='*.html'; then \
		echo "the pages above refer to the outside"; exit 1; \
	fi
	@echo "$(OUT)/site/index.html"

# The same random tests, many times as many.
fuzz-long: $(OUT)/oracle-venv/installed
	HUIMIN_PROGRAMMES=10000 $(CARGO) test --release $(ALL) --test differential
	HUIMIN_DISFIGURED=10000 $(CARGO) test --release $(ALL) --test disfigured
	HUIMIN_BLOCKS=10000 $(CARGO) test --release $(ALL) --test kernels
	$(CARGO) build --release $(ALL) --example expressions
	HUIMIN_EXPRESSIONS=20000 HUIMIN_EXPRESSIONS_BIN=$(TARGET)/release/examples/expressions \
		$(ORACLE) -m unittest discover -s tests/python -p test_expressions.py

BENCH := $(OUT)/bench/venv/bin/python benches
BENCH_OPTIONS = --out $(OUT)/bench --rounds $(ROUNDS) $(ARGS)

# Every engine finds the same, or this fails.
bench: bench-built
	$(BENCH)/bench.py --records $(RECORDS) --threads $(THREADS) $(BENCH_OPTIONS)

bench-micro: bench-built
	$(BENCH)/micro.py --records $(RECORDS) $(BENCH_OPTIONS)

bench-scale: bench-built
	$(BENCH)/scale.py --records $(SCALE) --threads $(THREADS) $(BENCH_OPTIONS)

bench-yuxi: bench-built
	$(BENCH)/yuxi.py --records $(RECORDS) --threads $(THREADS) $(BENCH_OPTIONS)

bench-built: $(OUT)/bench/venv/installed
	$(CARGO) build --release -p huimin-benches

# How large a shared library with the default features is.
bench-size:
	$(CARGO) build --profile minimal -p huimin-minimal
	@ls -l $(TARGET)/minimal/libhuimin_minimal.so

# The size comes first: the comparison states it. Never side by side: they would measure each other.
bench-all: RECORDS = 10000000
bench-all: bench-size bench bench-micro bench-scale bench-yuxi
.NOTPARALLEL:

$(OUT)/bench/venv/installed: benches/rivals/requirements.txt
$(OUT)/oracle-venv/installed: tests/python/requirements.txt
$(OUT)/page-venv/installed: tests/python/browser-requirements.txt
$(OUT)/site-venv/installed: docs/requirements.txt
$(OUT)/bench/venv/installed $(OUT)/oracle-venv/installed $(OUT)/page-venv/installed $(OUT)/site-venv/installed:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed for this part"; exit 1; }
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install --quiet -r $<
	@touch $@

clean:
	$(CARGO) clean
	rm -rf $(OUT)

FORCE:
