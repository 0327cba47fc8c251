-- What a question sees of rejects.
CREATE TEMP VIEW rejects AS
SELECT * REPLACE (
  CASE WHEN column_name = 'phone' THEN masked_phone(raw_value) ELSE raw_value END AS raw_value,
  CASE
    WHEN column_name = 'phone' AND raw_value <> '' THEN REPLACE(message, raw_value, masked_phone(raw_value))
    ELSE message
  END AS message
)
FROM duebook.main.rejects
