-- What rows begin with, in the order of the steps: filled from the list of steps.
CREATE OR REPLACE TEMP TABLE row_words (word VARCHAR NOT NULL, place INTEGER NOT NULL)
