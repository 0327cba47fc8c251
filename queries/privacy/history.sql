-- What a question sees of earlier versions of rows.
CREATE TEMP VIEW history AS
SELECT * REPLACE (
  CASE
    WHEN table_name = 'customers' AND JSON_EXTRACT_STRING(content, '$.phone') IS NOT NULL
      THEN CAST(
        JSON_MERGE_PATCH(content, JSON_OBJECT('phone', masked_phone(JSON_EXTRACT_STRING(content, '$.phone')))) AS VARCHAR
      )
    ELSE content
  END AS content
)
FROM duebook.main.history
