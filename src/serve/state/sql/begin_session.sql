INSERT INTO sessions (token, user, stage, begun, seen, origin, agent, factor)
VALUES (:token, :user, :stage, :now, :now, :origin, :agent, :factor)
