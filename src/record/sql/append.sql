INSERT INTO entries (number, at, person, login, kind, plan, period, payload, previous, hash)
VALUES (:number, :at, :person, :login, :kind, :plan, :period, :payload, :previous, :hash)
