-- Four outcomes are effective, and only about a due item; visits are counted by kind alone.
-- period: 2026-03
-- metrics: contact_count, effective_contact_count, visit_count, contact_coverage
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, outcome, promised_on, file_no, file_row)
VALUES ('A1', 'S2', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D1', 'connected', NULL, 0, 0),
  ('A2', 'S2', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D1', 'promised', NULL, 0, 0),
  ('A3', 'S2', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D1', 'refused', NULL, 0, 0),
  ('A4', 'S2', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D1', 'paid', NULL, 0, 0),
  ('A5', 'S2', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D1', 'no_answer', NULL, 0, 0),
  ('A6', 'S2', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D1', 'wrong_contact', NULL, 0, 0),
  ('A7', 'S2', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D1', 'left_message', NULL, 0, 0),
  ('A8', 'S2', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D1', NULL, NULL, 0, 0),
  ('A9', 'S2', TIMESTAMP '2026-03-02 10:00:00', 'visit', NULL, 'connected', NULL, 0, 0),
  ('A10', 'S2', TIMESTAMP '2026-02-28 10:00:00', 'visit', 'D1', 'connected', NULL, 0, 0);
SELECT told AS actual, 'S1: contact_coverage 1/1; S2: contact_count 9, effective_contact_count 4, visit_count 1' AS expected FROM by_specialist;
