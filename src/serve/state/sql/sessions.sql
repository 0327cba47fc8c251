SELECT s.token, u.user, s.begun, s.seen, s.origin, s.agent
FROM sessions AS s
JOIN users AS u ON u.user = s.user
WHERE s.stage = 'full' AND (:user IS NULL OR s.user = :user)
ORDER BY s.seen DESC, s.begun DESC
LIMIT 500
