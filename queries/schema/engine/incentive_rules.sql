-- The rules that the steps of a run went by: where each stands, since when it holds, who ordered it, its other versions.
CREATE TABLE IF NOT EXISTS incentive_rules (
  run_no INTEGER NOT NULL,
  rule_no INTEGER NOT NULL,
  title VARCHAR NOT NULL,
  place VARCHAR NOT NULL,
  from_on DATE,
  authority VARCHAR NOT NULL,
  others VARCHAR NOT NULL
)
