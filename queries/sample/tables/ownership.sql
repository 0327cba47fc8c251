-- Later owners: orphan policies of a leaver, customers given to a newcomer, items given to a colleague on day 40.
-- order: due_id, from_on
CREATE TABLE ownership AS
SELECT i.due_id, o.specialist_id, i.next_from AS from_on
FROM sample_items AS i
JOIN sample_specialists AS o ON o.specialist_no = i.next_no;
