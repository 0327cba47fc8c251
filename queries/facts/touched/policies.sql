-- The numbers of policies with a touched due item.
CREATE OR REPLACE TEMP TABLE touched_policy_keys AS
SELECT policy_key FROM touched_facts_items
UNION
SELECT policy_key FROM items_before
