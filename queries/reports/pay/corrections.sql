-- What periods pay for earlier ones, also while they wait for approval, by scope and person: at the team of the run, of those
-- who have left at that of the last run that knew them.
CREATE OR REPLACE TEMP TABLE report_pay_corrections AS
WITH posted AS (
  SELECT r.run_no, l.specialist_id, SUM(l.amount) AS amount
  FROM report_pay_runs AS r
  INNER JOIN incentive_ledger AS l ON l.plan_id = r.plan_id AND l.period = r.period AND l.origin <> l.period
  GROUP BY r.run_no, l.specialist_id
),
known AS (
  SELECT
    l.run_no,
    l.specialist_id,
    l.amount,
    p.branch_id,
    p.team_id,
    ROW_NUMBER() OVER (PARTITION BY l.run_no, l.specialist_id ORDER BY p.run_no = l.run_no DESC, p.run_no DESC) AS place
  FROM posted AS l
  LEFT JOIN incentive_people AS p ON p.specialist_id = l.specialist_id
)
SELECT s.scope_no, k.run_no, k.specialist_id, k.amount
FROM known AS k
INNER JOIN report_scopes AS s
  ON s.level = 'company' OR (s.level = 'branch' AND s.branch_id = k.branch_id)
    OR (s.level = 'team' AND s.team_id = k.team_id)
    OR (s.level = 'specialist' AND s.specialist_id = k.specialist_id)
WHERE k.place = 1
