-- The session of a token whose account is open.
SELECT s.token, u.user, s.stage, s.begun, s.seen, s.factor, s.viewing_as
FROM sessions AS s
JOIN users AS u ON u.user = s.user
WHERE s.token = :token AND u.is_disabled = 0
