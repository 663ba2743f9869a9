#!/bin/sh
# Downloads the binary of this machine's architecture, compares its SHA-256 and puts it on the PATH of later steps.
set -eu
case $(uname -m) in
  x86_64) file=release-action-linux-amd64 ;;
  aarch64 | arm64) file=release-action-linux-arm64 ;;
  *)
    echo "release-action is not built for $(uname -m)" >&2
    exit 1
    ;;
esac
from=$INSTALL_RELEASES/v$INSTALL_VERSION
folder=${INSTALL_FOLDER:-$HOME/.local/bin}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for name in "$file" SHA256SUMS; do
  curl --fail --silent --show-error --location --retry 3 --output "$name" "$from/$name"
done
awk -v file="$file" '$2 == file' SHA256SUMS >wanted
if ! [ -s wanted ] || ! sha256sum --check --quiet wanted; then
  echo "$from/$file is not what SHA256SUMS says" >&2
  exit 1
fi
mkdir -p "$folder"
chmod 755 "$file"
mv "$file" "$folder/release-action"
if [ -n "${BASH_ENV:-}" ]; then
  # shellcheck disable=SC2016
  printf 'export PATH="%s:$PATH"\n' "$folder" >>"$BASH_ENV"
fi
"$folder/release-action" --version
