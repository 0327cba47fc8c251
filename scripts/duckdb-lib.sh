#!/bin/sh
# Puts DuckDB's official shared library under the target folder and prints the folder that holds it.
#
# The library comes from the npm package of DuckDB's Node bindings, which carries it unchanged, and is used only if the
# package has the SHA-256 pinned below. A library that is there already is used as it is, without network. When it
# cannot be had, the script ends with status 1 and one line on stderr that says why; it never leaves half a library.
set -eu
unset CDPATH

version=1.5.5-r.5                   # DuckDB 1.5.5, like the crate `duckdb` in Cargo.toml
seconds=${DUEBOOK_NPM_SECONDS:-180} # how long npm may take, download included

fail() {
	echo "no official DuckDB library: $*" >&2
	exit 1
}

# Linux and macOS have one of the two each.
sha256() {
	if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# rustc says what it links for; uname could not tell glibc from musl.
host=$(rustc -vV | sed -n 's/^host: //p')
case $host in
x86_64-unknown-linux-gnu)
	platform=linux-x64 library=libduckdb.so
	pinned=86d2bda909785550e8a14a57a8a4584827aff0e268d8f1a58c3fd48559f7020e
	;;
aarch64-unknown-linux-gnu)
	platform=linux-arm64 library=libduckdb.so
	pinned=3b85f3ea438f7dc3691d7b5e6e4222ffe9127fd17885f96ca72e0c99925c348e
	;;
x86_64-apple-darwin)
	platform=darwin-x64 library=libduckdb.dylib
	pinned=1266f62ac7c02f7971554a2b0b2c4c19923a97258bfdf1b203873e174e7a28c4
	;;
aarch64-apple-darwin)
	platform=darwin-arm64 library=libduckdb.dylib
	pinned=08b3cfd7d4d620a5fb67ef49db28551b767107266af3a8e2600e49d99ee59456
	;;
*) fail "there is none for ${host:-a machine without rustc}" ;;
esac
package=@duckdb/node-bindings-$platform@$version

target=${CARGO_TARGET_DIR:-$(dirname "$0")/../target}
mkdir -p "$target"
folder=$(cd "$target" && pwd)/duckdb-$version
if [ -f "$folder/$library" ]; then
	echo "$folder"
	exit
fi
command -v npm >/dev/null || fail "npm is not installed"

mkdir -p "$folder"
work=$(mktemp -d "$folder/unpacking.XXXXXX") # beside the library, so that the last step is a rename
npm=
stop() {
	[ -z "$npm" ] || kill "$npm" 2>/dev/null || true
	rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

# macOS has no `timeout`, and npm's own time limits count per request.
echo "fetching $package" >&2
(
	cd "$work"
	exec npm pack --loglevel=error --fetch-retries=1 --fetch-retry-mintimeout=2000 "$package" >npm.log 2>&1 </dev/null
) &
npm=$!
tenths=0
while kill -0 "$npm" 2>/dev/null; do
	[ "$tenths" -lt $((seconds * 10)) ] || fail "npm did not finish within $seconds seconds"
	sleep 0.1
	tenths=$((tenths + 1))
done
status=0
wait "$npm" || status=$?
npm=
if [ "$status" != 0 ]; then
	code=$(sed -n 's/^npm [^ ]* code //p' "$work/npm.log" | head -n 1)
	fail "npm could not fetch $package (${code:-status $status})"
fi

set -- "$work"/*.tgz
[ -f "$1" ] || fail "npm wrote no file for $package"
actual=$(sha256 "$1")
[ "$actual" = "$pinned" ] || fail "$package has the SHA-256 $actual, not $pinned"

tar -xzmf "$1" -C "$work" "package/$library" package/LICENSE || fail "$package could not be unpacked"
mv -f "$work/package/LICENSE" "$folder/LICENSE"
mv -f "$work/package/$library" "$folder/$library"
echo "$folder"
