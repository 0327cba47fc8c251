//! CSV, JSON and JSON Lines.

use super::out::Out;
use super::table::{Kind, Table, Tabular};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::store::Cell;

/// What makes Excel read a CSV file as UTF-8.
const BOM: &str = "\u{feff}";

/// CSV with a line of names, guarded against formulas; with `bom` in the form Excel recognises.
pub fn csv(table: &Tabular, bom: bool) -> Vec<u8> {
    in_memory(|out| write_csv(table, bom, out))
}

/// One object per line.
pub fn json_lines(table: &Tabular) -> Vec<u8> {
    in_memory(|out| write_json_lines(table, out))
}

fn in_memory(write: impl FnOnce(&mut Out<'_>) -> Result<()>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut Out::new("memory", &mut bytes)).expect("writing to memory does not fail");
    bytes
}

/// The same row by row.
pub fn write_csv(table: &dyn Table, bom: bool, out: &mut Out<'_>) -> Result<()> {
    if bom {
        out.put(BOM.as_bytes())?;
    }
    let failure = out.failure();
    let failed = |error: csv::Error| failure.of(&error.into());
    // A single empty cell would be a blank line, which readers skip; the writer quotes it.
    let mut writer = csv::Writer::from_writer(out);
    let names = table.columns().iter().map(|c| guarded(c.name.clone()));
    writer.write_record(names).map_err(failed)?;
    table.each(u64::MAX, &mut |row| {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => guarded(text.clone()),
            other => other.to_string(),
        });
        writer.write_record(cells).map_err(failed)
    })?;
    writer.flush().map_err(|error| failure.of(&error))
}

/// One array of objects, row by row; an object of two such lists where the table has another beside it.
pub fn write_json(table: &dyn Table, out: &mut Out<'_>) -> Result<()> {
    let Some([(rows, own), (name, other)]) = table.beside() else {
        write_list(table, out)?;
        return out.put(b"\n");
    };
    out.put(format!("{{{}: ", quoted(rows)).as_bytes())?;
    write_list(own, out)?;
    out.put(format!(", {}: ", quoted(name)).as_bytes())?;
    write_list(other, out)?;
    out.put(b"}\n")
}

fn write_list(table: &dyn Table, out: &mut Out<'_>) -> Result<()> {
    let mut before = "[\n  ";
    each_object(table, &mut |object| {
        out.put(before.as_bytes())?;
        before = ",\n  ";
        out.put(object.as_bytes())
    })?;
    out.put(if table.count() == 0 { b"[]" } else { b"\n]" })
}

/// One object per line, row by row.
pub fn write_json_lines(table: &dyn Table, out: &mut Out<'_>) -> Result<()> {
    each_object(table, &mut |object| out.put((object + "\n").as_bytes()))
}

fn each_object(table: &dyn Table, take: &mut dyn FnMut(String) -> Result<()>) -> Result<()> {
    let names: Vec<String> = table.columns().iter().map(|c| quoted(&c.name)).collect();
    table.each(u64::MAX, &mut |row| {
        let fields = names.iter().zip(table.columns()).zip(row);
        let fields: Vec<String> = fields
            .map(|((name, column), cell)| format!("{name}: {}", value(column.kind, cell)))
            .collect();
        take(format!("{{{}}}", fields.join(", ")))
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
        let json = |table: &Tabular| text(in_memory(|out| write_json(table, out)));
        assert_eq!(json(&table()), format!("[\n  {first},\n  {second}\n]\n"));
        assert_eq!(json(&Tabular::default()), "[]\n");
    }
}
