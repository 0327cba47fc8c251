-- The latest handover up to the reference day decides, in whatever order they came; one before the due day counts.
-- period: 2026-01
-- metrics: collection_completion_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-01-25', 4, 10.00, 'S1', NULL, 0, 0);
INSERT INTO ownership (due_id, specialist_id, from_on, file_no, file_row)
VALUES ('D1', 'S1', DATE '2026-01-20', 0, 0),
  ('D1', 'S2', DATE '2026-01-10', 0, 0),
  ('D2', 'S2', DATE '2026-01-01', 0, 0),
  ('D2', 'S1', DATE '2026-02-01', 0, 0);
SELECT told AS actual, 'S1: collection_completion_rate 0/100; S2: collection_completion_rate 0/10' AS expected FROM by_specialist;
