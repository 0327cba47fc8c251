SELECT number, hash FROM entries ORDER BY number DESC LIMIT 1
