-- Accounts, or the one of :user.
SELECT
  user, name, person, is_disabled, password_set, one_time_until,
  password IS NOT NULL AS has_password, factor IS NOT NULL AS has_factor
FROM users
WHERE :user IS NULL OR user = :user
ORDER BY user
