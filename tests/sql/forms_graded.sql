-- A returned review counts on the third day after; graded is one with a grade, a day and a supervisor who is somebody else.
-- period: 2026-03
-- metrics: review_done_rate
INSERT INTO service_reviews (review_id, form, due_id, specialist_id, issued_on, returned_on, supervisor_id, grade, reviewed_on, file_no, file_row)
VALUES ('third day', 'grace', 'D1', 'S1', DATE '2026-02-20', DATE '2026-02-26', 'M1', '良', DATE '2026-03-01', 0, 0),
  ('returned late, graded at once', 'grace', 'D1', 'S1', DATE '2026-01-01', DATE '2026-03-02', 'S2', '优', DATE '2026-03-02', 0, 0),
  ('fourth day', 'grace', 'D1', 'S1', DATE '2026-03-01', DATE '2026-03-05', 'M1', '良', DATE '2026-03-09', 0, 0),
  ('by oneself', 'grace', 'D1', 'S1', DATE '2026-03-01', DATE '2026-03-05', 'S1', '优', DATE '2026-03-05', 0, 0),
  ('without a grade', 'grace', 'D1', 'S1', DATE '2026-03-01', DATE '2026-03-05', 'M1', NULL, DATE '2026-03-05', 0, 0),
  ('without a supervisor', 'grace', 'D1', 'S1', DATE '2026-03-01', DATE '2026-03-05', NULL, '优', DATE '2026-03-05', 0, 0),
  ('without a day', 'grace', 'D1', 'S1', DATE '2026-03-01', DATE '2026-03-05', 'M1', '优', NULL, 0, 0),
  ('time runs on', 'grace', 'D1', 'S1', DATE '2026-03-01', DATE '2026-03-29', 'M1', '优', DATE '2026-03-30', 0, 0),
  ('never returned', 'grace', 'D1', 'S1', DATE '2026-03-01', NULL, 'M1', '优', DATE '2026-03-05', 0, 0);
SELECT told AS actual, 'review_done_rate 2/7' AS expected FROM by_company;
