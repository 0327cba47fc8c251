-- The same call on a form and in the core system.
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, file_no, file_row)
VALUES ('F-20260302-S1-001', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D1', 0, 0),
  ('A1', 'S1', TIMESTAMP '2026-03-02 10:05:00', 'call', 'D1', 0, 0);
