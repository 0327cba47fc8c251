-- Premium collected in the period of each run up to its as-of day, by scope: payments less reversals,
-- below the company at the owner of their day.
CREATE OR REPLACE TEMP TABLE report_pay_collected AS
WITH sums AS (
  SELECT r.run_no, p.specialist_key, SUM(p.net_amount) AS amount
  FROM report_pay_runs AS r
  INNER JOIN facts.payments AS p ON p.paid_on BETWEEN r.first_on AND LEAST(r.last_on, r.as_of)
  GROUP BY r.run_no, p.specialist_key
)
SELECT s.scope_no, c.run_no, SUM(c.amount) AS amount
FROM sums AS c
INNER JOIN report_scopes AS s ON s.level = 'company'
GROUP BY s.scope_no, c.run_no
UNION ALL
SELECT m.scope_no, c.run_no, SUM(c.amount) AS amount
FROM sums AS c
INNER JOIN report_members AS m ON m.period_no = $period_no AND m.specialist_key = c.specialist_key
INNER JOIN report_scopes AS s ON s.scope_no = m.scope_no AND s.level <> 'company'
GROUP BY m.scope_no, c.run_no
