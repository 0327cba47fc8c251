-- A person's payments in a run: what each earned, or why it earned nothing.
SELECT component, payment_id, due_id, paid_on, amount, rate, coefficient, result, why
FROM incentive_items
WHERE run_no = $run_no AND specialist_id = $specialist_id
ORDER BY component, payment_id
