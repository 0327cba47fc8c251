-- Teams, their branches and regions.
-- order: team_id
-- leaves_out: established_on
CREATE TABLE teams AS
SELECT team_id, team_name, branch_id, branch_name, region
FROM sample_teams;
