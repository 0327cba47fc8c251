-- Adds the reasons found cell by cell.
INSERT INTO reasons
SELECT CAST($file_no AS INTEGER), file_row, column_name, raw_value, rule, message, false
FROM read_csv(
  $path,
  auto_detect = false,
  header = false,
  delim = ',',
  new_line = '\n',
  quote = '"',
  escape = '"',
  nullstr = '',
  parallel = false,
  columns = {
    'file_row': 'BIGINT',
    'column_name': 'VARCHAR',
    'raw_value': 'VARCHAR',
    'rule': 'VARCHAR',
    'message': 'VARCHAR'
  }
)
