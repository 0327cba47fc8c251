-- Mended the day before it happened.
INSERT INTO errors (error_id, specialist_id, occurred_on, kind, resolved_on, file_no, file_row)
VALUES ('E1', 'S1', DATE '2026-03-10', 'amount', DATE '2026-03-09', 0, 0);
