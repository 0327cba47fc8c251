-- Whose each row is, by unit. A counted row is not told again for a former owner in the same unit.
CREATE TABLE published.evidence_of AS
WITH pairs AS (
  SELECT 'company' AS level, 'company' AS entity_id, row_no, metric, period, record, record_key, reason FROM publish_rows
  UNION ALL
  SELECT 'branch', branch_id, row_no, metric, period, record, record_key, reason FROM publish_rows
  UNION ALL
  SELECT 'team', team_id, row_no, metric, period, record, record_key, reason FROM publish_rows
  UNION ALL
  SELECT 'specialist', specialist_id, row_no, metric, period, record, record_key, reason FROM publish_rows
),
counted AS (
  SELECT DISTINCT level, entity_id, metric, period, record, record_key
  FROM pairs
  WHERE reason IS NULL
)
SELECT n.level, n.entity_id, n.metric, n.period, n.row_no, n.reason IS NULL AS counted
FROM pairs AS n
LEFT JOIN counted AS c
  ON n.reason = 'other_owner' AND c.level = n.level AND c.entity_id = n.entity_id AND c.metric = n.metric AND c.period = n.period
    AND c.record = n.record AND c.record_key = n.record_key
WHERE c.record_key IS NULL
ORDER BY n.level, n.entity_id, n.metric, n.period, n.row_no
