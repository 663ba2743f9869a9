#!/bin/bash
# `publish` to a release on GitHub speaks as GitHub describes itself, and so does the fake: a draft is made, filled, published,
# looked at again and taken back, and a file that was cut off on its way is taken away, all through Prism's validating proxy.
#   publish_github_test.sh RELEASE_ACTION      exit code 77: a part cannot be had here, nothing was proved
set -u
binary=${1:?publish_github_test.sh RELEASE_ACTION}
[ -x "$binary" ] || { echo "skipped: $binary is not there; script/test builds it"; exit 77; }
. "$(dirname -- "$0")/github_bench.sh"

cat >"$folder/release.json" <<'JSON'
{ "name": "G", "version": "3.1.0", "scmSshUrl": "git@example.org:g", "scmHttpUrl": "https://example.org/g/",
  "components": [ { "name": "a", "version": "1.0.0" } ], "buildDependencies": [ ["a"] ] }
JSON
cat >"$folder/release-action.json" <<'JSON'
{ "publish": [ { "name": "gh", "kind": "github-release", "to": "acme/release", "tag": "{version}" } ], "ci": { "patience": "2s" } }
JSON
mkdir -p "$folder/.release-action/dist"
# Prism takes a body for text.
seq 10000 >"$folder/.release-action/dist/full-3.1.0.zip"
echo sum >"$folder/.release-action/dist/two words.sha1"
# Of 3.1.1 a draft is there with a file that was cut off.
cat >"$folder/github.json" <<JSON
{ "token": "contract-token", "repository": "acme/release", "public": "http://127.0.0.1:$port",
  "refs": { "refs/tags/3.1.0": "aaa0000000000000000000000000000000000000", "refs/tags/3.1.1": "bbb0000000000000000000000000000000000000" },
  "releases": [ { "id": 7, "tag_name": "3.1.1", "name": "3.1.1", "body": "", "draft": true, "prerelease": false,
    "html_url": "https://github.example/release",
    "assets": [ { "id": 71, "name": "full-3.1.0.zip", "label": "", "size": 0, "state": "open", "digest": null } ] } ] }
JSON
start_github

# run EXPECTED ARGUMENTS…
run() {
  local expected=$1
  shift
  env GITHUB_TOKEN=contract-token GITHUB_API_URL="http://127.0.0.1:$port" "$binary" -C "$folder" "$@" >"$folder/out" 2>&1
  local result=$?
  [ $result = "$expected" ] || fail "$* ended with $result"
  grep -qE 'VIOLATIONS|UNPROCESSABLE_ENTITY|Violation:' "$folder/prism" && fail "$*: the contract is broken"
  return 0
}
# count EXPECTED METHOD PATH: of the requests that reached the fake
count() {
  local found
  found=$(grep -F "\"method\": \"$2\"" "$folder/record" | grep -cF "$3")
  [ "$found" = "$1" ] || { cat "$folder/record"; fail "$found times $2 $3 and not $1"; }
}
run 0 publish --dry-run=false
count 1 POST '/repos/acme/release/releases"'
count 2 POST '/assets?name='
count 1 PATCH '/repos/acme/release/releases/'
run 0 publish --dry-run=false
count 2 POST '/assets?name='
run 0 publish --dry-run=false --release-version 3.1.1
count 1 DELETE '/releases/assets/71'
count 4 POST '/assets?name='
run 0 publish undo --dry-run=false
count 3 PATCH '/repos/acme/release/releases/'
echo "ok: publish and the fake keep the contract"
