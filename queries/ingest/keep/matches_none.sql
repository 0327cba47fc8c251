-- No incoming row meets an earlier one.
CREATE OR REPLACE TEMP TABLE matches (old_row BIGINT, file_no INTEGER, file_row BIGINT, is_same BOOLEAN)
