-- Problems of customers: handed over within minutes to hours of working time, to information technology slowest, and never in one of
-- 25; solved in days, in weeks where underwriting or claims have a say; one in twelve takes a month or two.
-- order: opened_at, issue_id
CREATE TABLE issues AS
WITH departed AS (
    SELECT
        p.*,
        CASE p.kind
            WHEN 'debit' THEN 'finance' WHEN 'finance' THEN 'finance' WHEN 'receipt' THEN 'finance' WHEN 'info_change' THEN 'service'
            WHEN 'service' THEN 'service' WHEN 'health' THEN 'underwriting' WHEN 'claim' THEN 'claims' WHEN 'system' THEN 'it'
            WHEN 'surrender_request' THEN 'renewal'
        END AS department
    FROM sample_problems AS p
),
-- Minutes of work until it is handed over, from when work begins that day or the next working one.
timed AS (
    SELECT
        d.*,
        CASE
            WHEN sample_u('handed over', d.problem_key) < 0.04 THEN NULL
            WHEN sample_u('quick', d.problem_key) < CASE WHEN d.department = 'it' THEN 0.55 ELSE 0.86 + 0.05 * d.service END
                THEN sample_int(3, 110, sample_u('minutes', d.problem_key))
            ELSE sample_int(125, 420, sample_u('minutes', d.problem_key))
        END AS minutes,
        greatest(0, least(540, 60 * hour(d.opened_at) + minute(d.opened_at) - 540)) AS worked,
        c.is_working
    FROM departed AS d
    JOIN calendar AS c ON c.day = CAST(d.opened_at AS DATE)
),
handed AS (
    SELECT
        t.*,
        CASE WHEN t.is_working THEN t.worked + t.minutes ELSE 541 + t.minutes END AS reached,
        (SELECT min(c.day) FROM calendar AS c WHERE c.is_working AND c.day > CAST(t.opened_at AS DATE)) AS next_on
    FROM timed AS t
),
assigned AS (
    SELECT
        h.*,
        CASE
            WHEN h.minutes IS NULL THEN NULL
            WHEN h.is_working AND h.reached <= 540 AND h.worked < 540
                THEN greatest(h.opened_at, CAST(CAST(h.opened_at AS DATE) AS TIMESTAMP) + to_minutes(CAST(540 + h.reached AS BIGINT)))
            ELSE CAST(h.next_on AS TIMESTAMP) + to_minutes(CAST(540 + CASE
                WHEN h.is_working AND h.worked < 540 THEN h.reached - 540 ELSE h.minutes END AS BIGINT))
        END AS assigned_at,
        CASE h.kind
            WHEN 'health' THEN sample_int(4, 20, sample_u('days', h.problem_key))
            WHEN 'claim' THEN sample_int(3, 12, sample_u('days', h.problem_key))
            WHEN 'system' THEN sample_int(1, 8, sample_u('days', h.problem_key))
            ELSE sample_int(0, 4, sample_u('days', h.problem_key))
        END AS days
    FROM handed AS h
),
solved AS (
    SELECT
        a.*,
        CAST(CAST(coalesce(a.assigned_at, a.opened_at) AS DATE)
            + CASE WHEN sample_u('solved', a.problem_key) < 0.08 THEN sample_int(25, 70, sample_u('late', a.problem_key)) ELSE a.days END
            AS TIMESTAMP) + to_seconds(CAST(sample_int(64800, 68400, sample_u('solved second', a.problem_key)) AS DOUBLE)) AS solved_at,
        s.until_on
    FROM assigned AS a
    CROSS JOIN sample_settings AS s
),
known AS (
    SELECT
        *,
        CASE WHEN CAST(assigned_at AS DATE) <= until_on THEN assigned_at END AS known_assigned_at,
        CASE WHEN CAST(solved_at AS DATE) <= until_on THEN solved_at END AS known_solved_at
    FROM solved
)
SELECT
    printf('W%08d%03d', policy_no, due_no) AS issue_id,
    opened_at,
    kind,
    specialist_id,
    printf('C%08d', customer_no) AS customer_id,
    policy_id,
    due_id,
    department,
    CASE WHEN known_assigned_at IS NOT NULL
        THEN coalesce(department, 'renewal') || printf('-%02d', sample_int(1, 6, sample_u('assigned to', problem_key))) END AS assigned_to,
    known_assigned_at AS assigned_at,
    known_solved_at AS resolved_at,
    CASE WHEN known_solved_at IS NOT NULL THEN sample_pick(
        ['solved', 'solved', 'solved', 'solved', 'solved', 'solved', 'solved', 'solved', 'partly', 'unsolved'],
        sample_u('result', problem_key)) END AS result,
    CASE WHEN known_solved_at IS NOT NULL THEN CASE kind
        WHEN 'debit' THEN sample_pick(['核对账户后重新扣款', '协助客户更换扣款账户', '改为手机缴费'], sample_u('solution', problem_key))
        WHEN 'info_change' THEN sample_pick(['更新联系电话', '更新通讯地址', '变更投保人'], sample_u('solution', problem_key))
        WHEN 'health' THEN '与核保确认后告知客户'
        WHEN 'finance' THEN sample_pick(['说明宽限期，约定缴费日', '办理保单借款'], sample_u('solution', problem_key))
        WHEN 'claim' THEN '协助补齐理赔材料'
        WHEN 'receipt' THEN '补寄收据'
        WHEN 'system' THEN '系统修复后回复客户'
        WHEN 'surrender_request' THEN sample_pick(['说明退保损失，客户同意续缴', '客户坚持退保，转保全'], sample_u('solution', problem_key))
        ELSE '电话回复客户' END END AS solution,
    CASE kind WHEN 'debit' THEN sample_pick(['insufficient_balance', 'account_closed', 'limit_exceeded'], sample_u('cause', problem_key)) END
        AS cause_code
FROM known;
