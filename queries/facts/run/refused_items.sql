-- The items whose grace ended in the period that somebody refused to pay within grace, while they were not settled on the day
-- before.
CREATE OR REPLACE TEMP VIEW run_refused_items AS
WITH matured AS (
  SELECT period_no, item_key, grace_end_on
  FROM run_items
  WHERE is_matured
)
SELECT DISTINCT m.period_no, m.item_key
FROM matured AS m
INNER JOIN facts.activities AS a ON a.item_key = m.item_key AND a.occurred_on <= m.grace_end_on
INNER JOIN facts.item_states AS i ON i.item_key = m.item_key
LEFT JOIN facts.repeated_spans AS s
  ON s.item_key = m.item_key AND s.from_on < a.occurred_on AND a.occurred_on <= s.to_on
WHERE a.outcome = 'refused' AND s.item_key IS NULL AND COALESCE(i.settled_on >= a.occurred_on, TRUE)
