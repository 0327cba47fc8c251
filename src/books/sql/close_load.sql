-- A closed period as the record has it.
INSERT INTO incentive_closes BY NAME
SELECT
  $plan_id AS plan_id,
  $period AS period,
  CAST($first_on AS DATE) AS first_on,
  CAST($run_no AS INTEGER) AS run_no,
  $forced_reason AS forced_reason,
  CAST($findings AS BIGINT) AS findings,
  CAST($people AS BIGINT) AS people,
  CAST($entries AS BIGINT) AS entries,
  CAST($total AS DECIMAL(38, 6)) AS total,
  $measures_hash AS measures_hash,
  $ledger_hash AS ledger_hash,
  $previous_seal AS previous_seal,
  $seal AS seal
