-- What was computed and may be computed again at any time (`figures` says under what): it can be dropped without loss.
CREATE SCHEMA IF NOT EXISTS kept
