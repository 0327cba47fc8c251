-- The events of payments that an owner may lose pay for, in order.
SELECT * FROM run_events ORDER BY event_id, specialist_id
