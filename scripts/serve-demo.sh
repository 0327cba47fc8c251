#!/bin/sh
# The pages of a sample book on this machine, with four accounts whose one-time secrets are printed; Ctrl-C ends it.
#
#   scripts/serve-demo.sh PROGRAM [DIR]      default: a folder that goes again
#
# DEMO_POLICIES says of how many policies (2000), DEMO_LISTEN where (127.0.0.1:8080).
set -eu

program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
policies=${DEMO_POLICIES:-2000}
listen=${DEMO_LISTEN:-127.0.0.1:8080}
folder=${2:-$(mktemp -d)}
[ -n "${2:-}" ] || trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir -p "$folder"
cd "$folder"
if [ ! -f duebook.toml ]; then
	"$program" -q init
	"$program" -q sample --policies "$policies"
	"$program" -q ingest data
fi
"$program" -q publish >/dev/null

# first COLUMN FILE: the first value of a column of a sample file.
first() {
	awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) column = i } NR == 2 { print $column }' "$2"
}
team=$(first team_id data/teams.csv)
branch=$(first branch_id data/teams.csv)
# Somebody of the team who has a leader, and so leads nobody.
person=$(awk -F, -v team="$team" 'NR == FNR { if ($3 == "" && $6 != "") led[$1] = 1; next }
	$2 == team && $4 == "" && $1 in led { print $1; exit }' data/positions.csv data/assignments.csv)

# account USER OPTION...: makes it and prints its secret.
account() {
	printf '%-12s %s\n' "$1" "$("$program" -q user add "$@" 2>/dev/null || "$program" -q user reset "$1")"
}
echo
account manager --name "分公司经理" --role branch_manager --branch "$branch"
account lead --name "团队主管" --role team_lead --team "$team"
account specialist --person "$person"
account admin --name "系统管理员" --role administrator
echo
"$program" serve --listen "$listen"
