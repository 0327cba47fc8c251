#!/bin/sh
# Lists the licences of everything that is linked into the program on this platform, and ends with 1 if one is not known to be
# permissive: copyleft, or none.
#
#   scripts/licences.sh
#
# Of `A OR B` one must be permissive, of `A AND B` both; in an expression with parentheses all.
set -eu

cargo tree --locked --edges normal,build --prefix none --format '{p}|{l}' | sed 's/ (\*)$//' | sort -u | awk -F'|' '
	BEGIN {
		split("0BSD Apache-2.0 BSD-1-Clause BSD-2-Clause BSD-3-Clause BSL-1.0 CC0-1.0 CDLA-Permissive-2.0 ISC MIT MIT-0 " \
			"Unicode-3.0 Unicode-DFS-2016 Unlicense Zlib", names, " ")
		for (i in names) permissive[names[i]] = 1
	}
	function all(expression, parts, count, i) {
		gsub(/[()]/, "", expression)
		count = split(expression, parts, / +AND +/)
		for (i = 1; i <= count; i++) {
			sub(/ +WITH +[^ ]+$/, "", parts[i])
			gsub(/ /, "", parts[i])
			if (!(parts[i] in permissive)) return 0
		}
		return count > 0
	}
	function good(expression, parts, count, i) {
		gsub(/ *\/ */, " OR ", expression)
		if (expression ~ /[(]/) {
			gsub(/ +OR +/, " AND ", expression)
			return all(expression)
		}
		count = split(expression, parts, / +OR +/)
		for (i = 1; i <= count; i++) if (all(parts[i])) return 1
		return 0
	}
	$1 ~ /^duebook / { next }
	{
		split($1, name, " ")
		uses[$2] = uses[$2] (uses[$2] ? ", " : "") name[1]
		if (!good($2)) { printf "not permissive: %s %s: %s\n", name[1], name[2], $2 ? $2 : "no licence"; bad = 1 }
		packages++
	}
	END {
		for (licence in uses) print licence ": " uses[licence] | "sort"
		close("sort")
		print packages + 0 " packages"
		exit bad || packages == 0
	}
'
