-- What the store says is closed, earliest first.
SELECT * FROM incentive_closes ORDER BY first_on, plan_id
