#!/bin/sh
# The C binding against the same work in Rust: RECORDS=1000000 ROUNDS=7.
set -eu
cd "$(dirname "$0")/../.."
CARGO=${CARGO:-cargo}
records=${RECORDS:-1000000}
out=$PWD/out/bench/c
built=$PWD/${CARGO_TARGET_DIR:-target}/release
mkdir -p "$out"
$CARGO build --quiet --release -p huimin-benches
# In one go, so that both sides have the same code of the core with the same features.
$CARGO build --quiet --release -p huimin-bench-c -p huimin-c
ln -sf "$built/libhuimin.so" "$out/libhuimin.so.0"
"$built/huimin-benches" generate --records "$records" --csv --data "$out/data-$records"
gcc -O2 -std=gnu11 -Wall -Wextra -Werror -I include benches/c/bench.c -o "$out/bench" \
	"$built/libhuimin.so" "$built/libhuimin_bench.so" -Wl,-rpath,"$out" -Wl,-rpath,"$built"
"$out/bench" "$out/data-$records/records.csv" "${ROUNDS:-7}"
