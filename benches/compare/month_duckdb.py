"""Fourteen metrics of a month by specialist, written by hand in SQL and run by DuckDB's Python package: a yardstick of
benches/kpi.rs.

    python month_duckdb.py FOLDER 2026-06-01 2026-06-30 RESULT.csv

FOLDER holds the CSV files of `duebook sample`. The definitions are those of docs/metrics.md; the as-of day is the month's
last. The environment variable DUEBOOK_BENCH_MEMORY limits the memory. Prints the seconds for reading and for computing.
"""

import os
import sys
import time

import duckdb

folder, first, last, target = sys.argv[1:5]
base = duckdb.connect()
base.execute(f"SET memory_limit = '{os.environ.get('DUEBOOK_BENCH_MEMORY', '4GB')}'")
DAYS = {"first": first, "last": last}


def load(table, columns):
    types = {"due_on": "DATE", "from_on": "DATE", "event_on": "DATE", "amount_due": "DECIMAL(18, 2)", "due_no": "INTEGER",
             "amount": "DECIMAL(18, 2)", "paid_on": "TIMESTAMP", "occurred_at": "TIMESTAMP", "grace_days": "INTEGER"}
    with open(f"{folder}/{table}.csv", encoding="utf-8-sig") as file:
        header = file.readline().strip().split(",")
    kinds = {name: types.get(name, "VARCHAR") for name in header}
    base.execute(f"CREATE TABLE {table} AS SELECT {', '.join(columns)} FROM "
                 f"read_csv('{folder}/{table}.csv', header = true, auto_detect = false, columns = {kinds})")


started = time.perf_counter()
load("due_items", ["due_id", "policy_id", "due_on", "due_no", "amount_due", "specialist_id", "grace_days"])
load("payments", ["payment_id", "due_id", "paid_on", "amount", "method", "status", "funding", "reverses_payment_id"])
load("activities", ["due_id", "specialist_id", "occurred_at", "outcome"])
load("ownership", ["due_id", "specialist_id", "from_on"])
load("policy_events", ["policy_id", "kind", "event_on"])
loaded = time.perf_counter()


def run(sql):
    base.execute(sql, {name: day for name, day in DAYS.items() if f"${name}" in sql})


run("""CREATE TABLE days AS
WITH funded AS (
  SELECT due_id, CAST(paid_on AS DATE) AS paid_on, amount, funding FROM payments WHERE status = 'success'
  UNION ALL
  SELECT p.due_id, CAST(p.paid_on AS DATE), -p.amount, o.funding
  FROM payments AS p LEFT JOIN payments AS o ON o.payment_id = p.reverses_payment_id
  WHERE p.status = 'reversal'
)
SELECT due_id, paid_on, SUM(amount) AS amount FROM funded
WHERE funding IN ('customer', 'prepaid_balance', 'policy_loan_repayment') AND paid_on <= CAST($last AS DATE)
GROUP BY ALL""")
run("""CREATE TABLE renewals AS
SELECT *, due_on + COALESCE(grace_days, 60) AS grace_end FROM due_items WHERE due_no >= 2""")
run("""CREATE TABLE settled AS
WITH steps AS (
  SELECT d.due_id, d.paid_on, SUM(d.amount) OVER w >= r.amount_due AS is_settled
  FROM days AS d JOIN renewals AS r USING (due_id)
  WINDOW w AS (PARTITION BY d.due_id ORDER BY d.paid_on)
),
runs AS (
  SELECT *, COUNT(*) FILTER (NOT is_settled) OVER (PARTITION BY due_id ORDER BY paid_on) AS run FROM steps
),
ends AS (SELECT due_id, ARG_MAX(run, paid_on) AS run, ARG_MAX(is_settled, paid_on) AS now FROM runs GROUP BY due_id)
SELECT s.due_id, MIN(s.paid_on) AS settled_on
FROM runs AS s JOIN ends AS e ON e.due_id = s.due_id AND e.run = s.run AND e.now
WHERE s.is_settled GROUP BY s.due_id""")
run("""CREATE TABLE items AS
WITH exempt AS (
  SELECT DISTINCT r.due_id
  FROM policy_events AS e JOIN renewals AS r ON r.policy_id = e.policy_id AND e.event_on <= r.grace_end
  WHERE e.event_on <= CAST($last AS DATE)
    AND e.kind IN ('death_claim', 'maturity', 'waiver', 'free_look', 'rescission', 'transfer_out')
    AND COALESCE((SELECT SUM(amount) FROM days AS d WHERE d.due_id = r.due_id AND d.paid_on < e.event_on), 0) < r.amount_due
),
owners AS (
  SELECT due_id, ARG_MAX(specialist_id, from_on) AS owner FROM ownership WHERE from_on <= CAST($last AS DATE) GROUP BY due_id
)
SELECT r.due_id, COALESCE(o.owner, r.specialist_id) AS specialist_id, r.due_on, r.grace_end, r.amount_due, s.settled_on,
  DATE_DIFF('month', r.due_on, CAST($last AS DATE)) AS stage
FROM renewals AS r LEFT JOIN owners AS o USING (due_id) LEFT JOIN settled AS s USING (due_id)
WHERE r.due_id NOT IN (SELECT due_id FROM exempt)""")
run("""CREATE TABLE facts AS
WITH wanted AS (SELECT * FROM items WHERE stage BETWEEN -2 AND 3),
paid AS (
  SELECT i.due_id, SUM(d.amount) AS by_end, SUM(d.amount) FILTER (d.paid_on <= i.grace_end) AS by_grace,
    SUM(d.amount) FILTER (d.paid_on < CAST($first AS DATE)) AS before
  FROM wanted AS i JOIN days AS d USING (due_id) GROUP BY i.due_id
)
SELECT i.*, COALESCE(p.by_end, 0) AS net, GREATEST(0, LEAST(amount_due, COALESCE(p.by_end, 0))) AS held,
  GREATEST(0, LEAST(amount_due, COALESCE(p.by_grace, 0))) AS held_by_grace, COALESCE(p.before, 0) AS before,
  COALESCE(settled_on <= grace_end, FALSE) AS is_renewed
FROM wanted AS i LEFT JOIN paid AS p USING (due_id)""")
METRICS = {
    "collection_completion_rate": ("held", "amount_due", "stage = 0"),
    "collection_completion_rate_count": ("CAST(settled_on IS NOT NULL AS INTEGER)", "1", "stage = 0"),
    "current_month_rate": ("held", "amount_due", "stage = 0"),
    "grace1_rate": ("held", "amount_due", "stage = 1"),
    "grace1_rate_count": ("CAST(net >= amount_due AS INTEGER)", "1", "stage = 1"),
    "grace_end_rate": ("held_by_grace", "amount_due", "stage = 2"),
    "grace_end_rate_count": ("CAST(is_renewed AS INTEGER)", "1", "stage = 2"),
}
MATURED = {
    "renewal_rate": ("CAST(is_renewed AS INTEGER)", "1"),
    "renewal_rate_premium": ("CASE WHEN is_renewed THEN amount_due ELSE 0 END", "amount_due"),
    "lapse_rate": ("CAST(NOT is_renewed AS INTEGER)", "1"),
}
run("CREATE TABLE results (metric VARCHAR, specialist_id VARCHAR, numerator DECIMAL(38, 2), denominator DECIMAL(38, 2))")
for metric, (numerator, denominator, where) in METRICS.items():
    run(f"INSERT INTO results SELECT '{metric}', specialist_id, SUM({numerator}), SUM({denominator}) "
        f"FROM facts WHERE {where} GROUP BY specialist_id")
for metric, (numerator, denominator) in MATURED.items():
    run(f"""INSERT INTO results SELECT '{metric}', specialist_id, SUM({numerator}), SUM({denominator})
FROM (SELECT *, COALESCE(settled_on <= grace_end, FALSE) AS is_renewed FROM items)
WHERE grace_end BETWEEN CAST($first AS DATE) AND CAST($last AS DATE) GROUP BY specialist_id""")
run("""INSERT INTO results SELECT 'days_to_collect', specialist_id, SUM(settled_on - due_on), COUNT(*)
FROM items WHERE settled_on BETWEEN CAST($first AS DATE) AND CAST($last AS DATE) GROUP BY specialist_id""")
run("""INSERT INTO results SELECT 'contact_count', specialist_id, COUNT(*), NULL
FROM activities WHERE CAST(occurred_at AS DATE) BETWEEN CAST($first AS DATE) AND CAST($last AS DATE)
GROUP BY specialist_id""")
run("""INSERT INTO results
WITH reached AS (
  SELECT DISTINCT due_id FROM activities
  WHERE CAST(occurred_at AS DATE) BETWEEN CAST($first AS DATE) AND CAST($last AS DATE)
    AND outcome IN ('connected', 'promised', 'refused', 'paid')
)
SELECT 'contact_coverage', f.specialist_id, COUNT(r.due_id), COUNT(*)
FROM facts AS f LEFT JOIN reached AS r USING (due_id)
WHERE f.before < f.amount_due GROUP BY f.specialist_id""")
run("""INSERT INTO results
WITH attempts AS (
  SELECT p.payment_id, p.status, d.specialist_id, ARG_MAX(o.specialist_id, o.from_on) AS owner
  FROM payments AS p JOIN due_items AS d USING (due_id)
  LEFT JOIN ownership AS o ON o.due_id = p.due_id AND o.from_on <= CAST(p.paid_on AS DATE)
  WHERE p.method = 'bank_debit' AND p.status IN ('failed', 'success')
    AND CAST(p.paid_on AS DATE) BETWEEN CAST($first AS DATE) AND CAST($last AS DATE)
  GROUP BY ALL
)
SELECT 'debit_failure_rate', COALESCE(owner, specialist_id), COUNT(*) FILTER (status = 'failed'), COUNT(*)
FROM attempts GROUP BY 2""")
base.execute(f"COPY results TO '{target}' (HEADER)")
said = f"{loaded - started:.2f} {time.perf_counter() - loaded:.2f}"
print(said)
if "DUEBOOK_BENCH_SAID" in os.environ:
    with open(os.environ["DUEBOOK_BENCH_SAID"], "w", encoding="utf-8") as file:
        file.write(said)
