SELECT * FROM run_events ORDER BY event_id, specialist_id
