INSERT INTO audit (number, at, user, origin, kind, details, previous, hash)
VALUES (:number, :at, :user, :origin, :kind, :details, :previous, :hash)
