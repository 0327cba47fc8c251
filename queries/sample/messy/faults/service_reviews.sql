-- What is wrong with some reviews of service: see faults.sql.
SELECT * FROM (VALUES
    (1, NULL, MAP {'form': 'unknown_word'}, MAP {'review_id': '*P', 'form': '退保服务评鉴表'}),
    (2, NULL, MAP {'returned_on': 'bad_value'}, MAP {'review_id': '*Q', 'returned_on': '未交'}),
    (3, NULL, MAP {'due_id': 'unknown_reference'}, MAP {'review_id': '*R', 'due_id': 'D9999X'})
) AS f(place, n, reasons, cells)
