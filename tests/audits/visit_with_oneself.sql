-- Nobody else came along.
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, file_no, file_row)
VALUES ('A1', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'visit', 'D1', 0, 0);
INSERT INTO visits (activity_id, accompanied_by, file_no, file_row) VALUES ('A1', 'S1', 0, 0);
