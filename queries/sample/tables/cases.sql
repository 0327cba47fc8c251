-- Typical cases (典型案例) told by their own items: per month and branch the largest premium saved at the end of grace, and in
-- every other month the largest reinstated one.
-- order: case_id
CREATE TABLE cases AS
WITH saved AS (
    SELECT
        i.*,
        date_trunc('month', i.paid_on) AS happened_in,
        t.branch_id,
        o.specialist_id,
        c.customer_key
    FROM sample_items AS i
    JOIN sample_specialists AS o ON o.specialist_no = CASE WHEN i.next_from <= i.paid_on THEN i.next_no ELSE i.owner_no END
    JOIN sample_teams AS t USING (team_no)
    JOIN sample_customers AS c USING (customer_no)
    CROSS JOIN sample_settings AS s
    WHERE i.paid_on BETWEEN s.window_from AND s.until_on
        AND i.due_no > 1
        AND i.reached
        AND ((i.outcome = 'paid' AND i.paid_on - i.due_on >= 50)
            OR (i.outcome = 'late' AND month(i.paid_on) % 2 = 0))
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY happened_in, branch_id, outcome ORDER BY amount_due DESC, due_id) AS place
    FROM saved
)
SELECT
    printf('N%08d%03d', policy_no, due_no) AS case_id,
    specialist_id,
    paid_on AS happened_on,
    CASE outcome
        WHEN 'late' THEN sample_pick(['失效后重新投入保障', '一通回访促成复效', '失效保单失而复得'], sample_u('title', item_key))
        ELSE sample_pick(['宽限期最后几天收回大单', '三次面访打消顾虑', '耐心陪伴，保障不断', '家人一起听，当场缴费'], sample_u('title', item_key))
    END AS title,
    CASE WHEN starts_with(sample_name(customer_key), '欧阳') THEN '欧阳' ELSE substr(sample_name(customer_key), 1, 1) END
    || sample_pick(['女士', '先生'], sample_u('form of address', customer_key))
    || CASE outcome
        WHEN 'late' THEN printf('的保单失效%d天，应缴保费%.2f元。', paid_on - due_on - 60, CAST(amount_due AS DOUBLE))
            || sample_pick(['专员上门做保单检视，讲清失效期间没有保障的风险，客户补缴保费及利息后复效。',
                '专员每月回访不催不逼，得知客户收入恢复后协助办理复效。',
                '客户体检后重新重视保障，专员协助准备复效材料，一次办结。'], sample_u('story', item_key))
        ELSE printf('第%d次缴费逾期%d天未缴，应缴保费%.2f元。', due_no, paid_on - due_on, CAST(amount_due AS DOUBLE))
            || sample_pick(['客户担心收益，专员带着现金价值表上门，逐年讲解，客户当日转账。',
                '扣款卡余额不足，专员约客户到网点，当面更新账户并完成缴费。',
                '客户原服务人员离职，专员先致歉再解决问题，重新建立信任后缴费。',
                '客户资金周转困难，专员说明宽限期和保障损失，客户分两笔凑齐后缴清。'], sample_u('story', item_key))
    END AS story,
    due_id
FROM ranked
WHERE place = 1;
