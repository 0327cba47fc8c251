#!/bin/sh
# A month of the sample summed twice: by DuckDB in the program, and by Apache Spark on a cluster of a master and two workers on
# this machine; prints both engines' numbers side by side, and how long each took.
#
#   scripts/demo-scale.sh PROGRAM SPARK [DIR]      default: a folder that goes again
#
# DEMO_POLICIES says of how many policies (5000). Everything that is started listens on 127.0.0.1 and is ended again, each process
# by its id.
set -eu

# A table of the data has a file there.
contract=$(cd "$(dirname "$0")/../queries/schema" && pwd)
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
spark=$2
policies=${DEMO_POLICIES:-5000}
month=2026-05
metrics=renewal_rate,renewal_rate_premium,current_month_rate,grace_end_rate,conversion_rate,error_rate

started=
folder=${3:-$(mktemp -d)}
ended() {
	for process in $started; do
		kill "$process" 2>/dev/null || true
	done
	for process in $started; do
		wait "$process" 2>/dev/null || true
	done
	[ -n "${kept:-}" ] || rm -rf "$folder"
}
kept=${3:-}
trap ended EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir -p "$folder"
cd "$folder"
export SPARK_LOCAL_IP=127.0.0.1 SPARK_DAEMON_MEMORY=300m SPARK_NO_DAEMONIZE=1

# Starts one of Spark's own programs; `exec` makes the id that of the Java program.
start() {
	log=$1.log
	shift
	"$spark/bin/spark-class" "$@" >"$log" 2>&1 &
	started="$started $!"
}

says() {
	tries=0
	until grep -q "$2" "$1.log" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 240 ] || { echo "$1 does not start:" >&2; tail -n 5 "$1.log" >&2; exit 1; }
		sleep 0.5
	done
}

echo "a sample of $policies policies"
"$program" -q init
"$program" -q sample --policies "$policies"
"$program" -q ingest data

echo "its tables as a lake: Parquet files"
mkdir -p lake
arguments='"--master", "spark://127.0.0.1:17077", "--driver-memory", "1g", "--conf", "spark.executor.memory=700m", "--conf", "spark.driver.host=127.0.0.1", "--conf", "spark.driver.bindAddress=127.0.0.1", "--conf", "spark.ui.enabled=false", "--conf", "spark.sql.shuffle.partitions=2"'
{
	echo
	echo '[engine]'
	echo "submit = \"$spark/bin/spark-sql\""
	echo "arguments = [$arguments]"
	echo '[engine.tables]'
} >settings
for file in "$contract"/*.toml; do
	table=$(basename "$file" .toml)
	"$program" -q query "SELECT * FROM $table" --format parquet --out "lake/$table.parquet" 2>/dev/null || continue
	echo "$table = \"SELECT * FROM parquet.\`$folder/lake/$table.parquet\`\"" >>settings
done
sed '/^\[engine\]/,$d' duebook.toml >own
cat own settings >duebook.toml

echo 'a master and two workers on 127.0.0.1'
start master org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 17077 --webui-port 18080
says master 'started\|ALIVE\|elected leader'
for worker in one two; do
	start $worker org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --cores 1 --memory 1g --webui-port 0 \
		--work-dir "$folder/$worker" spark://127.0.0.1:17077
	says $worker 'registered with master'
done

seconds() {
	date +%s
}
begun=$(seconds)
"$program" kpi --period $month --by branch --metric $metrics --format csv >duckdb.csv
middle=$(seconds)
"$program" kpi --period $month --by branch --metric $metrics --format csv --engine spark >spark.csv
done=$(seconds)

echo
echo "metric, branch: DuckDB ($((middle - begun)) s) | Spark on two workers ($((done - middle)) s)"
paste -d'|' duckdb.csv spark.csv | tail -n +2 |
	awk -F'|' '{ split($1, a, ","); split($2, b, ","); printf "%-22s %-4s %14s / %-14s | %14s / %-14s %s\n", a[6], a[4], a[7], a[8], b[7], b[8], ($1 == $2) ? "" : "DIFFERENT" }'
if cmp -s duckdb.csv spark.csv; then
	echo "all $(($(wc -l <duckdb.csv) - 1)) values are the same"
else
	echo 'the values differ' >&2
	exit 1
fi
