-- The event that exempts an item, with its kind.
CREATE OR REPLACE TEMP VIEW explain_exemptions AS
SELECT x.item_key, x.exempt_on, MIN(e.kind) AS kind
FROM facts.exemptions AS x
INNER JOIN facts.items AS i ON i.item_key = x.item_key
INNER JOIN facts.policy_events AS e ON e.policy_key = i.policy_key AND e.event_on = x.exempt_on
INNER JOIN facts.exempting_events AS k ON k.kind = e.kind
GROUP BY x.item_key, x.exempt_on
