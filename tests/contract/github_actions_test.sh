#!/bin/bash
# The real binary and the fake GitHub Actions speak as GitHub describes itself: check and a dry run of four components, one
# red, one whose answer is lost, one on a server that names no run, go through Prism's validating proxy. Logs do not: Prism
# follows their redirect itself and takes the token along, which is refused there; the black-box test reads them.
#   github_actions_test.sh RELEASE_ACTION      exit code 77: a part cannot be had here, nothing was proved
set -u
binary=${1:?github_actions_test.sh RELEASE_ACTION}
[ -x "$binary" ] || { echo "skipped: $binary is not there; script/test builds it"; exit 77; }
. "$(dirname -- "$0")/github_bench.sh"

cat >"$folder/release.json" <<'JSON'
{ "name": "Gravitee.io", "version": "3.1.5-SNAPSHOT",
  "scmSshUrl": "git@example.com:acme", "scmHttpUrl": "https://example.com/acme/",
  "components": [ { "name": "green", "version": "1.0.1-SNAPSHOT" }, { "name": "lost", "version": "1.0.1-SNAPSHOT" },
                  { "name": "older", "version": "1.0.1-SNAPSHOT" }, { "name": "red", "version": "1.0.1-SNAPSHOT" } ],
  "buildDependencies": [ ["green", "lost", "older", "red"] ] }
JSON
cat >"$folder/release-action.json" <<'JSON'
{ "ci": { "provider": "github-actions", "poll": { "first": "100ms", "most": "300ms" }, "onFailure": "finish-set", "patience": "2s" },
  "ledger": { "mode": "local" } }
JSON
cat >"$folder/github.json" <<'JSON'
{ "token": "contract-token", "repository": "acme/release",
  "runs": [ { "repository": "acme/lost", "branch": "1.0.x", "event": "push" } ],
  "actions": {
    "acme/green": { "release.yml": { "inputs": ["gio_action", "dry_run"], "jobs": [ { "name": "build" } ] } },
    "acme/lost": { "release.yml": { "lose": 1, "jobs": [ { "name": "build" } ] } },
    "acme/older": { "release.yml": { "details": false, "jobs": [ { "name": "build" } ] } },
    "acme/red": { "release.yml": { "jobs": [ { "name": "verify", "outcome": "failure", "steps": ["Checkout", "mvn verify"],
      "output": ["ERROR: no such symbol"], "exit_code": 3, "annotations": [ { "title": "GatewayTest", "message": "expected 1" } ] } ] } } } }
JSON
start_github

# run EXPECTED ARGUMENTS…
run() {
  local expected=$1
  shift
  env GITHUB_TOKEN=contract-token GITHUB_API_URL="http://127.0.0.1:$port" GITHUB_GRAPHQL_URL="${fake%/v3}/graphql" \
    "$binary" -C "$folder" "$@" >"$folder/out" 2>&1
  local result=$?
  [ $result = "$expected" ] || fail "$* ended with $result"
  # No description lists the 502 of the one lost answer, nor what the place of a log says in place of a redirect.
  local broken
  broken=$(grep -E 'VIOLATIONS|UNPROCESSABLE_ENTITY|Violation:' "$folder/prism" |
    grep -vcE "Unable to match the returned status code .*302")
  [ "$broken" -le 1 ] || fail "the contract is broken"
}
run 4 release
for expected in '"provider": "github-actions"' '"step": "mvn verify"' 'GatewayTest: expected 1' 'the log of this job could not be read'; do
  grep -qF "$expected" "$folder/.release-action/report.json" || { cat "$folder/.release-action/report.json"; fail "the report lacks $expected"; }
done
[ "$(grep -c '"state": "passed"' "$folder/.release-action/report.json")" = 3 ] || fail "three pipelines pass"
for path in /actions/workflows/release.yml /contents/ /dispatches '/runs?event=workflow_dispatch&branch=1.0.x' '/jobs?filter=latest' \
  /logs /annotations; do
  grep -qF "$path" "$folder/record" || { cat "$folder/record"; fail "no request $path"; }
done
[ "$(grep -c '/dispatches' "$folder/record")" = 4 ] || fail "nothing is started twice"
echo "ok: the binary and the fake keep the contract"

# It would notice: a dispatch without its ref is not what GitHub describes.
answered=$(python3 - "$port" <<'PY'
import sys, urllib.error, urllib.request
request = urllib.request.Request(f"http://127.0.0.1:{sys.argv[1]}/repos/acme/green/actions/workflows/release.yml/dispatches",
                                 data=b'{"inputs": {}}',
                                 headers={"Content-Type": "application/json", "Authorization": "Bearer contract-token"})
try:
    print(urllib.request.urlopen(request).status)
except urllib.error.HTTPError as e:
    print(e.code)
PY
)
[ "$answered" = 422 ] || fail "a request that breaks the description was not noticed ($answered)"
echo "ok: a request that breaks the description is noticed"
