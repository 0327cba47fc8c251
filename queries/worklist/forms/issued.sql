-- The reviews of service that go out, as rows of `service_reviews`.
SELECT
  form || '-' || STRFTIME(CAST($last_on AS DATE), '%Y%m%d') || '-' || specialist_id || '-' || due_id AS review_id,
  form,
  due_id,
  specialist_id,
  CAST($last_on AS DATE) AS issued_on
FROM review_items
ORDER BY specialist_id, form, due_id
