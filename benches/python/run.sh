#!/bin/sh
# The Python package against the same work in Rust: RECORDS=1000000 ROUNDS=7.
set -eu
cd "$(dirname "$0")/../.."
CARGO=${CARGO:-cargo}
records=${RECORDS:-1000000}
out=$PWD/out/bench/python
built=$PWD/${CARGO_TARGET_DIR:-target}/release
mkdir -p "$out"
if [ ! -e "$out/venv/installed" ]; then
	"${PYTHON:-python3}" -m venv "$out/venv"
	"$out/venv/bin/pip" install --quiet pandas polars pyarrow
	touch "$out/venv/installed"
fi
# As `pip install` builds it.
"$out/venv/bin/pip" install --quiet --force-reinstall --no-deps .
$CARGO build --quiet --release -p huimin-benches
# In one go, so that both sides have the same code of the core with the same features.
$CARGO build --quiet --release -p huimin-bench-c -p huimin-python
"$built/huimin-benches" generate --records "$records" --csv --data "$out/data-$records"
"$out/venv/bin/python" benches/python/bench.py "$built/libhuimin_bench.so" benches/workload.toml \
	"$out/data-$records/records.csv" "${ROUNDS:-7}"
