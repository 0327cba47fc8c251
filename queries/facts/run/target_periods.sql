-- The periods whose targets apply to a period of this run: itself and those around it, as targets write them.
CREATE OR REPLACE TEMP TABLE run_target_periods (period STRING)
