#!/bin/bash
# What must not compile does not, in C and in C++: handles of all kinds in each other's place, and
# calls with something else than they expect. run.sh DIRECTORY_OF_HEADER
set -euo pipefail
cd "$(dirname "$0")"
include=$1
fail() { printf 'C binding: %s\n' "$*" >&2; exit 1; }

# Every kind that the header frees by value.
mapfile -t kinds < <(sed -n 's/^int32_t huimin_\([a-z]*\)_free(huimin_\1 [a-z]*);/\1/p' "$include/huimin.h")
[ "${#kinds[@]}" -ge 8 ] || fail "only these kinds of handles: ${kinds[*]}"
# What the standards forbid is an error also where the compiler by itself only warns.
compile_c() { gcc -std=c99 -pedantic-errors -I "$include" -fsyntax-only -x c "$@"; }
compile_cpp() { g++ -std=c++11 -pedantic-errors -I "$include" -fsyntax-only -x c++ "$@"; }

pairs=0 calls=0
for compiler in compile_c compile_cpp; do
	for given in "${kinds[@]}"; do
		for taken in "${kinds[@]}"; do
			for way in VALUE POINTER; do
				said=$($compiler -DGIVEN="$given" -DTAKEN="$taken" -D$way pair.c 2>&1) && compiles=yes || compiles=no
				if [ "$given" = "$taken" ]; then
					[ $compiles = yes ] || fail "$compiler: $given is refused as $taken: $said"
				else
					[ $compiles = no ] || fail "$compiler: $given passes for $taken ($way)"
					case $said in
					*"huimin_$given"*"huimin_$taken"* | *"huimin_$taken"*"huimin_$given"*) ;;
					*) fail "$compiler: another error: $said" ;;
					esac
					pairs=$((pairs + 1))
				fi
			done
		done
	done
	$compiler -DMISTAKE=0 call.c || fail "$compiler: the call without a mistake does not compile"
	for mistake in $(sed -n 's/^#elif MISTAKE == //p' call.c); do
		! $compiler -DMISTAKE="$mistake" call.c 2>/dev/null || fail "$compiler: mistake $mistake compiles"
		calls=$((calls + 1))
	done
done
echo "$pairs pairs of handles and $calls calls do not compile"
