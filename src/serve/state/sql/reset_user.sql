UPDATE users
SET
  password = NULL, password_set = NULL, one_time = :one_time, one_time_until = :one_time_until,
  factor = CASE WHEN :with_factor THEN NULL ELSE factor END
WHERE user = :user
