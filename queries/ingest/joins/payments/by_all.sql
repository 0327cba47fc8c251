-- What was found by all payments of a policy together.
UPDATE staged
SET
  due_id = COALESCE(staged.due_id, f.due_id),
  reverses_payment_id = COALESCE(staged.reverses_payment_id, f.reverses_payment_id),
  amount = CASE WHEN f.reverses_payment_id IS NULL THEN staged.amount ELSE abs(staged.amount) END
FROM found_payments AS f
WHERE staged.raw IS NULL AND f.payment_id = staged.payment_id
