-- A target of a team that does not exist.
INSERT INTO targets VALUES ('team', 'T9', 'renewal_rate', '2026-03', 0.9, 0, 0);
