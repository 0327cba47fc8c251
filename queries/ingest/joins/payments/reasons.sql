-- Staged payments of which no due item was found, or nothing that they take back: they wait until it is.
INSERT INTO reasons
SELECT file_no, file_row, column_name, raw_value, rule, message, true
FROM (
  SELECT
    q.file_no,
    q.file_row,
    CASE
      WHEN s.due_id IS NULL THEN CASE WHEN s.due_no IS NULL THEN 'policy_id' ELSE 'policy_id, due_no' END
      WHEN q.is_negative THEN 'amount'
      ELSE 'reverses_payment_id'
    END AS column_name,
    CASE
      WHEN s.due_id IS NULL THEN concat_ws(', ', s.policy_id, CAST(s.due_no AS VARCHAR))
      WHEN q.is_negative THEN CAST(s.amount AS VARCHAR)
      ELSE ''
    END AS raw_value,
    CASE
      WHEN s.due_id IS NULL THEN CASE WHEN s.due_no IS NULL THEN 'unjoined' ELSE 'unknown_reference' END
      WHEN q.is_negative THEN 'out_of_range'
      ELSE 'bad_reversal'
    END AS rule,
    CASE
      WHEN s.due_id IS NOT NULL THEN CAST($nothing_to_reverse AS VARCHAR)
      WHEN s.due_no IS NOT NULL THEN CAST($no_item AS VARCHAR)
      WHEN f.join_by = 'oldest_open' THEN CAST($none_open AS VARCHAR)
      ELSE CAST($policy_alone AS VARCHAR)
    END AS message
  FROM sought AS q
  JOIN staged AS s ON s.rowid = q.staged_row
  LEFT JOIN files AS f ON f.file_no = q.file_no
  WHERE s.due_id IS NULL OR (q.finds_reversed AND s.reverses_payment_id IS NULL)
) AS missing
