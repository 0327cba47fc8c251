-- They are kept: each with its key.
INSERT INTO kept.figures
SELECT figure_no, key, 100 + STRLEN(answer) FROM run_kept_answers
