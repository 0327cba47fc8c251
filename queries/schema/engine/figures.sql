-- What was computed and is kept, a row each: under the hash of all it rests on, numbered in the order in which it was made, with
-- about how many bytes it takes. What it is stands in the other tables of the schema.
CREATE TABLE IF NOT EXISTS kept.figures (figure_no BIGINT NOT NULL, key VARCHAR NOT NULL, bytes BIGINT NOT NULL)
