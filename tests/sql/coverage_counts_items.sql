-- Two contacts of one item cover it once; one without answer covers nothing.
-- period: 2026-03
-- metrics: contact_coverage
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-02-20', 4, 10.00, 'S1', NULL, 0, 0);
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, outcome, promised_on, file_no, file_row)
VALUES ('A1', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D1', 'connected', NULL, 0, 0),
  ('A2', 'S2', TIMESTAMP '2026-03-03 10:00:00', 'call', 'D1', 'refused', NULL, 0, 0),
  ('A3', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D2', 'no_answer', NULL, 0, 0);
SELECT told AS actual, 'contact_coverage 1/2' AS expected FROM by_company;
