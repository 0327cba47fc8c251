-- How many incoming rows change an earlier one, and how many say the same.
SELECT count(*) FILTER (NOT is_same) AS changed, count(*) FILTER (is_same) AS unchanged FROM matches
