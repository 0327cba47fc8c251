-- Activities with numbers for keys, cut to days, with what their due item is, else their policy, and whose customer it is. An
-- effective contact reached somebody about a due item; a service contact reached somebody for service or care, or about none.
-- touched: activity_id
CREATE OR REPLACE TABLE facts.activities AS
WITH outcomes AS (
  SELECT *, COALESCE(outcome IN ('connected', 'promised', 'refused', 'paid'), FALSE) AS is_reached
  FROM touched.activities
)
SELECT
  a.activity_id,
  s.specialist_key,
  i.item_key,
  COALESCE(i.slice_key, p.slice_key, 0) AS slice_key,
  COALESCE(q.customer_key, p.customer_key, c.customer_key) AS customer_key,
  i.due_no,
  i.due_month,
  CAST(a.occurred_at AS DATE) AS occurred_on,
  a.occurred_at,
  a.kind,
  a.outcome,
  CASE WHEN a.outcome = 'promised' THEN a.promised_on END AS promised_on,
  a.is_reached,
  a.is_reached AND i.item_key IS NOT NULL AS is_effective,
  a.is_reached AND (i.item_key IS NULL OR COALESCE(a.purpose IN ('service', 'care'), FALSE)) AS is_service
FROM outcomes AS a
INNER JOIN facts.specialists AS s ON s.specialist_id = a.specialist_id
LEFT JOIN touched_facts.items AS i ON i.due_id = a.due_id
LEFT JOIN facts.policies AS q ON q.policy_key = i.policy_key
LEFT JOIN facts.policies AS p ON p.policy_id = CASE WHEN i.item_key IS NULL THEN a.policy_id END
LEFT JOIN facts.customers AS c ON c.customer_id = CASE WHEN i.item_key IS NULL AND p.policy_key IS NULL THEN a.customer_id END
LEFT JOIN facts.form_twins AS w ON w.activity_id = a.activity_id
WHERE w.activity_id IS NULL
