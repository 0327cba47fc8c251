-- What a statement of a report returned, as one text.
CREATE TABLE IF NOT EXISTS kept.figure_answers (figure_no BIGINT NOT NULL, answer VARCHAR NOT NULL)
