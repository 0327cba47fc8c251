-- Staged rows that do not go into the table: `identical` to an earlier row of the file, `rejected`, or `waiting`.
CREATE OR REPLACE TEMP TABLE left_out (file_no INTEGER, file_row BIGINT, why VARCHAR)
