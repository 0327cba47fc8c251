-- One element of a list; repeat an element to make it more likely.
CREATE MACRO sample_pick(choices, draw) AS choices[1 + CAST(floor(draw * len(choices)) AS INTEGER)];
