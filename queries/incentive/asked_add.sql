INSERT INTO run_asked VALUES ($metric, $scope, $period_no)
