-- The tables of facts of which nothing is known in the report's period: what rests on them is left out.
CREATE OR REPLACE TEMP TABLE report_unknown (
  table_name VARCHAR
)
