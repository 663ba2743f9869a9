#!/bin/sh
# Puts an npm package, pinned, into build/node (or into the folder given) and prints the folder.
#   install.sh PACKAGE@VERSION [FOLDER]
# Exit code 77: it cannot be had here (no Node, or no way to the registry).
set -u
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
package=${1%@*}
version=${1##*@}
folder=${2:-$root/build/node-differential/$package}

if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  echo "skipped: there is no node and npm for $package" >&2
  exit 77
fi
installed=$folder/node_modules/$package/package.json
if ! grep -q "\"version\": \"$version\"" "$installed" 2>/dev/null; then
  mkdir -p "$folder"
  if ! npm install --prefix "$folder" --no-save --no-audit --no-fund --ignore-scripts --loglevel=error \
    "$package@$version" >"$folder/install.log" 2>&1; then
    echo "skipped: npm could not install $package@$version, see $folder/install.log" >&2
    exit 77
  fi
fi
echo "$folder"
