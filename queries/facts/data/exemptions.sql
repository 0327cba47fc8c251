-- The day from which an item is exempt: the first exempting event of its policy up to its grace end, unless the item
-- was settled on the day before that event. As of t the item is exempt if this day is on or before t.
CREATE OR REPLACE TABLE facts.exemptions AS
SELECT i.item_key, MIN(e.event_on) AS exempt_on
FROM policy_events AS e
INNER JOIN facts.exempting_events AS k ON k.kind = e.kind
INNER JOIN facts.policies AS p ON p.policy_id = e.policy_id
INNER JOIN facts.item_states AS i ON i.policy_key = p.policy_key AND e.event_on <= i.grace_end_on
LEFT JOIN facts.repeated_spans AS s
  ON s.item_key = i.item_key AND s.from_on < e.event_on AND e.event_on <= s.to_on
WHERE s.item_key IS NULL AND COALESCE(i.settled_on >= e.event_on, TRUE)
GROUP BY i.item_key
