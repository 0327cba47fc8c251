-- How a person's pay came about: a step of the calculation with its rule, in order.
SELECT t.step, t.node, t.amount, t.inputs, t.formula, t.notes, r.title, r.place, r.from_on, r.authority, r.others
FROM incentive_trace AS t
INNER JOIN incentive_rules AS r ON r.run_no = t.run_no AND r.rule_no = t.rule_no
WHERE t.run_no = $run_no AND t.specialist_id = $specialist_id
ORDER BY t.step_no
