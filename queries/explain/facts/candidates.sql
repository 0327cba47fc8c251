-- All rows, and once more each counted row for those who owned its item or policy but for whom it does not count.
CREATE OR REPLACE TEMP VIEW explain_candidates AS
WITH former AS (
  SELECT e.*, o.specialist_key AS former_key
  FROM explain_rows AS e
  INNER JOIN explain_owners AS o ON o.item_key = e.item_key
  WHERE e.reason IS NULL AND e.policy_key IS NULL AND o.specialist_key <> e.specialist_key
  UNION
  SELECT e.*, o.specialist_key AS former_key
  FROM explain_rows AS e
  INNER JOIN explain_owners AS o ON o.policy_key = e.policy_key
  WHERE e.reason IS NULL AND o.specialist_key <> e.specialist_key
)
SELECT
  metric, period_no, specialist_key, slice_key, due_no, stage, department, record, record_key, policy_key, item_key, happened_on, what,
  numerator, denominator, reason, reason_on, reason_of
FROM explain_rows
UNION ALL
SELECT
  f.metric, f.period_no, f.former_key, f.slice_key, f.due_no, f.stage, f.department, f.record, f.record_key, f.policy_key, f.item_key,
  f.happened_on, f.what, CAST(NULL AS DECIMAL(38, 6)), CAST(NULL AS DECIMAL(38, 6)), 'other_owner', CAST(NULL AS DATE), s.specialist_id
FROM former AS f
INNER JOIN run_specialists AS s ON s.period_no = f.period_no AND s.specialist_key = f.specialist_key
