SELECT component, payment_id, due_id, paid_on, amount, rate, coefficient, result, why
FROM incentive_items
WHERE run_no = $run_no AND specialist_id = $specialist_id
ORDER BY component, payment_id
