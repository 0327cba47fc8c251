-- The newest runs of other plans for a period.
SELECT plan_id, run_no, inputs
FROM incentive_runs
WHERE period = $period AND plan_id <> $plan_id
QUALIFY ROW_NUMBER() OVER (PARTITION BY plan_id ORDER BY run_no DESC) = 1
ORDER BY plan_id
