-- Done, but nobody did anything on that day.
INSERT INTO tasks (task_id, on_day, specialist_id, due_id, kind, state, file_no, file_row)
VALUES ('T1', DATE '2026-03-02', 'S1', 'D1', 'x', 'done', 0, 0);
