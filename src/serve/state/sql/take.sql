DELETE FROM grants WHERE user = :user AND role = :role AND level = :level AND entity_id = :entity_id
