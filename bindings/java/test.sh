#!/bin/bash
# Everything about the Java binding: its tests with every Java that is there, its pages, the
# examples. `make java`.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$PWD/out/java
cases=$PWD/out/cases
cargo="${CARGO:-cargo}"
# Optimised enough for many records, and quick to build.
profile="${PROFILE:-quick}"
export RUST_BACKTRACE=0

say() { printf '== %s\n' "$*"; }
fail() { printf 'Java binding: %s\n' "$*" >&2; exit 1; }

# What the gate needs it installs where it may, and says so where it may not.
if ! command -v javac >/dev/null || ! command -v mvn >/dev/null; then
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		say "installing a JDK and Maven"
		(apt-get install -y -qq openjdk-17-jdk-headless maven ||
			{ apt-get update -qq && apt-get install -y -qq openjdk-17-jdk-headless maven; }) >/dev/null
	fi
fi
command -v javac >/dev/null || fail "a JDK is needed, 17 or newer (Debian: openjdk-17-jdk-headless)"
command -v mvn >/dev/null || fail "Maven is needed (Debian: maven)"
version=$(javac -version 2>&1 | sed 's/^javac \([0-9]*\).*/\1/')
[ "$version" -ge 17 ] || fail "a JDK 17 or newer is needed to build it, but javac is $version; the result runs on Java 8"
mkdir -p "$out"

say "native half"
$cargo test --quiet --profile "$profile" -p huimin-jni --features test-panic,parquet
say "tests with Java $version"
maven() { mvn --quiet --batch-mode --file bindings/java "$@"; }
maven verify -Dnative.profile="$profile" -Dnative.features=test-panic,parquet -Dhuimin.cases="$cases"
# The same classes, with every newer Java that stands beside it.
newest=$(command -v java)
for java in "${JAVA_NEWER:-}" /usr/lib/jvm/*/bin/java; do
	[ -x "$java" ] || continue
	other=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
	[ "$other" -gt "$version" ] || continue
	say "tests with Java $other"
	maven surefire:test -Djvm="$java" -Dhuimin.cases="$cases"
	version=$other newest=$java
done

# Java looks over the shoulder of every native call; that of Arrow is not ours.
say "tests with -Xcheck:jni"
reports=bindings/java/target/surefire-reports
rm -rf "$reports"
maven surefire:test -Dhuimin.cases="$cases" -Dtest='!ArrowTest' -DargLine="-Xcheck:jni"
if grep -rh "in native method" "$reports"; then fail "Java finds native calls that are wrong"; fi

say "examples"
jar=bindings/java/target/huimin-0.1.0.jar
examples=bindings/java/examples
mkdir -p "$out/data"
run() { java -cp "$jar" "$@"; }
run "$examples/FirstFigure.java" >"$out/first_figure.txt"
grep -qF "$(cat "$out/first_figure.txt")" bindings/java/README.md || fail "the README shows another figure: $(cat "$out/first_figure.txt")"
diff <(sed -n '/^```java$/,/^```$/p' bindings/java/README.md | sed '1d;/^```$/,$d') "$examples/FirstFigure.java" ||
	fail "the README shows another program"
cp "$cases"/yuxi-01/0*-add-*.csv "$out/data"
for file in "$out"/data/0*-add-*.csv; do mv "$file" "$out/data/${file##*-add-}"; done
run "$examples/Acceptance.java" "$out/data" 2019-11-30 "$out/acceptance"
[ -s "$out/acceptance/acceptance.xlsx" ] && [ -s "$out/acceptance/acceptance.html" ] || fail "Acceptance wrote nothing"
if [ "$version" -ge 22 ]; then
	$cargo build --quiet --profile "$profile" -p huimin-c
	library=${CARGO_TARGET_DIR:-target}/$profile/libhuimin.so
	"$newest" --enable-native-access=ALL-UNNAMED "$examples/ForeignFunctions.java" "$library" >"$out/foreign.txt"
	grep -q '"display":"50.00%"' "$out/foreign.txt" || fail "ForeignFunctions prints $(cat "$out/foreign.txt")"
else
	say "no Java 22 or newer beside it: the example of foreign functions was not run"
fi
say "the Java binding is as it should be"
