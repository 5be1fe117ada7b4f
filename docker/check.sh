#!/usr/bin/env bash
# Lint, types and the rooms' order; then all tests: the fast ones first on every core, chaos and browsers last.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=0
run() { echo "== $*"; "$@" || failed=1; }

run $bin/ruff check .
run $bin/ruff format --check .
run $bin/lint-imports
run $bin/mypy
if [ "${1:-all}" != lint ]; then
  run $bin/pytest -q -n "$(nproc)" --dist loadgroup -m "not browser and not chaos"
  run $bin/pytest -q -m "chaos"
  run $bin/pytest -q -n "$(nproc)" --dist loadgroup -m "browser"
fi
exit $failed
