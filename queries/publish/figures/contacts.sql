-- What was done about the items, up to the as-of day.
CREATE TABLE published.contacts AS
SELECT
  i.item,
  a.activity_id,
  a.occurred_at,
  a.kind,
  a.purpose,
  a.outcome,
  a.promised_on,
  a.objection_code,
  a.note,
  s.specialist_name
FROM published.items AS i
INNER JOIN activities AS a ON a.due_id = i.due_id
LEFT JOIN specialists AS s ON s.specialist_id = a.specialist_id
WHERE CAST(a.occurred_at AS DATE) <= $as_of
ORDER BY i.item, a.occurred_at, a.activity_id
