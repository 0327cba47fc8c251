-- Closed periods by plan.
SELECT
  plan_id,
  ARG_MIN(period, first_on) AS first_period,
  ARG_MAX(period, first_on) AS last_period,
  COUNT(*) AS periods
FROM incentive_closes
GROUP BY plan_id
ORDER BY plan_id
