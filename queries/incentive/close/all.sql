-- The closed periods of a plan, earliest first.
SELECT * FROM incentive_closes WHERE plan_id = $plan_id ORDER BY first_on
