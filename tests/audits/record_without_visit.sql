-- The record of a call.
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, file_no, file_row)
VALUES ('A1', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D1', 0, 0);
INSERT INTO visits (activity_id, file_no, file_row) VALUES ('A1', 0, 0);
