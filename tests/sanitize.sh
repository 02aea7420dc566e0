#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Plays journeys through programs that watch themselves (addresses, leaks, undefined behaviour).
# Fails where one of them reports anything. HACKING.md says more.
#
#   tests/sanitize.sh [BUILD-FOLDER [TEST…]]     build-sanitize, and the tests named below
set -uo pipefail
cd "$(dirname "$0")/.." || exit

build=$(realpath -m "${1:-build-sanitize}")
tests=("${@:2}")
[ ${#tests[@]} -gt 0 ] || tests=(test_journeys test_keys "test_touch xorg" test_sound test_slip
  test_packs test_media)

[ -f "$build/build.ninja" ] ||
  meson setup "$build" -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1 || exit
ninja -C "$build" hub/anjungan-hub app/anjungan-agent app/anjungan-player app/anjungan-recorder \
  app/anjungan-ask kiosk-config/anjunganctl ui/anjungan tests/tools/watch-pixels packs/packs.stamp ||
  exit

# a screen's sandbox sees /tmp, and not the source
reports=$(mktemp -d /tmp/anjungan-sanitize-XXXXXX)
chmod 1777 "$reports"
cp tests/lsan.supp "$reports/suppressions"
watch="log_path=$reports/report:log_exe_name=1:print_suppressions=0"
export ASAN_OPTIONS="$watch:detect_leaks=1:detect_stack_use_after_return=1"
export UBSAN_OPTIONS="$watch:print_stacktrace=1"
export LSAN_OPTIONS="print_suppressions=0:suppressions=$reports/suppressions"
export ANJ_TEST_PATIENCE=10 ANJ_BUILD_ROOT=$build ANJ_SOURCE_ROOT=$PWD
export PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8

status=0
for test in "${tests[@]}"; do
  echo "# $test"
  # shellcheck disable=SC2086
  set -- $test
  /usr/bin/python3 "tests/e2e/$1.py" "${@:2}" || status=1
done
rm "$reports/suppressions"
if rmdir "$reports" 2>/dev/null; then
  echo "# no program reported anything"
else
  status=1
  head -n 60 "$reports"/*
  echo "# reports: $reports"
fi
exit $status
