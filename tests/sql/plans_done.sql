-- A task is done by an activity of the same person on its day about its item, else its customer, else the one it names; moved
-- and dropped tasks count, tasks after the as-of day do not.
-- period: 2026-03
-- as_of: 2026-03-20
-- metrics: plan_done_rate
INSERT INTO customers (customer_id, file_no, file_row) VALUES ('C2', 0, 0);
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, customer_id, outcome, file_no, file_row)
VALUES ('A1', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'sms', 'D1', NULL, 'no_answer', 0, 0),
  ('A2', 'S1', TIMESTAMP '2026-03-03 10:00:00', 'call', NULL, 'C2', NULL, 0, 0),
  ('A3', 'S2', TIMESTAMP '2026-03-04 10:00:00', 'call', NULL, NULL, 'connected', 0, 0),
  ('A4', 'S1', TIMESTAMP '2026-03-20 23:59:00', 'call', 'D1', NULL, NULL, 0, 0);
INSERT INTO tasks (task_id, on_day, specialist_id, due_id, customer_id, kind, state, activity_id, file_no, file_row)
VALUES ('T01 about the item', DATE '2026-03-02', 'S1', 'D1', NULL, 'x', 'dropped', NULL, 0, 0),
  ('T02 another day', DATE '2026-03-03', 'S1', 'D1', NULL, 'x', 'done', 'A2', 0, 0),
  ('T03 another person', DATE '2026-03-02', 'S2', 'D1', NULL, 'x', NULL, NULL, 0, 0),
  ('T04 of the item''s customer', DATE '2026-03-02', 'S1', NULL, 'C1', 'x', NULL, NULL, 0, 0),
  ('T05 of the row''s customer', DATE '2026-03-03', 'S1', NULL, 'C2', 'x', 'moved', NULL, 0, 0),
  ('T06 of another customer', DATE '2026-03-03', 'S1', NULL, 'C1', 'x', NULL, 'A2', 0, 0),
  ('T07 named', DATE '2026-03-04', 'S2', NULL, NULL, 'x', NULL, 'A3', 0, 0),
  ('T08 named, of another person', DATE '2026-03-04', 'S1', NULL, NULL, 'x', NULL, 'A3', 0, 0),
  ('T09 nothing named', DATE '2026-03-04', 'S2', NULL, NULL, 'x', 'done', NULL, 0, 0),
  ('T10 on the last day known', DATE '2026-03-20', 'S1', 'D1', NULL, 'x', NULL, NULL, 0, 0),
  ('T11 twice', DATE '2026-03-20', 'S1', 'D1', NULL, 'x', NULL, NULL, 0, 0),
  ('T12 ahead', DATE '2026-03-21', 'S1', 'D1', NULL, 'x', NULL, NULL, 0, 0);
SELECT told AS actual, 'S1: plan_done_rate 5/8; S2: plan_done_rate 1/3' AS expected FROM by_specialist;
