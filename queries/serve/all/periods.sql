-- The periods of which there are figures.
SELECT kind, period, as_of, is_own
FROM periods
ORDER BY kind, place
