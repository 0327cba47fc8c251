-- The numbers of the touched due items, as they were.
CREATE OR REPLACE TEMP TABLE touched_item_keys AS
SELECT item_key FROM items_before
