-- The answers that are wanted, each under the hash of all it rests on.
CREATE OR REPLACE TEMP TABLE run_asked_answers (key STRING)
