#!/bin/bash
# The shared library for old systems: glibc 2.17, x86_64 and aarch64, in out/portable. Needs
# the network: the compiler comes from PyPI (ziglang), cargo-zigbuild from crates.io.
set -euo pipefail
cd "$(dirname "$0")/../.."
CARGO=${CARGO:-cargo}
out=$PWD/out/portable
mkdir -p "$out"
if [ ! -e "$out/venv/installed" ]; then
	"${PYTHON:-python3}" -m venv "$out/venv"
	"$out/venv/bin/pip" install --quiet ziglang
	touch "$out/venv/installed"
fi
[ -x "$out/tools/bin/cargo-zigbuild" ] || $CARGO install --quiet --root "$out/tools" cargo-zigbuild
export PATH="$out/venv/bin:$out/tools/bin:$PATH" CARGO_ZIGBUILD_PYTHON_PATH="$out/venv/bin/python"

for target in x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu; do
	if command -v rustup >/dev/null; then rustup target add $target >/dev/null 2>&1 || true; fi
	$CARGO zigbuild --quiet --profile minimal -p huimin-c --target $target.2.17 --features "${FEATURES:-}"
	library=$out/libhuimin-$target.so
	cp "${CARGO_TARGET_DIR:-target}/$target/minimal/libhuimin.so" "$library"
	newest=$(objdump -T "$library" | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1)
	echo "$target: $newest, $(stat -c %s "$library") bytes"
	[ "$(printf '%s\n' "$newest" GLIBC_2.17 | sort -V | tail -n 1)" = GLIBC_2.17 ] ||
		{ echo "$target needs $newest" >&2; exit 1; }
done
