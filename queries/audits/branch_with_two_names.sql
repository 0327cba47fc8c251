-- severity: warning
-- zh: 机构有两个名称或区域
-- en: Branches with two names or regions
-- hint_zh: 统一组织架构文件中该机构的名称和区域；报表只显示其中一个
-- hint_en: give the branch one name and region in the file of teams: reports show one of them
SELECT branch_id, MIN(branch_name) AS branch_name, MAX(branch_name) AS other_name,
  MIN(region) AS region, MAX(region) AS other_region
FROM teams
GROUP BY branch_id
HAVING COUNT(DISTINCT branch_name) > 1 OR COUNT(DISTINCT COALESCE(region, '')) > 1
ORDER BY branch_id
