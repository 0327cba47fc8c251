-- A dispute.
SELECT dispute_id, specialist_id, period, claimed_amount, kind, justification, status, opened_on
FROM disputes
WHERE dispute_id = $dispute_id
