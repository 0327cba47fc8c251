INSERT INTO users (user, name, person, one_time, one_time_until, made)
VALUES (:user, :name, :person, :one_time, :one_time_until, :made)
