-- The second team of the branch calls it otherwise.
INSERT INTO teams VALUES ('T3', '三部', 'B1', '乙机构', '北区', 0, 0);
