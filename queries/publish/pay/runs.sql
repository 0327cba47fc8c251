-- Runs of pay, those of the newest period first. `state` says what a run is in its period: closed, approved, newest or earlier.
CREATE TABLE published.runs AS
SELECT *
FROM publish_runs
ORDER BY first_on DESC, plan_id, run_no DESC
