-- What each component read, person by person.
SELECT specialist_id, node, inputs
FROM incentive_trace
WHERE run_no = $run_no AND step = 'component' AND inputs <> '[]'
ORDER BY node, specialist_id
