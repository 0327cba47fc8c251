-- Cells with an id that was known in another letter case.
CREATE OR REPLACE TEMP TABLE spelled (column_name VARCHAR, file_no INTEGER, file_row BIGINT, given VARCHAR, known VARCHAR)
