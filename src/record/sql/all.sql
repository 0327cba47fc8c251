SELECT number, at, person, login, kind, plan, period, payload, previous, hash FROM entries ORDER BY number
