-- Up to which entry of the record of decisions (`duebook.sqlite`) this store is, and that entry's hash: one row, or none
-- while the store follows no record yet.
CREATE TABLE IF NOT EXISTS record_followed (number BIGINT NOT NULL, hash VARCHAR NOT NULL)
