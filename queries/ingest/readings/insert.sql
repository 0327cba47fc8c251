INSERT INTO readings
VALUES ($sha256, $path, $recipe, $part_no, $sheet, $table_name, $mapping, $rows_read)
