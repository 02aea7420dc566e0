#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes one target with libFuzzer under AddressSanitizer and UBSan, in a build of its own.
# Needs clang-14 and libclang-rt-14-dev. What it finds lies in build-fuzz/found/TARGET; what breaks
# something becomes tests/fuzz/corpus/TARGET/found-….
set -euo pipefail
cd "$(dirname "$0")/../.."

targets=$(sed -n "s/^  '\([a-z-]*\)': \[.*\],$/\1/p" tests/fuzz/meson.build)
usage() {
  cat <<EOF
usage: tests/fuzz/run.sh TARGET SECONDS [LIBFUZZER-OPTION…]

targets: ${targets//$'\n'/ }
EOF
}

if [ "${1-}" = --help ]; then
  usage
  exit 0
fi
if [ $# -lt 2 ] || ! grep -qx -- "$1" <<<"$targets"; then
  usage >&2
  exit 64
fi
target=$1 seconds=$2
shift 2
for tool in clang-14 /usr/lib/llvm-14/lib/clang/*/lib/linux/libclang_rt.fuzzer-x86_64.a; do
  command -v "$tool" >/dev/null || [ -e "$tool" ] || {
    echo "run.sh: needs clang 14 with libFuzzer: apt-get install clang-14 libclang-rt-14-dev" >&2
    exit 77
  }
done

build=${ANJ_FUZZ_BUILD:-build-fuzz}
# clang warns of other things than gcc, and no warning should stop a fuzzer
[ -f "$build/build.ninja" ] ||
  CC=clang-14 meson setup -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false \
    -Dwerror=false -Doptimization=1 "$build"
ninja -C "$build" "tests/fuzz/fuzz-$target"

found=$build/found/$target
mkdir -p "$found"
export ANJ_SOURCE_ROOT=$PWD G_DEBUG=fatal-warnings,gc-friendly GIO_USE_VFS=local LC_ALL=C.UTF-8
export LSAN_OPTIONS=print_suppressions=0:suppressions=$PWD/tests/lsan.supp
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
[ -d /dev/shm ] && export TMPDIR=/dev/shm
exec "$build/tests/fuzz/fuzz-$target" "$found" "tests/fuzz/corpus/$target" \
  -artifact_prefix="$found/" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 \
  -print_final_stats=1 "$@"
