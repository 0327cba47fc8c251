-- What accounts are granted, under the name of the account.
SELECT u.user, g.role, g.level, g.entity_id
FROM grants AS g
JOIN users AS u ON u.user = g.user
WHERE :user IS NULL OR g.user = :user
ORDER BY u.user, g.role, g.level, g.entity_id
