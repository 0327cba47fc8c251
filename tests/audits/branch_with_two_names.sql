-- The second team of the branch calls it otherwise.
INSERT INTO teams (team_id, team_name, branch_id, branch_name, region, file_no, file_row)
VALUES ('T3', '三部', 'B1', '乙机构', '北区', 0, 0);
