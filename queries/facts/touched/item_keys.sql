-- and their numbers, with those of items that are gone.
CREATE OR REPLACE TEMP TABLE touched_item_keys AS
SELECT item_key FROM touched_facts_items
UNION
SELECT item_key FROM items_before
