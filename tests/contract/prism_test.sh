#!/bin/bash
# The fake CircleCI answers as CircleCI describes itself, and this test would notice if it did not.
#   prism_test.sh FAKE_CIRCLECI      exit code 77: Prism cannot be had here, nothing was proved
set -u
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
export FAKE_CIRCLECI=${1:?prism_test.sh FAKE_CIRCLECI}
PRISM=${PRISM:-$("$here/install_prism.sh")} || exit 77
export PRISM

"$here/with_prism.sh" "$here/scenario.json" -- node "$here/drive.mjs" all || exit 1
echo "ok: every answer is as described"

# must_notice WHAT PATTERN SCENARIO MODE
must_notice() {
  out=$("$here/with_prism.sh" "$3" -- node "$here/drive.mjs" "$4" 2>&1)
  result=$?
  if [ "$result" != 1 ] || ! grep -q "$2" <<<"$out"; then
    echo "FAILED: $1 was not noticed (exit code $result)"
    echo "$out"
    exit 1
  fi
  echo "ok: $1 is noticed"
}
must_notice "an answer that breaks the description" 'VIOLATIONS' "$here/broken.json" one
must_notice "a request that breaks the description" 'UNPROCESSABLE_ENTITY' "$here/scenario.json" wrong
