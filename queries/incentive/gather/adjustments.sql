-- Corrections ordered by hand for the period.
SELECT adjustment_id, specialist_id, period, amount, reason, approved_by
FROM adjustments
WHERE period = $period
ORDER BY adjustment_id
