-- The rejects that must come out of all files, one row per reason.
CREATE TABLE messy_rejects (
    place INTEGER,
    "file" VARCHAR,
    "row" BIGINT,
    table_name VARCHAR,
    column_name VARCHAR,
    rule VARCHAR
)
