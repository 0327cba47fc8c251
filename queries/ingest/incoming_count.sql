-- How many rows are ready to go into the table.
SELECT count(*) AS ready FROM incoming
