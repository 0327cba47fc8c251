-- Keeps a run: what was asked, the hashes of what it read and gave, its total.
INSERT INTO incentive_runs VALUES (
  $run_no, $kind, $plan_id, $plan_title, $plan_file, $plan_hash, $authority, $currency, $period, $first_on, $last_on, $as_of,
  $people, $inputs, $input_hash, $result_hash, CAST($total AS DECIMAL(38, 6)), $engine
)
