-- A whole number from low to high, both included.
CREATE MACRO sample_int(low, high, draw) AS low + CAST(floor(draw * (high - low + 1)) AS INTEGER);
