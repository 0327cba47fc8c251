-- A person's disputes about a period.
SELECT dispute_id, opened_on, kind, claimed_amount, justification, status, resolution, closed_on
FROM disputes
WHERE specialist_id = $specialist_id AND period = $period AND opened_on <= $as_of
ORDER BY opened_on, dispute_id
