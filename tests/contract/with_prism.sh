#!/bin/bash
# Runs a command against the fake CircleCI with Prism's validating proxy in between.
#   FAKE_CIRCLECI=build/…/fake_circleci with_prism.sh SCENARIO -- COMMAND…
# COMMAND finds CIRCLECI_URL and CIRCLE_TOKEN in its environment, and FAKE_RECORD, the record of the fake.
# Exit code: the command's; 1 when either side broke the contract; 77 when Prism cannot be had here.
# Environment: PRISM (its program, else installed), FAKE_SPEED, CONTRACT_EXIT (the command's expected exit code),
# CONTRACT_LOGS (a folder to keep the logs in).
set -u
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
scenario=${1:?with_prism.sh SCENARIO -- COMMAND…}
[ "${2:-}" = "--" ] || { echo "with_prism.sh SCENARIO -- COMMAND…" >&2; exit 2; }
shift 2

fake_program=${FAKE_CIRCLECI:?the program fake_circleci}
prism_program=${PRISM:-$("$here/install_prism.sh")} || exit 77
logs=${CONTRACT_LOGS:-$(mktemp -d "${TMPDIR:-/tmp}/contract-XXXXXX")}
mkdir -p "$logs"
: >"$logs/violations"
pids=()
end() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
  wait 2>/dev/null
  [ -n "${CONTRACT_LOGS:-}" ] || rm -rf "$logs"
}
trap end EXIT

# await WHAT FILE PATTERN: until the pattern stands in the file.
await() {
  for _ in $(seq 600); do
    grep -q "$3" "$2" 2>/dev/null && return
    sleep 0.1
  done
  echo "contract: $1 did not start" >&2
  cat "$2" >&2
  exit 1
}

"$fake_program" --scenario "$scenario" --speed "${FAKE_SPEED:-1}" --record "$logs/record" >"$logs/fake" 2>&1 &
pids+=($!)
await "the fake" "$logs/fake" '^http'
fake=$(head -1 "$logs/fake")
port=$(node -e 's=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
"$prism_program" proxy -h 127.0.0.1 -p "$port" --errors "$here/circleci-openapi.subset.json" "$fake/api/v2" \
  >"$logs/prism" 2>&1 &
pids+=($!)
await "Prism" "$logs/prism" 'Prism is listening'
node "$here/front.mjs" "http://127.0.0.1:$port" "$fake" "$logs/violations" >"$logs/front" 2>&1 &
pids+=($!)
await "the front" "$logs/front" '^http'

export CIRCLECI_URL FAKE_RECORD="$logs/record"
CIRCLECI_URL=$(head -1 "$logs/front")
export CIRCLE_TOKEN=${CIRCLE_TOKEN:-contract-token}
"$@"
result=$?

if [ -s "$logs/violations" ] || grep -qE 'VIOLATIONS|UNPROCESSABLE_ENTITY|Violation:' "$logs/prism"; then
  echo "contract: broken" >&2
  cat "$logs/violations" >&2
  grep -E 'VIOLATIONS|UNPROCESSABLE_ENTITY|Violation:' "$logs/prism" >&2
  exit 1
fi
[ "$result" = "${CONTRACT_EXIT:-0}" ] || { echo "contract: the command ended with $result" >&2; exit 1; }
# A command that never came here has proved nothing.
[ -s "$logs/record" ] || { echo "contract: no request reached the fake" >&2; exit 1; }
if grep -q '"token_elsewhere":true' "$logs/record"; then
  echo "contract: a token stood in the wrong place" >&2
  exit 1
fi
exit 0
