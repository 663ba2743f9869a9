#!/bin/bash
# The forge's conformance suite once more, with Prism's validating proxy between it and the fake GitHub: both keep GitHub's
# own description. GraphQL has none and goes to the fake directly.
#   forge_test.sh CONFORMANCE_TEST      exit code 77: a part cannot be had here, nothing was proved
set -u
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
suite=${1:?forge_test.sh CONFORMANCE_TEST}
prism=${PRISM:-$("$here/install_prism.sh")} || exit 77
folder=$(mktemp -d "${TMPDIR:-/tmp}/contract-forge-XXXXXX")
pids=()
end() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
  wait 2>/dev/null
  rm -rf "$folder"
}
trap end EXIT
fail() {
  echo "FAILED: $1"
  grep -hE "VIOLATIONS|UNPROCESSABLE_ENTITY|Violation" "$folder/prism" 2>/dev/null
  tail -60 "$folder/out" "$folder/prism" 2>/dev/null
  exit 1
}
await() { # WHAT FILE PATTERN
  for _ in $(seq 600); do
    grep -q "$3" "$2" 2>/dev/null && return
    sleep 0.1
  done
  fail "$1 did not start"
}
free_port() { node -e 's=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }

# As in tests/conformance/forge_conformance_test.cpp.
cat >"$folder/state.json" <<'JSON'
{ "token": "conformance-token", "repository": "acme/release",
  "refs": { "refs/heads/3.1.x": "aaa0000000000000000000000000000000000000",
            "refs/heads/dry-3.1.68": "bbb0000000000000000000000000000000000000" },
  "required": { "3.1.x": ["release-action/dry-run"] }, "collaborators": { "ann": "write" }, "public": "http://127.0.0.1:PORT" }
JSON
port=$(free_port)
sed -i "s/PORT/$port/" "$folder/state.json"
/usr/bin/env python3 "$here/../support/fake_github.py" "$folder/state.json" "$folder/record" \
  "$here/github-openapi.subset.json" >"$folder/fake" 2>"$folder/out" &
pids+=($!)
await "the fake GitHub" "$folder/fake" '^http'
fake=$(head -1 "$folder/fake")
"$prism" proxy -h 127.0.0.1 -p "$port" --errors "$here/github-openapi.subset.json" "$fake" >"$folder/prism" 2>&1 &
pids+=($!)
await "Prism" "$folder/prism" 'Prism is listening'

RA_FORGE_URL="http://127.0.0.1:$port" RA_FORGE_GRAPHQL_URL="${fake%/v3}/graphql" \
  "$suite" --run_test=forge_conformance >>"$folder/out" 2>&1 || fail "the suite"
if grep -qE 'VIOLATIONS|UNPROCESSABLE_ENTITY|Violation:' "$folder/prism"; then fail "the contract is broken"; fi
through=$(grep -c 'Validate\|Forwarding' "$folder/prism")
[ "$through" -gt 50 ] || fail "only $through lines of Prism: the suite did not go through it"
echo "ok: the forge and the fake keep the contract"
