#!/bin/sh
# Puts conventional-commits-parser into build/node (or into the folder given) and prints the folder.
# Exit code 77: it cannot be had here (no Node, or no way to the registry).
set -u
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
folder=${1:-$root/build/node-differential}
version=6.2.1

if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  echo "skipped: there is no node and npm for conventional-commits-parser" >&2
  exit 77
fi
installed=$folder/node_modules/conventional-commits-parser/package.json
if ! grep -q "\"version\": \"$version\"" "$installed" 2>/dev/null; then
  mkdir -p "$folder"
  if ! npm install --prefix "$folder" --no-save --no-audit --no-fund --ignore-scripts --loglevel=error \
    "conventional-commits-parser@$version" >"$folder/install.log" 2>&1; then
    echo "skipped: npm could not install conventional-commits-parser@$version, see $folder/install.log" >&2
    exit 77
  fi
fi
echo "$folder"
