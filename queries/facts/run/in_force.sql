-- The policies in force on the reference day: issued by then, and no event of these kinds was the latest one; of one day a
-- reinstatement ends a lapse, and all else ends the policy.
CREATE OR REPLACE TEMP VIEW run_in_force AS
WITH latest AS (
  SELECT period_no, policy_key, kind
  FROM (
    SELECT
      r.period_no,
      e.policy_key,
      e.kind,
      ROW_NUMBER() OVER (
        PARTITION BY r.period_no, e.policy_key
        ORDER BY e.event_on DESC, CASE e.kind WHEN 'lapse' THEN 1 WHEN 'reinstate' THEN 2 ELSE 3 END DESC, e.kind
      ) AS place
    FROM facts.policy_events AS e
    INNER JOIN run_periods AS r ON e.event_on <= r.reference_on
    WHERE e.kind IN (
      'lapse', 'reinstate', 'surrender', 'reduced_paid_up', 'extended_term', 'death_claim', 'maturity', 'free_look',
      'rescission', 'transfer_out'
    )
  ) AS events
  WHERE place = 1
)
SELECT r.period_no, p.policy_key, p.customer_key, p.annual_premium
FROM facts.policies AS p
INNER JOIN run_periods AS r ON p.issued_on <= r.reference_on
LEFT JOIN latest AS l ON l.period_no = r.period_no AND l.policy_key = p.policy_key
WHERE COALESCE(l.kind, 'reinstate') = 'reinstate'
