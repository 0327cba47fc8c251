//! CSV, JSON and JSON Lines.

use super::table::{Kind, Tabular};
use crate::decimal::Decimal;
use crate::store::Cell;

/// What makes Excel read a CSV file as UTF-8.
const BOM: &str = "\u{feff}";

/// CSV with a line of names, guarded against formulas; with `bom` in the form Excel recognises.
pub fn csv(table: &Tabular, bom: bool) -> Vec<u8> {
    let start = if bom { BOM.as_bytes().to_vec() } else { Vec::new() };
    let mut writer = csv::Writer::from_writer(start);
    let names = table.columns.iter().map(|c| guarded(c.name.clone()));
    // A single empty cell would be a blank line, which readers skip; the writer quotes it.
    writer.write_record(names).expect("writing to memory does not fail");
    for row in &table.rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => guarded(text.clone()),
            other => other.to_string(),
        });
        writer.write_record(cells).expect("writing to memory does not fail");
    }
    writer.into_inner().expect("memory needs no flush")
}

/// One array of objects.
pub fn json(table: &Tabular) -> Vec<u8> {
    if table.rows.is_empty() {
        return b"[]\n".to_vec();
    }
    let rows: Vec<String> = objects(table).map(|object| format!("  {object}")).collect();
    format!("[\n{}\n]\n", rows.join(",\n")).into_bytes()
}

/// One object per line.
pub fn json_lines(table: &Tabular) -> Vec<u8> {
    objects(table).flat_map(|object| (object + "\n").into_bytes()).collect()
}

fn objects(table: &Tabular) -> impl Iterator<Item = String> {
    let names: Vec<String> = table.columns.iter().map(|c| quoted(&c.name)).collect();
    table.rows.iter().map(move |row| {
        let fields = names.iter().zip(&table.columns).zip(row);
        let fields: Vec<String> = fields
            .map(|((name, column), cell)| format!("{name}: {}", value(column.kind, cell)))
            .collect();
        format!("{{{}}}", fields.join(", "))
    })
}

/// Numbers stay exact: they are written as they are, never through a binary float.
fn value(kind: Kind, cell: &Cell) -> String {
    match cell {
        Cell::Null => "null".to_owned(),
        Cell::Boolean(_) | Cell::Integer(_) | Cell::Decimal(_) => cell.to_string(),
        // JSON has no infinities.
        Cell::Float(number) if kind.is_number() => {
            serde_json::Number::from_f64(*number).map_or_else(|| "null".to_owned(), |n| n.to_string())
        }
        _ => quoted(&cell.to_string()),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Text for a CSV cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe; numbers stay.
pub fn guarded(text: String) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if risky && text.parse::<Decimal>().is_err() {
        format!("'{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::Column;
    use super::*;

    fn table() -> Tabular {
        Tabular {
            columns: vec![Column::new("name", Kind::Text), Column::new("amount", Kind::EXACT)],
            rows: vec![
                vec![
                    Cell::Text("=HYPERLINK(\"x\"),甲".into()),
                    Cell::Decimal("-9007199254740993.10".parse().unwrap()),
                ],
                vec![Cell::Text("8620220004097596251".into()), Cell::Null],
            ],
        }
    }

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("+86 138", "'+86 138"),
            ("-A1", "'-A1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("-12.50", "-12.50"),
            ("+7", "+7"),
            ("甲部", "甲部"),
            ("", ""),
        ] {
            assert_eq!(guarded(text.to_owned()), written);
        }
    }

    #[test]
    fn csv_is_guarded_and_exact() {
        let expected = "name,amount\n\"'=HYPERLINK(\"\"x\"\"),甲\",-9007199254740993.10\n8620220004097596251,\n";
        assert_eq!(text(csv(&table(), false)), expected);
        assert_eq!(text(csv(&table(), true)), format!("\u{feff}{expected}"));
    }

    #[test]
    fn json_keeps_digits_and_texts_apart() {
        let first = "{\"name\": \"=HYPERLINK(\\\"x\\\"),甲\", \"amount\": -9007199254740993.10}";
        let second = "{\"name\": \"8620220004097596251\", \"amount\": null}";
        assert_eq!(text(json_lines(&table())), format!("{first}\n{second}\n"));
        assert_eq!(text(json(&table())), format!("[\n  {first},\n  {second}\n]\n"));
        assert_eq!(text(json(&Tabular::default())), "[]\n");
    }
}
