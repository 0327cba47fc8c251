INSERT OR IGNORE INTO grants (user, role, level, entity_id) VALUES (:user, :role, :level, :entity_id)
