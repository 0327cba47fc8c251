-- Seals a period: its run, its control totals and the hashes of what it paid and measured.
INSERT INTO incentive_closes VALUES (
  $plan_id, $period, $first_on, $run_no, $forced_reason, $findings, $people, $entries, CAST($total AS DECIMAL(38, 6)),
  $measures_hash, $ledger_hash, $previous_seal, $seal
)
