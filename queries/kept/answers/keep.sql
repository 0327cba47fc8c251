-- Keeps answers of the run.
INSERT INTO kept.figure_answers
SELECT figure_no, answer FROM run_kept_answers
