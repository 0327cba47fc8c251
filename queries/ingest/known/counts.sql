-- The columns in which staged rows take over what is known, and how many rows do at all.
SELECT
  (SELECT count(*) FROM known_rows) AS "rows",
  (SELECT string_agg(name, ', ' ORDER BY name) FROM (SELECT DISTINCT unnest(kept) AS name FROM known_rows) AS k) AS columns
