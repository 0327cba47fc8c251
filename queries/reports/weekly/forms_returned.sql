-- zh: 活动工具回收
-- en: Forms back
-- note_zh: 服务评鉴表：应发未发为期末应有而没有发出的件；到期为发出后第 7 日（可设）在本周的份数，按期、迟交、未交各多少；评定为本周应评
--    （回收后第 3 日，可设）而主管已评的份数。没有发出的不计入回收率。
-- note_en: Reviews of service. Missing: items that should have one at the end of the week and have none. Due: those whose seventh day
--    after issue (a setting) lies in the week, in time, late or not back; graded: of those whose third day after return (a setting) lies
--    in it. What was never issued is not in the rate.
-- kind: table
-- show: folded
-- needs: service_reviews
-- when_empty: leave_out
-- metrics: form_return_rate, review_done_rate
-- columns: team_name, specialist_name, missing, issued, due, in_time, late, open, rate, to_grade, graded
-- formats: word:unit, text, count, count, count, count, count, count, bar, count, count
-- columns_zh: 团队, 专员, 应发未发, 本周发出, 到期, 按期交回, 迟交, 未交, 按期率, 应评定, 已评定
-- columns_en: Team, Specialist, Missing, Issued, Due, In time, Late, Not back, In time %, To grade, Graded
WITH counted AS (
  SELECT
    specialist_key,
    0 AS missing,
    SUM(CASE WHEN issued_on BETWEEN $first_on AND $reference_on THEN 1 ELSE 0 END) AS issued,
    SUM(CASE WHEN is_due THEN 1 ELSE 0 END) AS due,
    SUM(CASE WHEN is_due AND returned_on <= return_by THEN 1 ELSE 0 END) AS in_time,
    SUM(CASE WHEN is_due AND returned_on > return_by AND returned_on <= $as_of THEN 1 ELSE 0 END) AS late,
    SUM(CASE WHEN is_due AND COALESCE(returned_on > $as_of, TRUE) THEN 1 ELSE 0 END) AS open,
    SUM(CASE WHEN is_to_grade THEN 1 ELSE 0 END) AS to_grade,
    SUM(CASE WHEN is_to_grade AND graded_on <= review_by THEN 1 ELSE 0 END) AS graded
  FROM (
    SELECT
      *,
      return_by BETWEEN $first_on AND $reference_on AS is_due,
      COALESCE(review_by BETWEEN $first_on AND $reference_on, FALSE) AND issued_on <= $as_of AS is_to_grade
    FROM facts.service_reviews
  ) AS reviews
  GROUP BY specialist_key
  UNION ALL
  SELECT specialist_key, COUNT(*), 0, 0, 0, 0, 0, 0, 0
  FROM run_forms_due
  WHERE period_no = $period_no AND NOT is_issued
  GROUP BY specialist_key
),
people AS (
  SELECT
    s.scope_no,
    s.branch_id,
    s.team_id,
    CASE WHEN s.team_id = 'unassigned' THEN s.team_id ELSE s.team_name END AS team_name,
    s.specialist_id,
    s.specialist_name,
    SUM(c.missing) AS missing,
    SUM(c.issued) AS issued,
    SUM(c.due) AS due,
    SUM(c.in_time) AS in_time,
    SUM(c.late) AS late,
    SUM(c.open) AS open,
    SUM(c.to_grade) AS to_grade,
    SUM(c.graded) AS graded
  FROM counted AS c
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = c.specialist_key
  GROUP BY s.scope_no, s.branch_id, s.team_id, s.team_name, s.specialist_id, s.specialist_name
)
SELECT *, in_time AS rate, due AS rate_of
FROM people
WHERE missing + issued + due + to_grade > 0
ORDER BY scope_no, open + late DESC, missing DESC, branch_id, team_id, specialist_id
