-- A contact for service or care, or about no due item, among all that reached somebody, with or without one.
-- period: 2026-03
-- metrics: service_contact_share
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, outcome, purpose, file_no, file_row)
VALUES ('A1', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D1', 'connected', 'service', 0, 0),
  ('A2', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D1', 'promised', 'care', 0, 0),
  ('A3', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'call', NULL, 'connected', 'collect', 0, 0),
  ('A4', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D1', 'refused', NULL, 0, 0),
  ('A5', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D1', 'paid', 'survey', 0, 0),
  ('A6', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'call', NULL, 'no_answer', 'service', 0, 0),
  ('A7', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'call', NULL, NULL, NULL, 0, 0);
SELECT told AS actual, 'service_contact_share 3/5' AS expected FROM by_company;
