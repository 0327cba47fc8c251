-- Complaints with numbers for keys, and what their due item or policy is, where they name one.
-- touched: complaint_id
CREATE OR REPLACE TABLE facts.complaints AS
SELECT
  c.complaint_id,
  s.specialist_key,
  COALESCE(o.customer_key, p.customer_key, u.customer_key) AS customer_key,
  i.item_key,
  COALESCE(i.slice_key, p.slice_key, 0) AS slice_key,
  i.due_no,
  i.due_month,
  c.received_on,
  c.closed_on,
  c.upheld
FROM touched.complaints AS c
INNER JOIN facts.specialists AS s ON s.specialist_id = c.specialist_id
LEFT JOIN touched_facts.items AS i ON i.due_id = c.due_id
LEFT JOIN facts.policies AS o ON o.policy_key = i.policy_key
LEFT JOIN facts.policies AS p ON p.policy_id = CASE WHEN i.item_key IS NULL THEN c.policy_id END
LEFT JOIN facts.customers AS u ON u.customer_id = c.customer_id
