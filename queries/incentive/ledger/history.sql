-- What each period paid a person, up to a period: approved amounts with the corrections paid in it.
SELECT l.period, SUM(l.amount) AS amount
FROM incentive_ledger AS l
WHERE l.plan_id = $plan_id AND l.specialist_id = $specialist_id
  AND l.period IN (SELECT period FROM incentive_postings WHERE plan_id = $plan_id AND first_on <= $first_on)
GROUP BY l.period
ORDER BY l.period
