-- The kinds of what is touched.
SELECT DISTINCT what FROM touched
