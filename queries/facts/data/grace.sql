-- Days of grace that hold for a slice (product line, channel, premium mode and customer class together) in place of those
-- the due items name; NULL leaves it to the item, and to the setting where the item names none. A workspace that gives
-- one channel 67 days replaces this file.
CREATE OR REPLACE TABLE facts.grace AS
SELECT slice_key, CAST(NULL AS INTEGER) AS grace_days
FROM facts.slices
