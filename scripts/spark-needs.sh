#!/bin/sh
# Brings Apache Spark into the target folder, from the Python package that holds it, and prints its folder.
#
#   scripts/spark-needs.sh [VERSION]      default: 4.3.0, on which the tests are run
#
# Spark is a Java program: it needs a Java runtime, 17 or later (Spark 3.5: 8, 11 or 17), and about 500 MB. If it cannot be had,
# nothing is printed, the reason is told on stderr, and it ends well all the same: who asks decides what follows.
set -u

version=${1:-4.3.0}
folder=${CARGO_TARGET_DIR:-target}/spark/$version
home=$folder/pyspark

missing() {
	echo "no Apache Spark $version: $*" >&2
	exit 0
}

java -version >/dev/null 2>&1 || missing "there is no Java runtime (on Debian: sudo apt-get install default-jre-headless)"

if [ ! -x "$home/bin/spark-sql" ]; then
	python3 -m pip --version >/dev/null 2>&1 || missing "there is no pip for python3 (on Debian: sudo apt-get install python3-pip)"
	rm -rf "$folder.part"
	# Its Python side is not used, so what that needs is left out.
	output=$(python3 -m pip install --quiet --disable-pip-version-check --no-deps --target "$folder.part" \
		"pyspark==$version" 2>&1 </dev/null) || missing "pip cannot install it: $(echo "$output" | tail -n 1)"
	[ -x "$folder.part/pyspark/bin/spark-sql" ] || missing "the package is not as it was"
	mkdir -p "$(dirname "$folder")"
	rm -rf "$folder"
	mv "$folder.part" "$folder" || missing "$folder cannot be written"
fi

(cd "$home" && pwd)
