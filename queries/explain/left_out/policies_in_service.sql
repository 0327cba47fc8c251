-- Policies with a due item of stage -2 to 3 of which none is in service; the reason is that of the latest.
WITH items AS (
  SELECT
    i.period_no,
    i.policy_key,
    i.item_key,
    COALESCE(i.reason, CASE WHEN b.item_key IS NOT NULL THEN 'settled_before' END) AS reason,
    COALESCE(i.reason_on, b.from_on) AS reason_on,
    i.reason_of,
    ROW_NUMBER() OVER (PARTITION BY i.period_no, i.policy_key ORDER BY i.due_on DESC, i.due_no DESC, i.item_key) AS place
  FROM run_periods AS r
  INNER JOIN explain_items AS i ON i.period_no = r.period_no AND i.stage BETWEEN -2 AND 3
  LEFT JOIN facts.settled_spans AS b
    ON b.item_key = i.item_key AND b.from_on <= r.before_on AND r.before_on < b.to_on
)
SELECT
  p.period_no,
  p.specialist_key,
  p.slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  p.policy_key,
  i.item_key,
  i.reason,
  i.reason_on,
  i.reason_of
FROM items AS i
INNER JOIN run_policies AS p ON p.period_no = i.period_no AND p.policy_key = i.policy_key
WHERE i.place = 1
