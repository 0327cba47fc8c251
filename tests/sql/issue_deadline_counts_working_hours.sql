-- The deadline is two hours of working time after the opening: over a weekend, a holiday, a made-up working day, the end of a
-- month, to the second.
-- period: 2026-03
-- metrics: issue_routing_2h
INSERT INTO calendar (day, is_working, file_no, file_row)
VALUES (DATE '2026-03-02', FALSE, 0, 0), (DATE '2026-03-14', TRUE, 0, 0);
INSERT INTO issues (issue_id, opened_at, kind, specialist_id, file_no, file_row)
VALUES ('friday evening', TIMESTAMP '2026-03-06 17:30:00', 'other', 'S1', 0, 0),
  ('just in the day', TIMESTAMP '2026-03-10 16:00:00', 'other', 'S1', 0, 0),
  ('a second later', TIMESTAMP '2026-03-10 16:00:01', 'other', 'S1', 0, 0),
  ('at the close', TIMESTAMP '2026-03-10 18:00:00', 'other', 'S1', 0, 0),
  ('at night', TIMESTAMP '2026-03-10 23:59:59', 'other', 'S1', 0, 0),
  ('before work', TIMESTAMP '2026-03-10 07:15:00', 'other', 'S1', 0, 0),
  ('a day without time', TIMESTAMP '2026-03-10 00:00:00', 'other', 'S1', 0, 0),
  ('over the month end and a holiday', TIMESTAMP '2026-02-27 17:00:00', 'other', 'S1', 0, 0),
  ('to a made-up day', TIMESTAMP '2026-03-13 17:30:00', 'other', 'S1', 0, 0),
  ('on a made-up day', TIMESTAMP '2026-03-14 17:30:00', 'other', 'S1', 0, 0),
  ('on the last day', TIMESTAMP '2026-03-31 17:30:00', 'other', 'S1', 0, 0);
SELECT
  CAST(deadline_on AS VARCHAR) || ' ' || CAST(deadline_second AS VARCHAR) AS actual,
  CASE issue_id
    WHEN 'friday evening' THEN '2026-03-09 37800'
    WHEN 'just in the day' THEN '2026-03-10 64800'
    WHEN 'a second later' THEN '2026-03-11 32401'
    WHEN 'at the close' THEN '2026-03-11 39600'
    WHEN 'at night' THEN '2026-03-11 39600'
    WHEN 'before work' THEN '2026-03-10 39600'
    WHEN 'a day without time' THEN '2026-03-10 39600'
    WHEN 'over the month end and a holiday' THEN '2026-03-03 36000'
    WHEN 'to a made-up day' THEN '2026-03-14 37800'
    WHEN 'on a made-up day' THEN '2026-03-16 37800'
    WHEN 'on the last day' THEN '2026-04-01 37800'
  END AS expected
FROM facts.issues;
