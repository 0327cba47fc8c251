-- An amount of money in one of the ways files have it; three in ten are plain, what is negative may stand in brackets.
CREATE MACRO messy_money(amount, draw) AS CASE
    WHEN draw < 0.30 THEN CAST(amount AS VARCHAR)
    WHEN draw < 0.40 THEN messy_short(CAST(amount AS VARCHAR))
    WHEN draw < 0.50 AND amount < 0 THEN '(' || messy_groups(-amount) || ')'
    ELSE CASE WHEN amount < 0 THEN '-' ELSE '' END || CASE
        WHEN draw < 0.55 THEN messy_groups(abs(amount))
        WHEN draw < 0.65 THEN '￥' || messy_groups(abs(amount))
        WHEN draw < 0.75 THEN messy_short(CAST(abs(amount) AS VARCHAR)) || '元'
        WHEN draw < 0.80 THEN messy_wan(abs(amount)) || '万'
        WHEN draw < 0.85 THEN messy_wide(messy_groups(abs(amount)))
        WHEN draw < 0.90 THEN replace(messy_groups(abs(amount)), ',', ' ') || '  '
        ELSE CAST(abs(amount) AS VARCHAR)
    END
END
