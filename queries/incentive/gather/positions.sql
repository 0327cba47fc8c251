-- What people are from when to when, as far as it matters to the period: positions that begin by its end, and the first ones.
SELECT p.specialist_id, p.valid_from, p.valid_to, p.grade, p.leader_id, p.base, p.target_pay
FROM positions AS p
INNER JOIN (SELECT specialist_id, MIN(valid_from) AS first_from FROM positions GROUP BY specialist_id) AS f
  ON f.specialist_id = p.specialist_id
WHERE p.valid_from <= $last_on OR p.valid_from = f.first_from
ORDER BY p.specialist_id, p.valid_from
