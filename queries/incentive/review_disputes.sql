-- Disputes that were open on the as-of day, of the period and those before.
SELECT specialist_id, period, dispute_id, opened_on, kind, claimed_amount, justification, status, resolution
FROM disputes
WHERE opened_on <= $as_of AND (closed_on IS NULL OR closed_on > $as_of) AND period <= $period
ORDER BY opened_on, dispute_id
