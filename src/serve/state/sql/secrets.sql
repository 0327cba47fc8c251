SELECT password, one_time, one_time_until, factor, factor_step FROM users WHERE user = :user AND is_disabled = 0
