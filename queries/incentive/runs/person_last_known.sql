-- A person as the newest run knows them.
SELECT *
FROM incentive_people
WHERE specialist_id = $specialist_id
ORDER BY run_no DESC
LIMIT 1
