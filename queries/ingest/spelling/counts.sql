-- How many cells of each column were known in another letter case, with the first of them.
SELECT column_name, count(*) AS cells, arg_min(given, file_row) AS given, arg_min(known, file_row) AS known
FROM spelled AS s
WHERE NOT EXISTS (
  SELECT 1
  FROM left_out AS o
  WHERE o.file_no = s.file_no AND o.file_row = s.file_row AND (o.why = 'rejected' OR $only_joined)
)
GROUP BY column_name
ORDER BY column_name
