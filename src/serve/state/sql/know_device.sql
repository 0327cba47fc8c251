INSERT INTO devices (token, user, known_until) VALUES (:token, :user, :until)
