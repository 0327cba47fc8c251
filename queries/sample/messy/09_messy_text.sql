-- A text that is compared, not read: padded, full width, or shielded from a spreadsheet that would take it for a number.
CREATE MACRO messy_text(text, draw) AS CASE
    WHEN draw < 0.70 THEN text
    WHEN draw < 0.77 THEN '  ' || text || ' '
    WHEN draw < 0.82 THEN '　' || text
    WHEN draw < 0.90 THEN messy_wide(text)
    WHEN draw < 0.95 THEN '="' || text || '"'
    ELSE '''' || text
END
