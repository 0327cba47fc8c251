-- Customers with due items of stage -2 to 3 of which none is in service; the reason is that of the latest.
WITH items AS (
  SELECT
    i.period_no,
    i.item_key,
    p.customer_key,
    COALESCE(i.reason, CASE WHEN b.item_key IS NOT NULL THEN 'settled_before' END) AS reason,
    COALESCE(i.reason_on, b.from_on) AS reason_on,
    i.reason_of,
    ROW_NUMBER() OVER (PARTITION BY i.period_no, p.customer_key ORDER BY i.due_on DESC, i.due_no DESC, i.item_key) AS place
  FROM run_periods AS r
  INNER JOIN explain_items AS i ON i.period_no = r.period_no AND i.stage BETWEEN -2 AND 3
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  LEFT JOIN facts.settled_spans AS b
    ON b.item_key = i.item_key AND b.from_on <= r.before_on AND r.before_on < b.to_on
)
SELECT
  i.period_no,
  COALESCE(o.specialist_key, 0) AS specialist_key,
  0 AS slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  'customer' AS record,
  u.customer_id AS record_id,
  i.reason,
  i.reason_on,
  i.reason_of
FROM items AS i
INNER JOIN run_periods AS r ON r.period_no = i.period_no
INNER JOIN facts.customers AS u ON u.customer_key = i.customer_key
LEFT JOIN facts.customer_owners AS o
  ON o.customer_key = i.customer_key AND o.from_on <= r.reference_on AND r.reference_on < o.to_on
WHERE i.place = 1
