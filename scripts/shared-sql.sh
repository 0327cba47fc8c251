#!/bin/sh
# Names what in the facts and metrics is not in the part of SQL that DuckDB and Apache Spark (3.5 and later) share.
#
#   scripts/shared-sql.sh [FOLDER...]     default: queries/facts/data queries/facts/run queries/metrics queries/incentive/measures
#
# The same files are to run on a cluster where the data may not leave it. Prints `file:line: construct; what to write
# instead` for each place and ends with 1, or prints nothing. Comments and quoted text do not count. It knows constructs,
# not the grammar: what it does not list may still be strange to Spark.
set -eu
[ $# -gt 0 ] || set -- queries/facts/data queries/facts/run queries/metrics queries/incentive/measures

find "$@" -name '*.sql' | sort | xargs awk '
	BEGIN {
		# A construct is a regular expression over the line in capitals, with a blank at both ends.
		add("//", "CAST(FLOOR(a / b) AS INTEGER)")
		add("<<|>>", "POWER(2, n)")
		add("::", "CAST(x AS type)")
		add("[^A-Z0-9_](U(TINY|SMALL|BIG|HUGE)?INT(EGER)?|HUGEINT)[^A-Z0-9_]", "a signed type: INTEGER, BIGINT or DECIMAL(38, 0)")
		add("[^A-Z0-9_]VARCHAR[^A-Z0-9_]", "STRING")
		add("[^A-Z0-9_]UNNEST[^A-Z0-9_]", "a join with RANGE(from, to) AS rows (n)")
		add("[^A-Z0-9_]GENERATE_SERIES[^A-Z0-9_]", "a join with RANGE(from, to) AS rows (n)")
		add("[^A-Z0-9_]STRING_SPLIT[^A-Z0-9_]", "SPLIT_PART(text, mark, place)")
		add("[^A-Z0-9_]MATERIALIZED[^A-Z0-9_]", "nothing, or a table of queries/facts/run")
		add("[^A-Z0-9_]QUALIFY[^A-Z0-9_]", "a window in a subquery and WHERE around it")
		add("[^A-Z0-9_](ASOF|POSITIONAL) +JOIN", "a join on the dates of an interval")
		add("[^A-Z0-9_]GROUP +BY +ALL[^A-Z0-9_]", "the columns")
		add("[^A-Z0-9_]ORDER +BY +ALL[^A-Z0-9_]", "the columns")
		add("[^A-Z0-9_](EXCLUDE|REPLACE|COLUMNS) *[(]", "the columns, one by one")
		add("[^A-Z0-9_]FILTER *[(]", "SUM(CASE WHEN ... END)")
		add("[^A-Z0-9_](REGEXP_[A-Z]+|STRFTIME|STRPTIME|PRINTF|DATE_TRUNC|DATE_DIFF|DATEDIFF|DATE_ADD|MAKE_DATE|EPOCH|EPOCH_MS)[^A-Z0-9_]",
			"arithmetic on DATE and INTERVAL, or a column computed in queries/facts/data")
		add("[^A-Z0-9_](LIST|STRUCT|MAP|ARRAY)_[A-Z]+ *[(]", "rows")
		add("[^A-Z0-9_](PIVOT|UNPIVOT|RECURSIVE|MACRO|LAMBDA|SUMMARIZE|SAMPLE)[^A-Z0-9_]", "plain SELECTs")
		add("[[{]", "rows instead of lists and structs")
		add("[^A-Z0-9_](TODAY|CURRENT_DATE|NOW|RANDOM|UUID)[^A-Z0-9_]", "nothing: a result depends on the data and its parameters alone")
	}
	function add(pattern, instead) { patterns[++n] = pattern; words[n] = instead }
	{
		line = $0
		gsub(/\047[^\047]*\047/, "\047\047", line)
		sub(/--.*/, "", line)
		gsub(/{[a-z_]+}/, "word", line)
		line = " " toupper(line) " "
		for (i = 1; i <= n; i++)
			if (match(line, patterns[i])) {
				found = substr(line, RSTART, RLENGTH)
				gsub(/^[^A-Z\/<>:[{]+|[^A-Z\/<>:[{]+$/, "", found)
				printf "%s:%d: `%s` is not shared by DuckDB and Spark; write %s\n", FILENAME, FNR, found, words[i]
				bad = 1
			}
	}
	END { exit bad }
' || exit 1
