#!/bin/sh
# Puts Stoplight's Prism into build/node (or into the folder given) and prints the path of its program.
# Exit code 77: it cannot be had here (no Node, or no way to the registry).
set -u
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
folder=${1:-$root/build/node}
version=5.16.0
prism=$folder/node_modules/.bin/prism

if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  echo "skipped: there is no node and npm for Prism" >&2
  exit 77
fi
if [ "$("$prism" --version 2>/dev/null)" != "$version" ]; then
  mkdir -p "$folder"
  if ! npm install --prefix "$folder" --no-save --no-audit --no-fund --ignore-scripts --loglevel=error \
    "@stoplight/prism-cli@$version" >"$folder/install.log" 2>&1; then
    echo "skipped: npm could not install @stoplight/prism-cli@$version, see $folder/install.log" >&2
    exit 77
  fi
fi
echo "$prism"
