-- The newest lines: of one account, of one kind, before a line.
SELECT number, at, user, origin, kind, details, previous, hash
FROM audit
WHERE (:user IS NULL OR user = :user)
  AND (:kind IS NULL OR kind = :kind)
  AND (:before IS NULL OR number < :before)
ORDER BY number DESC
LIMIT :most
