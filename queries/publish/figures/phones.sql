-- Whole telephone numbers, for who asks for one and says why; none where the settings say that nobody sees any.
CREATE TABLE published.phones AS
SELECT i.item, c.phone
FROM published.items AS i
INNER JOIN main.customers AS c ON c.customer_id = i.customer_id
WHERE $with_phones AND c.phone <> ''
ORDER BY i.item
