-- The newest runs of other plans for a period that are not rejected.
SELECT plan_id, run_no, inputs
FROM incentive_runs
WHERE period = $period AND plan_id <> $plan_id
  AND NOT LIST_CONTAINS(STRING_SPLIT($rejected, ' '), CAST(run_no AS VARCHAR))
QUALIFY ROW_NUMBER() OVER (PARTITION BY plan_id ORDER BY run_no DESC) = 1
ORDER BY plan_id
