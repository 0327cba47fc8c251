-- Who was in a team from when to when; of one without an end `valid_to` is empty.
SELECT specialist_id, valid_from, valid_to FROM assignments ORDER BY specialist_id, valid_from
