-- How many rows were left out, by reason.
SELECT
  count(*) FILTER (why = 'identical') AS identical,
  count(*) FILTER (why = 'rejected') AS rejected,
  count(*) FILTER (why = 'waiting') AS waiting
FROM left_out
