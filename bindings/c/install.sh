#!/bin/sh
# Installs huimin for C: header, shared and static library, pkg-config and CMake files.
#
#   PREFIX=/usr/local DESTDIR= bindings/c/install.sh
#
# FEATURES=parquet adds reading Parquet. PROFILE and STATIC_PROFILE are profiles of cargo:
# the shared library is small (fat LTO), the static one is made without LTO, as two static
# libraries of Rust with it cannot stand in one program.
set -eu
cd "$(dirname "$0")/../.."

PREFIX=${PREFIX:-/usr/local}
DESTDIR=${DESTDIR:-}
CARGO=${CARGO:-cargo}
PROFILE=${PROFILE:-minimal}
STATIC_PROFILE=${STATIC_PROFILE:-release}
FEATURES=${FEATURES:-}
TARGET=${CARGO_TARGET_DIR:-target}

version=$(sed -n 's/^version = "\(.*\)"/\1/p' bindings/c/Cargo.toml | head -n 1)
abi=$(sed -n 's/^pub const HUIMIN_ABI_VERSION: u32 = \([0-9]*\);/\1/p' bindings/c/src/status.rs)

for profile in "$PROFILE" "$STATIC_PROFILE"; do
	$CARGO build --quiet --profile "$profile" -p huimin-c --features "$FEATURES"
done

# Where cargo puts what it builds with a profile.
built() { if [ "$1" = dev ]; then echo "$TARGET/debug"; else echo "$TARGET/$1"; fi; }

root=$DESTDIR$PREFIX
mkdir -p "$root/include" "$root/lib/pkgconfig" "$root/lib/cmake/huimin"
install -m 644 include/huimin.h "$root/include/huimin.h"
install -m 755 "$(built "$PROFILE")/libhuimin.so" "$root/lib/libhuimin.so.$version"
strip --strip-unneeded "$root/lib/libhuimin.so.$version"
ln -sf "libhuimin.so.$version" "$root/lib/libhuimin.so.$abi"
ln -sf "libhuimin.so.$abi" "$root/lib/libhuimin.so"
install -m 644 "$(built "$STATIC_PROFILE")/libhuimin.a" "$root/lib/libhuimin.a"
strip --strip-debug "$root/lib/libhuimin.a"

fill() {
	sed -e "s|@PREFIX@|$PREFIX|g" -e "s|@VERSION@|$version|g" -e "s|@ABI@|$abi|g" "bindings/c/package/$1" >"$root/lib/$2/$1.new"
	mv "$root/lib/$2/$1.new" "$root/lib/$2/${1%.in}"
}
fill huimin.pc.in pkgconfig
fill huimin-config.cmake.in cmake/huimin
fill huimin-config-version.cmake.in cmake/huimin
echo "installed huimin $version for C under $root"
