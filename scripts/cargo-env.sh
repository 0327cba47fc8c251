#!/bin/sh
# Decides how DuckDB is linked and prints shell lines that say so to cargo, for the Makefile and for `eval "$(make env)"`.
#
#   DUCKDB=shared    a shared library: the one in DUCKDB_LIB_DIR if that is set, else the official one, else an error
#   DUCKDB=bundled   compiled from source
#   DUCKDB unset     shared if it can be had, else bundled
#
# The memory of the choice is what lies in the target folder: a library unpacked or compiled there is used again.
set -eu
unset CDPATH

scripts=$(dirname "$0")
target=${CARGO_TARGET_DIR:-$scripts/../target}
mkdir -p "$target"
target=$(cd "$target" && pwd)

# export_line NAME VALUE
export_line() {
	printf "export %s='%s'\n" "$1" "$(printf %s "$2" | sed "s/'/'\\\\''/g")"
}

# `--profile release` is `--release` in the form that `cargo bench` takes too.
shared() {
	export_line DUCKDB_LIB_DIR "$1"
	export_line DUEBOOK_CARGO_FLAGS "--profile release --no-default-features --features serve"
}

bundled() {
	echo "unset DUCKDB_LIB_DIR"
	export_line DUEBOOK_CARGO_FLAGS "--profile release --features bundled"
}

only_compiled_here() {
	[ -n "$(find "$target/release/build" -name libduckdb.a 2>/dev/null)" ] &&
		[ -z "$(find "$target"/duckdb-* -name 'libduckdb.*' 2>/dev/null)" ]
}

[ -z "${CARGO_TARGET_DIR:-}" ] || export_line CARGO_TARGET_DIR "$target"
case ${DUCKDB:-} in
bundled) bundled ;;
shared)
	folder=${DUCKDB_LIB_DIR:-$("$scripts/duckdb-lib.sh")}
	shared "$folder"
	;;
'')
	if [ -n "${DUCKDB_LIB_DIR:-}" ]; then
		shared "$DUCKDB_LIB_DIR"
	elif only_compiled_here; then
		bundled
	elif folder=$("$scripts/duckdb-lib.sh"); then
		shared "$folder"
	else
		echo "compiling DuckDB from source instead: about 30 minutes, once" >&2
		bundled
	fi
	;;
*)
	echo "DUCKDB is shared, bundled or not set, but not $DUCKDB" >&2
	exit 2
	;;
esac
