-- What a run found worth a look, by person and component.
SELECT specialist_id, node, kind, detail FROM incentive_findings WHERE run_no = $run_no ORDER BY specialist_id, node, kind, detail
