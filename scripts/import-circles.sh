#!/bin/sh
# Names the circles of imports among the sources of a folder, of which there may be none.
#
#   scripts/import-circles.sh [FOLDER]      default: src
set -eu

built=${CARGO_TARGET_DIR:-target}/import-circles
mkdir -p "$(dirname "$built")"
rustc --edition 2024 -o "$built" "$(dirname "$0")/import-circles.rs"
exec "$built" "${1:-src}"
