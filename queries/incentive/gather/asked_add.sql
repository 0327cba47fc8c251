-- A plan reads this metric of one level in one period.
INSERT INTO run_asked VALUES ($metric, $scope, $period_no)
