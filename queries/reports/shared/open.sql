-- What is in hand (在途未收) on the evening of each period: renewal items that are due, not settled, within grace, of policies that
-- have not ended.
CREATE OR REPLACE TEMP TABLE report_open AS
WITH standing AS (
  -- From when to when a policy had ended: up to a reinstatement; of one day a reinstatement ends a lapse, and all else ends the
  -- policy.
  SELECT policy_key, from_on, to_on
  FROM (
    SELECT
      policy_key,
      kind,
      event_on AS from_on,
      LEAD(event_on, 1, DATE '9999-12-31') OVER (
        PARTITION BY policy_key
        ORDER BY event_on, CASE kind WHEN 'lapse' THEN 1 WHEN 'reinstate' THEN 2 ELSE 3 END, kind
      ) AS to_on
    FROM facts.policy_events
    WHERE kind IN (
      'lapse', 'reinstate', 'surrender', 'reduced_paid_up', 'extended_term', 'death_claim', 'maturity', 'free_look',
      'rescission', 'transfer_out', 'waiver'
    )
  ) AS events
  WHERE kind <> 'reinstate'
)
SELECT
  i.period_no,
  i.item_key,
  i.specialist_key,
  i.amount_due,
  i.grace_end_on = r.reference_on AS ends_that_day
FROM run_items AS i
INNER JOIN run_periods AS r ON r.period_no = i.period_no
LEFT JOIN standing AS e ON e.policy_key = i.policy_key AND e.from_on <= r.reference_on AND r.reference_on < e.to_on
WHERE i.period_no <= $period_no
  AND NOT i.is_settled
  AND i.due_on <= r.reference_on
  AND i.grace_end_on >= r.reference_on
  AND e.policy_key IS NULL
