-- Disputes that were upheld and led to nothing: no adjustment of the person for the period or a later one, and no correction.
SELECT d.dispute_id, d.specialist_id, d.period, d.claimed_amount
FROM disputes AS d
WHERE d.status = 'upheld'
  AND d.period <= $period
  AND COALESCE(d.closed_on, d.opened_on) <= $as_of
  AND NOT EXISTS (SELECT 1 FROM adjustments AS a WHERE a.specialist_id = d.specialist_id AND a.period >= d.period)
  AND NOT EXISTS (
    SELECT 1 FROM incentive_ledger AS l WHERE l.specialist_id = d.specialist_id AND l.origin = d.period AND l.period <> l.origin
  )
ORDER BY d.dispute_id
