-- A number that is no money, given as plain text; shares up to 1 also in per cent.
CREATE MACRO messy_number(text, draw) AS CASE
    WHEN draw < 0.60 THEN text
    WHEN draw < 0.70 THEN messy_short(text)
    WHEN draw < 0.78 THEN messy_wide(text)
    WHEN draw < 0.86 THEN CASE WHEN contains(text, '.') THEN text || '0' ELSE text || '.0' END
    WHEN draw < 0.92 THEN ' ' || text || '　'
    WHEN contains(text, '.') AND abs(CAST(text AS DECIMAL(18, 6))) <= 1
        THEN messy_short(CAST(CAST(text AS DECIMAL(18, 6)) * 100 AS VARCHAR)) || '%'
    ELSE '''' || text
END
