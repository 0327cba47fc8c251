-- What is derived from the data alone (queries/facts/data/), kept until the data changes.
CREATE SCHEMA IF NOT EXISTS facts
