#!/bin/bash
# The real binary speaks with CircleCI as its description says: a whole dry run goes through Prism's validating proxy.
#   release_test.sh FAKE_CIRCLECI RELEASE_ACTION      exit code 77: a part cannot be had here, nothing was proved
set -u
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
export FAKE_CIRCLECI=${1:?release_test.sh FAKE_CIRCLECI RELEASE_ACTION}
binary=${2:?release_test.sh FAKE_CIRCLECI RELEASE_ACTION}
[ -x "$binary" ] || { echo "skipped: $binary is not there; script/test builds it"; exit 77; }
PRISM=${PRISM:-$("$here/install_prism.sh")} || exit 77
export PRISM

folder=$(mktemp -d "${TMPDIR:-/tmp}/contract-release-XXXXXX")
trap 'rm -rf "$folder"' EXIT
cat >"$folder/release.json" <<'JSON'
{
  "name": "Gravitee.io", "version": "3.1.5-SNAPSHOT",
  "scmSshUrl": "git@example.com:gravitee-io", "scmHttpUrl": "https://example.com/gravitee-io/",
  "components": [
    { "name": "green", "version": "1.0.1-SNAPSHOT" }, { "name": "by-definition", "version": "1.0.0-SNAPSHOT" },
    { "name": "red", "version": "1.0.0-SNAPSHOT" }, { "name": "held", "version": "1.0.0-SNAPSHOT" },
    { "name": "again", "version": "1.0.0-SNAPSHOT" }, { "name": "misconfigured", "version": "1.0.0-SNAPSHOT" }
  ],
  "buildDependencies": [ ["green", "by-definition"], ["red", "held", "again", "misconfigured"] ]
}
JSON
cat >"$folder/release-action.json" <<'JSON'
{ "ci": { "poll": { "first": "100ms", "most": "300ms" }, "onFailure": "finish-set", "rerunGrace": "1s",
          "definitions": { "by-definition": "2338d0ae-5541-4bbf-88a2-55e9f7281f80" } },
  "ledger": { "mode": "local" } }
JSON

CONTRACT_EXIT=4 "$here/with_prism.sh" "$here/release_scenario.json" -- "$binary" -C "$folder" release || exit 1
for expected in '"component": "green"' 'mvn verify' 'no such job' 'needs an approval'; do
  grep -q "$expected" "$folder/.release-action/report.json" || { echo "FAILED: the report lacks $expected"; exit 1; }
done
echo "ok: the binary and the fake keep the contract"
