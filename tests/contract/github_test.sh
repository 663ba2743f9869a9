#!/bin/bash
# The real binary and the fake GitHub speak as GitHub describes itself: auto's questions, the comment and the status of a
# dry run go through Prism's validating proxy. GraphQL has no such description and goes to the fake directly.
#   github_test.sh FAKE_CIRCLECI RELEASE_ACTION      exit code 77: a part cannot be had here, nothing was proved
set -u
fake_circleci=${1:?github_test.sh FAKE_CIRCLECI RELEASE_ACTION}
binary=${2:?github_test.sh FAKE_CIRCLECI RELEASE_ACTION}
[ -x "$binary" ] || { echo "skipped: $binary is not there; script/test builds it"; exit 77; }
. "$(dirname -- "$0")/github_bench.sh"

cat >"$folder/release.json" <<'JSON'
{ "name": "Gravitee.io", "version": "3.1.5-SNAPSHOT",
  "scmSshUrl": "git@example.com:gravitee-io", "scmHttpUrl": "https://example.com/gravitee-io/",
  "components": [ { "name": "a", "version": "1.0.1-SNAPSHOT" } ], "buildDependencies": [ ["a"] ] }
JSON
cat >"$folder/release-action.json" <<'JSON'
{ "ci": { "poll": { "first": "100ms", "most": "300ms" } }, "ledger": { "mode": "local" } }
JSON
cat >"$folder/circleci.json" <<'JSON'
{ "token": "contract-token", "set_up": "all",
  "defaults": { "pipelines": [ { "workflows": [ { "name": "build", "jobs": [ { "name": "build", "duration_ms": 50 } ] } ] } ] } }
JSON
cat >"$folder/github.json" <<'JSON'
{ "token": "contract-token", "repository": "acme/release", "comments": [ { "number": 42, "body": "hello", "ours": false } ],
  "pulls": [ { "number": 42, "head": "dry-3.1.5", "base": "3.1.x", "sha": "9c1f0ad" },
             { "number": 43, "head": "dry-3.1.4", "base": "3.1.x", "sha": "0fa8b13", "merged_at": "2026-01-14T10:00:00Z",
               "merge_commit_sha": "2ab90f1" } ] }
JSON
"$fake_circleci" --scenario "$folder/circleci.json" --record "$folder/circleci.ndjson" >"$folder/circleci.url" 2>&1 &
pids+=($!)
await "the fake CircleCI" "$folder/circleci.url" '^http'
start_github

# run EXPECTED VARIABLES… -- ARGUMENTS…
run() {
  local expected=$1 variables=()
  shift
  while [ "$1" != -- ]; do variables+=("$1"); shift; done
  shift
  env CIRCLECI_URL="$(head -1 "$folder/circleci.url")" CIRCLE_TOKEN=contract-token GITHUB_TOKEN=contract-token \
    GITHUB_API_URL="http://127.0.0.1:$port" GITHUB_GRAPHQL_URL="${fake%/v3}/graphql" CIRCLECI=true \
    CIRCLE_PROJECT_USERNAME=acme CIRCLE_PROJECT_REPONAME=release CIRCLE_BUILD_NUM=7 "${variables[@]}" \
    "$binary" -C "$folder" "$@" >"$folder/out" 2>&1
  local result=$?
  [ $result = "$expected" ] || fail "$* ended with $result"
  if grep -qE 'VIOLATIONS|UNPROCESSABLE_ENTITY|Violation:' "$folder/prism"; then fail "the contract is broken"; fi
}
pull=(CIRCLE_BRANCH=dry-3.1.5 CIRCLE_SHA1=9c1f0ad CIRCLE_PULL_REQUEST=https://github.com/acme/release/pull/42)
run 0 "${pull[@]}" -- auto --explain                                               # GET pulls/42
run 0 CIRCLE_BRANCH=3.1.x CIRCLE_SHA1=2ab90f1 -- auto --explain                    # GET commits/2ab90f1/pulls
grep -q 'decision  release' "$folder/out" || fail "the push that merged #43 is the release"
run 0 "${pull[@]}" -- release                                                      # comment, comment again, statuses
run 0 CIRCLE_BRANCH=dry-3.1.5 CIRCLE_SHA1=9c1f0ad -- release                       # GET pulls?head=
for expected in '"POST", "path": "/repos/acme/release/issues/42/comments"' '"PATCH", "path": "/repos/acme/release/issues/comments/2"' \
  '"POST", "path": "/repos/acme/release/statuses/9c1f0ad"' '/repos/acme/release/pulls?state=open&head=acme'; do
  grep -qF "$expected" "$folder/record" || { cat "$folder/record"; fail "no request $expected"; }
done
echo "ok: the binary and the fake keep the contract"

# It would notice: a status without its state is not what GitHub describes.
answered=$(python3 - "$port" <<'PY'
import sys, urllib.error, urllib.request
request = urllib.request.Request(f"http://127.0.0.1:{sys.argv[1]}/repos/acme/release/statuses/9c1f0ad", data=b'{"context": "x"}',
                                 headers={"Content-Type": "application/json", "Authorization": "Bearer contract-token"})
try:
    print(urllib.request.urlopen(request).status)
except urllib.error.HTTPError as e:
    print(e.code)
PY
)
[ "$answered" = 422 ] || fail "a request that breaks the description was not noticed ($answered)"
echo "ok: a request that breaks the description is noticed"
