#!/bin/sh
# Puts readers of SBOMs and signatures into build/node-attest and prints that folder. Exit code 77: they cannot be had
# here (no Node, or no way to the registry).
set -u
root=$(CDPATH="" cd -- "$(dirname -- "$0")/../.." && pwd)
folder=$root/build/node-attest
packages="@cyclonedx/cyclonedx-library@10.3.0 ajv@8.17.1 ajv-formats@3.0.1 ajv-formats-draft2019@1.6.1
  @sigstore/bundle@4.0.0 @sigstore/verify@3.0.0"

if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  echo "skipped: there is no node and npm for the readers" >&2
  exit 77
fi
mkdir -p "$folder"
exec 9>"$folder/lock"
if command -v flock >/dev/null 2>&1; then flock 9; fi
if [ "$(cat "$folder/installed" 2>/dev/null)" != "$packages" ]; then
  # shellcheck disable=SC2086
  if ! npm install --prefix "$folder" --no-save --no-audit --no-fund --ignore-scripts --loglevel=error $packages \
    >"$folder/install.log" 2>&1; then
    echo "skipped: npm could not install the readers, see $folder/install.log" >&2
    exit 77
  fi
  printf '%s' "$packages" >"$folder/installed"
fi
echo "$folder"
