-- Answers count on their day, invitations on theirs; a score without day of answer is none, and what was sent after the
-- as-of day does not exist.
-- period: 2026-03
-- as_of: 2026-03-20
-- metrics: csat_score, csat_top2, nps, survey_response_rate
INSERT INTO surveys (survey_id, specialist_id, sent_on, answered_on, score, recommend, file_no, file_row)
VALUES ('Q1', 'S1', DATE '2026-02-20', DATE '2026-03-01', 4, 10, 0, 0),
  ('Q2', 'S1', DATE '2026-03-05', DATE '2026-03-20', 3, 6, 0, 0),
  ('Q3', 'S1', DATE '2026-03-06', DATE '2026-03-07', NULL, 9, 0, 0),
  ('Q4', 'S1', DATE '2026-03-08', DATE '2026-03-08', 5, 8, 0, 0),
  ('Q5', 'S1', DATE '2026-03-09', NULL, 5, 10, 0, 0),
  ('Q6', 'S1', DATE '2026-03-10', DATE '2026-03-21', 1, 0, 0, 0),
  ('Q7', 'S1', DATE '2026-03-21', DATE '2026-03-12', 1, 0, 0, 0),
  ('Q8', 'S1', DATE '2026-02-01', DATE '2026-02-28', 1, 7, 0, 0);
SELECT told AS actual, 'csat_score 12/3; csat_top2 2/3; nps 1/4; survey_response_rate 3/5' AS expected FROM by_company;
