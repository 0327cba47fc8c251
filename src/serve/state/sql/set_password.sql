UPDATE users
SET password = :password, password_set = :at, one_time = NULL, one_time_until = NULL
WHERE user = :user
