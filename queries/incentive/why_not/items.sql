-- What a run made of the payments of a due item, by person, payment and component.
SELECT specialist_id, component, payment_id, result, why
FROM incentive_items
WHERE run_no = $run_no AND due_id = $due_id
ORDER BY payment_id, component
