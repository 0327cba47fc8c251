SELECT 1 FROM devices WHERE token = :token AND user = :user AND known_until >= :now
