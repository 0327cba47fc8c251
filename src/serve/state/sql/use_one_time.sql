UPDATE users SET one_time = NULL, one_time_until = NULL WHERE user = :user
