-- Whom the reports of this run are about, numbered: sections that return `scope_no` are asked once for all of them.
CREATE OR REPLACE TEMP TABLE report_scopes (
  scope_no INTEGER,
  level VARCHAR,
  entity_id VARCHAR,
  branch_id VARCHAR,
  team_id VARCHAR,
  specialist_id VARCHAR
)
