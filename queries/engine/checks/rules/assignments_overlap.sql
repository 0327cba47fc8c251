-- table: assignments
-- A specialist belongs to one team at a time: of stretches that overlap the earlier one stays.
SELECT
  specialist_id,
  valid_from,
  rowid,
  'valid_from' AS column_name,
  'overlap' AS rule,
  CAST(valid_from AS STRING) AS raw_value
FROM (
  SELECT
    g.*,
    MAX(COALESCE(g.valid_to, DATE '9999-12-31')) OVER (
      PARTITION BY g.specialist_id ORDER BY g.valid_from
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS taken_to
  FROM given_assignments AS g
) AS ordered
WHERE taken_to > valid_from
