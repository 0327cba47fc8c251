-- zh: 本人的评鉴表
-- en: One's own reviews of service
-- note_zh: 本月应发未发、本月发出，以及此前三个月内发出而月内才交回或月末仍未交的服务评鉴表；只在个人月报中列出，未交的在前。
-- note_en: Reviews of service that should have gone out, those issued in the month, and those of the three months before that came back in
--    it or are not back at its end; in the person's own review only, what is not back first.
-- kind: table
-- show: folded
-- needs: service_reviews
-- when_empty: leave_out
-- columns: state, form, customer_name, policy_id, issued_on, return_by, returned_on, cause, grade, comment
-- formats: word:form_state, word:review_form, text, id, date, date, date, word:reason, text, prose
-- columns_zh: 状态, 表种, 客户, 保单号, 发出日, 应交日, 交回日, 未缴原因, 评定, 主管评语
-- columns_en: State, Form, Customer, Policy, Issued on, Due back, Came back, Why unpaid, Grade, Supervisor's comment
WITH told AS (
  SELECT
    CASE
      WHEN f.returned_on <= f.return_by AND f.returned_on <= $as_of THEN 'in_time'
      WHEN f.returned_on <= $as_of THEN 'late'
      WHEN f.return_by < $reference_on THEN 'overdue'
      ELSE 'open'
    END AS state,
    f.form,
    f.item_key,
    f.specialist_key,
    f.issued_on,
    f.return_by,
    CASE WHEN f.returned_on <= $as_of THEN f.returned_on END AS returned_on,
    CASE WHEN f.returned_on <= $as_of THEN m.cause_code END AS cause,
    CASE WHEN m.reviewed_on <= $as_of THEN m.grade END AS grade,
    CASE WHEN m.reviewed_on <= $as_of THEN m.comment END AS comment
  FROM facts.service_reviews AS f
  INNER JOIN main.service_reviews AS m ON m.review_id = f.review_id
  WHERE f.issued_on <= $reference_on AND f.issued_on >= CAST(CAST($first_on AS DATE) - INTERVAL '3' MONTH AS DATE)
    AND (f.issued_on >= $first_on OR COALESCE(f.returned_on >= $first_on, TRUE))
  UNION ALL
  SELECT 'missing', form, item_key, specialist_key, NULL, NULL, NULL, NULL, NULL, NULL
  FROM run_forms_due
  WHERE period_no = $period_no AND NOT is_issued
)
SELECT
  s.scope_no,
  t.state,
  t.form,
  COALESCE(c.customer_name, '') AS customer_name,
  p.policy_id,
  t.issued_on,
  t.return_by,
  t.returned_on,
  CASE WHEN t.returned_on IS NOT NULL THEN COALESCE(t.cause, '') ELSE '–' END AS cause,
  COALESCE(t.grade, '') AS grade,
  COALESCE(t.comment, '') AS comment
FROM told AS t
INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = t.specialist_key
INNER JOIN report_scopes AS o ON o.scope_no = s.scope_no AND o.level = 'specialist'
INNER JOIN facts.items AS i ON i.item_key = t.item_key
INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
LEFT JOIN main.customers AS c ON c.customer_id = p.customer_id
ORDER BY
  s.scope_no,
  CASE t.state WHEN 'missing' THEN 1 WHEN 'overdue' THEN 2 WHEN 'open' THEN 3 WHEN 'late' THEN 4 ELSE 5 END,
  t.issued_on, p.policy_id, t.form
