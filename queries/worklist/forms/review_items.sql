-- The items a review of service goes out for on the day, each with its form: those that must have one and have none
-- (`run_forms_due`), and those of the worklist that reach the day of one.
CREATE OR REPLACE TEMP TABLE review_items AS
WITH needed AS (
  SELECT form, item_key, specialist_key
  FROM run_forms_due
  WHERE period_no = $period_no AND NOT is_issued
  UNION
  SELECT CASE WHEN CONTAINS(w.reasons, 'grace_30') THEN 'grace' ELSE 'reinstate' END, w.item_key, s.specialist_key
  FROM report_tasks AS w
  INNER JOIN facts.specialists AS s ON s.specialist_id = w.specialist_id
  LEFT JOIN facts.service_reviews AS f
    ON f.item_key = w.item_key AND f.issued_on < w.on_day AND f.issued_on >= COALESCE(w.lapsed_on, w.due_on)
      AND f.form = CASE WHEN CONTAINS(w.reasons, 'grace_30') THEN 'grace' ELSE 'reinstate' END
  WHERE w.on_day = $last_on AND (CONTAINS(w.reasons, 'grace_30') OR CONTAINS(w.reasons, 'reinstate')) AND f.review_id IS NULL
),
lapses AS (
  SELECT policy_key, MAX(event_on) AS lapsed_on
  FROM facts.policy_events
  WHERE kind = 'lapse' AND event_on <= $as_of
  GROUP BY policy_key
),
touches AS (
  SELECT item_key, COUNT(*) AS contacts, MAX(occurred_on) AS last_contact_on
  FROM facts.activities
  WHERE item_key IN (SELECT item_key FROM needed) AND occurred_on <= $as_of
  GROUP BY item_key
)
SELECT
  n.form,
  s.specialist_id,
  i.due_id,
  COALESCE(c.customer_name, '') AS customer_name,
  p.policy_id,
  i.due_on,
  i.grace_end_on,
  i.amount_due,
  p.annual_premium,
  CASE WHEN n.form = 'reinstate' THEN l.lapsed_on END AS lapsed_on,
  COALESCE(t.contacts, 0) AS contacts,
  t.last_contact_on
FROM needed AS n
INNER JOIN facts.items AS i ON i.item_key = n.item_key
INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
INNER JOIN facts.specialists AS s ON s.specialist_key = n.specialist_key
LEFT JOIN main.customers AS c ON c.customer_id = p.customer_id
LEFT JOIN lapses AS l ON l.policy_key = i.policy_key
LEFT JOIN touches AS t ON t.item_key = n.item_key
