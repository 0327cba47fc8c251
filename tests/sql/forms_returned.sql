-- A review counts on its seventh day, that day included; what was never returned or came late is not returned in time.
-- period: 2026-03
-- metrics: form_return_rate
INSERT INTO service_reviews (review_id, form, due_id, specialist_id, issued_on, returned_on, file_no, file_row)
VALUES ('day 7 before the period', 'grace', 'D1', 'S1', DATE '2026-02-21', DATE '2026-02-22', 0, 0),
  ('day 7 is the first', 'grace', 'D1', 'S1', DATE '2026-02-22', DATE '2026-03-01', 0, 0),
  ('late', 'reinstate', 'D1', 'S1', DATE '2026-03-01', DATE '2026-03-09', 0, 0),
  ('in time', 'reinstate', 'D1', 'S1', DATE '2026-03-01', DATE '2026-03-01', 0, 0),
  ('never', 'grace', 'D1', 'S2', DATE '2026-03-24', NULL, 0, 0),
  ('day 7 after the period', 'grace', 'D1', 'S2', DATE '2026-03-25', DATE '2026-03-26', 0, 0);
SELECT told AS actual, 'S1: form_return_rate 2/3; S2: form_return_rate 0/1' AS expected FROM by_specialist;
