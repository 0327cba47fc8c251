-- Closed the day before it was received.
INSERT INTO complaints (complaint_id, specialist_id, received_on, closed_on, file_no, file_row)
VALUES ('K1', 'S1', DATE '2026-03-10', DATE '2026-03-09', 0, 0);
