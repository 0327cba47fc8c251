#!/bin/sh
# What a month costs on Apache Spark and on DuckDB for books of several sizes: a table with time, CPU and memory of both, and whether
# all values are the same. For an idle machine and much patience; no test runs it.
#
#   scripts/spark-scale.sh PROGRAM SPARK [POLICIES...]      default: 20000 80000 320000 (1x, 4x, 16x)
#
# PROGRAM is duebook, built for release; SPARK the folder that scripts/spark-needs.sh prints. SCALE_DIR keeps what is made (else it
# goes again), SCALE_MEMORY is the memory of Spark's driver (3g), SCALE_MASTER where it runs (local[2]), SCALE_METRICS only these
# metrics, SCALE_CHECKS=off leaves the checks of the rows out. 2100000 policies have 10 million due items.
set -eu

# A table of the data has a file there.
contract=$(cd "$(dirname "$0")/../queries/schema" && pwd)
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
spark=$(cd "$2" && pwd)
shift 2
[ $# -gt 0 ] || set -- 20000 80000 320000
month=2026-03
memory=${SCALE_MEMORY:-3g}
folder=${SCALE_DIR:-$(mktemp -d)}
[ -n "${SCALE_DIR:-}" ] || trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir -p "$folder"
table=$folder/table.md

# Runs the rest with its output in the file $1; prints seconds, CPU seconds and the peak of its largest process in MB.
measured() {
	python3 - "$@" <<-'PYTHON'
		import resource, subprocess, sys, time
		begun = time.monotonic()
		with open(sys.argv[1], "wb") as out:
		    done = subprocess.run(sys.argv[2:], stdout=out)
		used = resource.getrusage(resource.RUSAGE_CHILDREN)
		if done.returncode:
		    sys.exit(f"{' '.join(sys.argv[2:])}: exit {done.returncode}")
		print(f"{time.monotonic() - begun:.1f} | {used.ru_utime + used.ru_stime:.1f} | {used.ru_maxrss // 1024}")
	PYTHON
}

counted() {
	"$program" -q query "SELECT COUNT(*) AS n FROM $1" --format csv | tail -n 1 | tr -d '\r\357\273\277'
}

{
	echo '| policies | due items | DuckDB s | CPU s | peak MB | Spark s | CPU s | peak MB | values | different |'
	echo '|---|---|---|---|---|---|---|---|---|---|'
} >"$table"
for policies in "$@"; do
	place=$folder/$policies
	if [ ! -d "$place/lake" ]; then
		mkdir -p "$place"
		cd "$place"
		[ -f duebook.toml ] || "$program" -q init >/dev/null
		"$program" -q sample --policies "$policies" >/dev/null
		"$program" -q ingest data >/dev/null || true
		# A question makes the facts: this is the store before any.
		cp duebook.duckdb fresh.duckdb
		mkdir lake.part
		for file in "$contract"/*.toml; do
			name=$(basename "$file" .toml)
			"$program" -q query "SELECT * FROM $name" --format parquet --out "lake.part/$name.parquet" 2>/dev/null || continue
		done
		mv lake.part lake
	fi
	cd "$place"
	# Until when the data go is said, so that no job has to find out.
	sed '/^\[engine\]/,$d; /= 2030-12-31$/d' duebook.toml | sed 's/^\[coverage\]/&\nSTATED/' >own
	stated=
	for name in payments activities collaborations errors surveys complaints policy_events issues suggestions_received tasks visits \
		service_reviews customer_ratings meetings meeting_actions coaching; do
		stated="$stated$name = 2030-12-31\\n"
	done
	sed "s/^STATED\$/$stated/" own >duebook.toml
	{
		echo '[engine]'
		echo "submit = \"$spark/bin/spark-sql\""
		echo "arguments = [\"--master\", \"${SCALE_MASTER:-local[2]}\", \"--driver-memory\", \"$memory\", \"--conf\", \"spark.ui.enabled=false\", \"--conf\", \"spark.sql.shuffle.partitions=4\", \"--conf\", \"spark.driver.host=127.0.0.1\"]"
		echo "checks = \"${SCALE_CHECKS:-on}\""
		echo '[engine.tables]'
		for path in lake/*.parquet; do
			echo "$(basename "$path" .parquet) = \"SELECT * FROM parquet.\`$place/$path\`\""
		done
	} >>duebook.toml
	items=$(counted due_items)
	set -- "$program" -q kpi --period $month --by specialist --format csv
	[ -z "${SCALE_METRICS:-}" ] || set -- "$@" --metric "$SCALE_METRICS"
	# The facts are made by the question, as Spark makes them.
	cp fresh.duckdb duebook.duckdb
	here=$(measured duckdb.csv "$@")
	there=$(measured spark.csv "$@" --engine spark)
	values=$(($(wc -l <duckdb.csv) - 1))
	different=$(diff duckdb.csv spark.csv | grep -c '^<' || true)
	echo "| $policies | $items | $here | $there | $values | $different |" >>"$table"
	tail -n 1 "$table" >&2
done
cat "$table"
