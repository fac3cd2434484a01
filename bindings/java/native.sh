#!/bin/sh
# Builds the native library and lays it where the jar takes it from, with its checksum.
#
#     native.sh FOLDER PROFILE [FEATURES]
#
# FOLDER: the root of class files. PROFILE: a profile of cargo, such as release or dev.
set -eu
folder=$1 profile=$2 features=${3:-}
cd "$(dirname "$0")/../.."
command -v "${CARGO:-cargo}" >/dev/null || { echo "cargo is needed to build the native library" >&2; exit 1; }

case "$(uname -s)" in
	Linux) system=linux file=libhuimin_jni.so ;;
	Darwin) system=macos file=libhuimin_jni.dylib ;;
	*) echo "unknown system $(uname -s)" >&2; exit 1 ;;
esac
case "$(uname -m)" in
	x86_64) machine=x86_64 ;;
	aarch64 | arm64) machine=aarch64 ;;
	*) echo "unknown machine $(uname -m)" >&2; exit 1 ;;
esac

"${CARGO:-cargo}" build --quiet -p huimin-jni --profile "$profile" --features "$features"
built=$profile
[ "$profile" != dev ] || built=debug
place=$folder/io/huimin/native/$system-$machine
mkdir -p "$place"
cp "${CARGO_TARGET_DIR:-target}/$built/$file" "$place/$file"
# What debuggers need makes hundreds of megabytes, which nothing here reads.
[ "$profile" != dev ] || ! command -v strip >/dev/null || strip -g "$place/$file"
if command -v sha256sum >/dev/null; then sum=sha256sum; else sum="shasum -a 256"; fi
$sum "$place/$file" | cut -d' ' -f1 >"$place/$file.sha256"
