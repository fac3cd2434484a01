#!/bin/bash
# Everything about the C binding: the header in every standard, what it refuses, its symbols, the tests under
# valgrind, many threads, the shared cases, the examples, and what is installed. `make c`.
#
# HUIMIN_UPDATE=1 writes the output of the examples anew.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$PWD/out/c
cargo="${CARGO:-cargo}"
export RUST_BACKTRACE=0

say() { printf '== %s\n' "$*"; }
fail() { printf 'C binding: %s\n' "$*" >&2; exit 1; }

# What the gate needs it installs where it may, and says so where it may not.
need() {
	command -v "$1" >/dev/null && return
	[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || fail "$1 is needed: install the package $2"
	say "installing $2"
	(apt-get install -y -qq "$2" || { apt-get update -qq && apt-get install -y -qq "$2"; }) >/dev/null
}
need gcc gcc; need g++ g++; need valgrind valgrind; need cmake cmake; need pkg-config pkg-config; need nm binutils
mkdir -p "$out"

say "building"
profile=quick
built=${CARGO_TARGET_DIR:-target}/$profile
$cargo test --quiet --profile $profile -p huimin-host --features test-panic
$cargo build --quiet --profile $profile -p huimin-c --features test-panic,parquet
mkdir -p "$out/with-panic"
install -m 755 "$built/libhuimin.so" "$out/with-panic/libhuimin.so.0"
ln -sf libhuimin.so.0 "$out/with-panic/libhuimin.so"
say "header and symbols"
$cargo test --quiet --profile $profile -p huimin-c --test header
rm -rf "$out/prefix" "$out/moved"
PROFILE=$profile STATIC_PROFILE=$profile FEATURES=parquet PREFIX=/opt/huimin DESTDIR="$out/prefix" CARGO="$cargo" bindings/c/install.sh
# Under another path than it was made for, as packages are.
export PKG_CONFIG_PATH="$out/prefix/opt/huimin/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$out/prefix"
prefix=$out/prefix/opt/huimin
diff <(nm -D --defined-only "$prefix/lib/libhuimin.so" | awk '{print $NF}' | sort) \
	<(grep -v '^#' bindings/c/symbols.txt | sort) || fail "the symbols are not those of symbols.txt"
readelf -d "$prefix/lib/libhuimin.so" | grep -q 'SONAME.*\[libhuimin.so.0\]' || fail "the SONAME is not libhuimin.so.0"

strict="-Wall -Wextra -Wpedantic -Werror"
for standard in c99 c11 c17 c2x; do
	gcc -std=$standard $strict -I "$prefix/include" tests/c/programs/header.c -o "$out/header"
	"$out/header" || fail "the header does not do as $standard"
done
for standard in c++11 c++14 c++17 c++20; do
	g++ -std=$standard $strict -I "$prefix/include" -x c++ tests/c/programs/header.c -o "$out/header"
	"$out/header" || fail "the header does not do as $standard"
done
tests/c/refused/run.sh "$prefix/include"
if [ ! -e "$out/venv/installed" ]; then
	"${PYTHON:-python3}" -m venv "$out/venv"
	"$out/venv/bin/pip" install --quiet cffi
	touch "$out/venv/installed"
fi
"$out/venv/bin/python" tests/c/header_cffi.py "$prefix/include/huimin.h" "$prefix/lib/libhuimin.so"

say "tests under valgrind"
link="-L$out/with-panic -lhuimin -lpthread -Wl,-rpath,$out/with-panic"
gcc -std=c11 -g $strict -DHUIMIN_TEST_PANIC -I "$prefix/include" tests/c/*.c -o "$out/tests" $link
# What panics say about the streams that are broken on purpose is of no interest here.
"$out/tests" 2>"$out/tests.log" || { cat "$out/tests.log"; fail "the tests fail"; }
HUIMIN_WITHOUT_GIGABYTES=1 valgrind --quiet --error-exitcode=9 --leak-check=full --show-leak-kinds=definite,indirect \
	--errors-for-leak-kinds=definite,indirect --log-file="$out/valgrind.log" "$out/tests" >/dev/null 2>&1 ||
	{ cat "$out/valgrind.log"; fail "valgrind finds errors"; }

say "tests with the sanitizers of the compiler"
gcc -std=c11 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer $strict \
	-DHUIMIN_TEST_PANIC -I "$prefix/include" tests/c/*.c -o "$out/tests-sanitized" $link
ASAN_OPTIONS=detect_leaks=1 "$out/tests-sanitized" >"$out/sanitizers.log" 2>&1 ||
	{ cat "$out/sanitizers.log"; fail "a sanitizer finds errors"; }

say "many threads, and the cases of all languages"
for program in stress cases; do
	gcc -std=gnu11 -O1 -g $strict -I "$prefix/include" tests/c/programs/$program.c -o "$out/$program" \
		-L"$prefix/lib" -lhuimin -lpthread -Wl,-rpath,"$prefix/lib"
done
"$out/stress" 64 "${HUIMIN_ASSESSMENTS:-1000}"
"$out/cases" "$PWD/out/cases"

say "examples, shared and static, by pkg-config and by CMake"
mkdir -p "$out/examples/data" "$out/examples/static"
sed -n 's/^    "\(.*\)\\n".*$/\1/p' bindings/c/examples/example.h >"$out/examples/data/disputes.csv"
for source in bindings/c/examples/*.c; do
	name=$(basename "$source" .c)
	gcc -std=gnu11 -Wall -Wextra -Werror "$source" -o "$out/examples/$name" \
		$(pkg-config --cflags --libs huimin) -Wl,-rpath,"$prefix/lib"
	gcc -std=gnu11 -Wall -Wextra -Werror "$source" -o "$out/examples/static/$name" $(pkg-config --cflags huimin) \
		"$PKG_CONFIG_SYSROOT_DIR$(pkg-config --variable=static_library huimin | sed "s|^$PKG_CONFIG_SYSROOT_DIR||")" \
		$(pkg-config --static --libs-only-l huimin | sed 's/-lhuimin//')
	case $name in
	assess_directory | directory) arguments="$out/examples/data 2019-11-30" ;;
	workbook_and_page) arguments="$out/examples/acceptance.xlsx $out/examples/acceptance.html" ;;
	*) arguments= ;;
	esac
	expected=bindings/c/examples/expected/$name.txt
	"$out/examples/$name" $arguments >"$out/examples/$name.txt"
	[ -z "${HUIMIN_UPDATE:-}" ] || cp "$out/examples/$name.txt" "$expected"
	diff "$expected" "$out/examples/$name.txt" || fail "$name prints something else"
	"$out/examples/static/$name" $arguments | diff "$expected" - || fail "$name, static, prints something else"
	! ldd "$out/examples/static/$name" | grep -q libhuimin || fail "$name is not static"
done
grep -qF "$(cat bindings/c/examples/expected/first_figure.txt)" bindings/c/README.md || fail "the README shows another figure"
for kind in huimin static; do
	cmake -S tests/c/cmake -B "$out/cmake-$kind" -DCMAKE_PREFIX_PATH="$prefix" -DKIND=$kind >/dev/null
	cmake --build "$out/cmake-$kind" >/dev/null
	"$out/cmake-$kind/first_figure" | diff bindings/c/examples/expected/first_figure.txt - || fail "CMake, $kind"
done
say "the C binding is as it should be"
