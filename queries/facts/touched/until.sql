-- What the facts were last built from, and until which file the data go now.
SELECT
  (SELECT recipe FROM facts_until) AS recipe,
  (SELECT last_file FROM facts_until) AS built_until,
  (SELECT COALESCE(MAX(file_no), 0) FROM files) AS last_file
