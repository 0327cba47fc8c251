-- How many rows are staged, and how many of them have to be read cell by cell.
SELECT count(*) AS "rows", count(raw) AS raw_rows FROM staged
