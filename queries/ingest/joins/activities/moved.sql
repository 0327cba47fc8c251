-- Contacts of a policy whose due item is another one by now: of those that were open on the day the one with the nearest
-- due day, of two as near the earlier. An item is open if the payments dated before the day did not settle it, and if
-- it was not exempt.
CREATE OR REPLACE TEMP TABLE moved_contacts AS
WITH
contacts AS (
  SELECT m.file_no, m.file_row, m.policy_id, CAST(m.occurred_at AS DATE) AS on_day, m.due_id
  FROM main.activities AS m
  SEMI JOIN (SELECT * FROM joined WHERE table_name = 'activities') AS j ON j.file_no = m.file_no AND j.file_row = m.file_row
),
items AS (
  SELECT i.due_id, i.policy_id, i.due_on, i.amount_due, i.due_on + COALESCE(i.grace_days, CAST($grace_days AS INTEGER)) AS grace_end_on
  FROM main.due_items AS i
  SEMI JOIN contacts AS c ON c.policy_id = i.policy_id
),
paid AS (
  SELECT p.due_id, CAST(p.paid_on AS DATE) AS on_day, sum(CASE WHEN p.status = 'success' THEN p.amount ELSE -p.amount END) AS net
  FROM main.payments AS p
  SEMI JOIN items AS i ON i.due_id = p.due_id
  LEFT JOIN main.payments AS r ON p.status = 'reversal' AND r.payment_id = p.reverses_payment_id
  WHERE p.status IN ('success', 'reversal')
    AND list_contains(string_split($counted_funding, ','), CASE WHEN p.status = 'reversal' THEN r.funding ELSE p.funding END)
  GROUP BY 1, 2
),
steps AS (
  SELECT
    due_id,
    on_day AS from_on,
    lead(on_day, 1, DATE '9999-12-31') OVER (PARTITION BY due_id ORDER BY on_day) AS to_on,
    sum(net) OVER (PARTITION BY due_id ORDER BY on_day) AS net_paid
  FROM paid
),
settled AS (
  SELECT s.due_id, s.from_on, s.to_on
  FROM steps AS s
  JOIN items AS i ON i.due_id = s.due_id
  WHERE s.net_paid >= i.amount_due
),
exempt AS (
  SELECT i.due_id, min(e.event_on) AS exempt_on
  FROM main.policy_events AS e
  JOIN items AS i ON i.policy_id = e.policy_id AND e.event_on <= i.grace_end_on
  WHERE list_contains(string_split($exempting_events, ','), e.kind)
    AND NOT EXISTS (SELECT 1 FROM settled AS s WHERE s.due_id = i.due_id AND s.from_on < e.event_on AND e.event_on <= s.to_on)
  GROUP BY i.due_id
),
days AS (
  SELECT DISTINCT policy_id, on_day FROM contacts
),
nearest AS (
  SELECT d.policy_id, d.on_day, i.due_id
  FROM days AS d
  JOIN items AS i ON i.policy_id = d.policy_id
  LEFT JOIN exempt AS x ON x.due_id = i.due_id
  LEFT JOIN settled AS s ON s.due_id = i.due_id AND s.from_on < d.on_day AND d.on_day <= s.to_on
  WHERE s.due_id IS NULL AND (x.exempt_on IS NULL OR x.exempt_on > d.on_day)
  QUALIFY row_number() OVER (
    PARTITION BY d.policy_id, d.on_day ORDER BY abs(i.due_on - d.on_day), i.due_on, i.due_id
  ) = 1
)
SELECT c.file_no, c.file_row, n.due_id
FROM contacts AS c
LEFT JOIN nearest AS n ON n.policy_id = c.policy_id AND n.on_day = c.on_day
WHERE c.due_id IS DISTINCT FROM n.due_id
