SELECT specialist_id, valid_from, valid_to FROM assignments ORDER BY specialist_id, valid_from
