-- Disputes that were upheld and led to nothing: no adjustment of the person names them or has the claimed amount, and nothing
-- was corrected in their period.
SELECT d.dispute_id, d.specialist_id, d.period, d.claimed_amount
FROM disputes AS d
WHERE d.status = 'upheld'
  AND d.claimed_amount IS NOT NULL
  AND d.period <= $period
  AND COALESCE(d.closed_on, d.opened_on) <= $as_of
  AND NOT EXISTS (
    SELECT 1
    FROM adjustments AS a
    WHERE a.specialist_id = d.specialist_id
      AND (
        CONTAINS(a.evidence, d.dispute_id) OR CONTAINS(a.reason, d.dispute_id)
        OR (a.amount = d.claimed_amount AND a.period >= d.period)
      )
  )
  AND NOT EXISTS (
    SELECT 1 FROM incentive_ledger AS l WHERE l.specialist_id = d.specialist_id AND l.origin = d.period AND l.period <> l.origin
  )
ORDER BY d.dispute_id
