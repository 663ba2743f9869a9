# For the scripts beside it: a folder of their own, and the fake GitHub with Prism's validating proxy in front of it.
# Sets here, folder, prism; exits with 77 where Prism cannot be had. Source it.
here=$(CDPATH= cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
prism=${PRISM:-$("$here/install_prism.sh")} || exit 77
folder=$(mktemp -d "${TMPDIR:-/tmp}/contract-github-XXXXXX")
pids=()
end() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
  wait 2>/dev/null
  rm -rf "$folder"
}
trap end EXIT
fail() {
  echo "FAILED: $1"
  grep -hEB4 "VIOLATIONS|UNPROCESSABLE_ENTITY|Violation" "$folder/prism" 2>/dev/null
  tail -qn 60 "$folder/out" "$folder/prism" 2>/dev/null
  exit 1
}
await() { # WHAT FILE PATTERN
  for _ in $(seq 600); do
    grep -q "$3" "$2" 2>/dev/null && return
    sleep 0.1
  done
  fail "$1 did not start"
}
port=$(node -e 's=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')

# Starts both over the state in $folder/github.json; $fake is the fake's own address, $port Prism's.
start_github() {
  /usr/bin/env python3 "$here/../support/fake_github.py" "$folder/github.json" "$folder/record" \
    "$here/github-openapi.subset.json" >"$folder/github.url" 2>"$folder/out" &
  pids+=($!)
  await "the fake GitHub" "$folder/github.url" '^http'
  fake=$(head -1 "$folder/github.url")
  "$prism" proxy -h 127.0.0.1 -p "$port" --errors "$here/github-openapi.subset.json" "$fake" >"$folder/prism" 2>&1 &
  pids+=($!)
  await "Prism" "$folder/prism" 'Prism is listening'
}
