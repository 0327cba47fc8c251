SELECT number, at, user, origin, kind, details, previous, hash FROM audit ORDER BY number
