-- Sums of the whole store for the months that the run's due items and payments are of, earliest first.
WITH
due AS (
  SELECT year(due_on) * 12 + month(due_on) - 1 AS month_no, count(*) AS due_items, sum(amount_due) AS amount_due,
    bool_or(file_no >= $first_file_no) AS is_new
  FROM due_items
  GROUP BY 1
),
paid AS (
  SELECT year(paid_on) * 12 + month(paid_on) - 1 AS month_no,
    count(*) FILTER (WHERE status = 'success') AS payments,
    sum(amount) FILTER (WHERE status = 'success') AS paid,
    sum(amount) FILTER (WHERE status = 'reversal') AS reversed,
    bool_or(file_no >= $first_file_no) AS is_new
  FROM payments
  GROUP BY 1
)
SELECT
  printf('%04d-%02d', month_no // 12, month_no % 12 + 1) AS "month",
  CAST(COALESCE(due_items, 0) AS BIGINT) AS due_items,
  COALESCE(amount_due, 0) AS amount_due,
  CAST(COALESCE(payments, 0) AS BIGINT) AS payments,
  COALESCE(paid, 0) AS paid,
  COALESCE(reversed, 0) AS reversed
FROM due FULL JOIN paid USING (month_no)
WHERE due.is_new OR paid.is_new
ORDER BY month_no
