#!/bin/sh
# The Java binding against the same work in Rust: RECORDS=1000000 ROUNDS=7. Both run in one
# process, so that they can take turns; Java reaches the other side as foreign functions.
set -eu
cd "$(dirname "$0")/../.."
CARGO=${CARGO:-cargo}
records=${RECORDS:-1000000}
out=$PWD/out/bench/java
built=$PWD/${CARGO_TARGET_DIR:-target}/release
java=
for one in "${JAVA_NEWER:-}" "$(command -v java || true)" /usr/lib/jvm/*/bin/java; do
	[ -x "$one" ] || continue
	version=$("$one" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
	[ "$version" -lt 22 ] || java=$one
done
[ -n "$java" ] || { echo "the benchmark of the Java binding needs a JDK 22 or newer: name it by JAVA_NEWER" >&2; exit 1; }
command -v mvn >/dev/null || { echo "the benchmark of the Java binding needs Maven" >&2; exit 1; }
mkdir -p "$out"
$CARGO build --quiet --release -p huimin-benches
# In one go, so that both sides have the same code of the core with the same features.
$CARGO build --quiet --release -p huimin-bench-c -p huimin-jni
mvn --quiet --batch-mode --file bindings/java package -DskipTests
"$built/huimin-benches" generate --records "$records" --csv --data "$out/data-$records"
"$java" -Xmx4g --enable-native-access=ALL-UNNAMED -cp bindings/java/target/huimin-0.1.0.jar \
	benches/java/Bench.java "$built/libhuimin_bench.so" "$out/data-$records/records.csv" "${ROUNDS:-7}"
