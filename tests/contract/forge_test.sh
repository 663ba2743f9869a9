#!/bin/bash
# The forge's conformance suite once more, with Prism's validating proxy between it and the fake GitHub: both keep GitHub's
# own description. GraphQL has none and goes to the fake directly.
#   forge_test.sh CONFORMANCE_TEST      exit code 77: a part cannot be had here, nothing was proved
set -u
suite=${1:?forge_test.sh CONFORMANCE_TEST}
. "$(dirname -- "$0")/github_bench.sh"

# As in tests/conformance/forge_conformance_test.cpp.
cat >"$folder/github.json" <<'JSON'
{ "token": "conformance-token", "repository": "acme/release",
  "refs": { "refs/heads/3.1.x": "aaa0000000000000000000000000000000000000",
            "refs/heads/dry-3.1.68": "bbb0000000000000000000000000000000000000" },
  "required": { "3.1.x": ["release-action/dry-run"] }, "collaborators": { "ann": "write" },
  "reviews": [{ "number": 40, "author": "ann", "state": "APPROVED", "body": "fine" }],
  "approvals": { "7512": [["ann", "release"], ["bob", "staging"]] }, "public": "http://127.0.0.1:PORT" }
JSON
sed -i "s/PORT/$port/" "$folder/github.json"
start_github

RA_FORGE_URL="http://127.0.0.1:$port" RA_FORGE_GRAPHQL_URL="${fake%/v3}/graphql" \
  "$suite" --run_test=forge_conformance >>"$folder/out" 2>&1 || fail "the suite"
if grep -qE 'VIOLATIONS|UNPROCESSABLE_ENTITY|Violation:' "$folder/prism"; then fail "the contract is broken"; fi
through=$(grep -c 'Validate\|Forwarding' "$folder/prism")
[ "$through" -gt 50 ] || fail "only $through lines of Prism: the suite did not go through it"
echo "ok: the forge and the fake keep the contract"
