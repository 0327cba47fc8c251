-- Back before it went out.
INSERT INTO service_reviews (review_id, form, due_id, specialist_id, issued_on, returned_on, file_no, file_row)
VALUES ('R1', 'grace', 'D1', 'S1', DATE '2026-02-19', DATE '2026-02-18', 0, 0);
