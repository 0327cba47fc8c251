-- One that names itself.
INSERT INTO errors (error_id, specialist_id, occurred_on, kind, repeat_of, file_no, file_row)
VALUES ('E1', 'S1', DATE '2026-03-10', 'amount', 'E1', 0, 0);
