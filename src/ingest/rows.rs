//! One row: its cells to a row of the table, a row that is no data, or rejects with their reasons.
//!
//! Everything a row alone can show is decided here; what needs other rows (keys, references) is decided in
//! [`reconcile`](super::reconcile).

use std::borrow::Cow;

use super::headers::{Mapping, fold};
use super::marks::{Marks, Setting};
use super::source::Skip;
use super::values::{CellReader, Reading, Rule, tidy};

/// One reason why a row is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The column, if it is about one.
    pub column: Option<String>,
    /// The cell as it stands in the file.
    pub raw: String,
    /// The rule of the data contract, as in the table `rejects`.
    pub rule: &'static str,
    /// What is wrong.
    pub message: String,
}

/// What a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A row of the table: canonical text or no value for each column, and how many dates meant "empty".
    Row(Vec<Option<String>>, u64),
    /// No data.
    Skip(Skip),
    /// Rejected; at least one reason.
    Rejected(Vec<Reason>),
}

/// Reads the rows of a file under a mapping.
pub struct RowReader<'m> {
    mapping: &'m Mapping<'m>,
    readers: Vec<CellReader<'m>>,
    settings: Vec<Setting<'m>>,
    headers: &'m [String],
}

impl<'m> RowReader<'m> {
    /// A reader for rows below `headers`, of a workbook that counts its days from 1904 or not.
    #[must_use]
    pub fn new(mapping: &'m Mapping<'m>, headers: &'m [String], since_1904: bool) -> Self {
        let columns = mapping.table.columns.iter().zip(&mapping.columns);
        let settings = columns.clone().map(|(column, origin)| Setting {
            column,
            is_identifier: is_identifier(mapping.table, column),
            zeros: origin.map_or(0, |origin| origin.zeros),
            since_1904,
        });
        let settings = settings.collect();
        let readers = columns.map(|(column, origin)| {
            let identifier = is_identifier(mapping.table, column);
            CellReader::new(column, identifier, origin.map_or(0, |origin| origin.zeros))
        });
        Self {
            mapping,
            readers: readers.collect(),
            settings,
            headers,
        }
    }

    /// What the row with these cells is, in the order of the file's columns.
    #[must_use]
    pub fn read(&self, cells: &[Cow<'_, str>], marks: &Marks) -> Outcome {
        if let Some(reason) = skip_reason(cells.iter().map(AsRef::as_ref), self.headers) {
            return Outcome::Skip(reason);
        }
        let (mut values, mut reasons, mut null_dates) = (Vec::with_capacity(self.readers.len()), Vec::new(), 0);
        let columns = self.mapping.table.columns.iter().zip(&self.mapping.columns);
        for (((column, origin), reader), setting) in columns.zip(&self.readers).zip(&self.settings) {
            let raw = origin
                .and_then(|origin| cells.get(origin.index))
                .map_or("", AsRef::as_ref);
            let its = origin.iter().flat_map(|origin| marks.at(origin.index));
            let (value, fault) = match setting.meant(raw, its).and_then(|text| reader.read(&text)) {
                Ok(Reading::Value(value)) => (Some(value), None),
                Ok(Reading::Empty) => (None, None),
                Ok(Reading::NullDate) => {
                    null_dates += 1;
                    (None, None)
                }
                Err(fault) => (None, Some((fault.rule, fault.message))),
            };
            let missing = self.mapping.requires(column) && value.is_none() && fault.is_none();
            let fault = fault.or_else(|| missing.then(|| (Rule::MissingValue, "required".to_owned())));
            reasons.extend(fault.map(|(rule, message)| Reason {
                column: Some(column.name.clone()),
                raw: raw.to_owned(),
                rule: rule.word(),
                message,
            }));
            values.push(value.or_else(|| column.default.clone()));
        }
        reasons.extend(self.missing_by_condition(&values));
        if reasons.is_empty() {
            Outcome::Row(values, null_dates)
        } else {
            Outcome::Rejected(reasons)
        }
    }

    /// Columns that are required because of another column's value.
    fn missing_by_condition(&self, values: &[Option<String>]) -> Vec<Reason> {
        let columns = &self.mapping.table.columns;
        let value_of = |name: &str| {
            let index = columns.iter().position(|column| column.name == name)?;
            values[index].as_deref()
        };
        let conditions = columns
            .iter()
            .filter_map(|column| Some((column, column.required_when.as_ref()?)));
        conditions
            .filter(|(column, when)| value_of(&when.column) == Some(&when.is) && value_of(&column.name).is_none())
            .map(|(column, when)| Reason {
                column: Some(column.name.clone()),
                raw: String::new(),
                rule: Rule::MissingValue.word(),
                message: format!("required where {} is {}", when.column, when.is),
            })
            .collect()
    }
}

/// True for keys and references: texts that are compared and must not be changed by a spreadsheet.
pub(super) fn is_identifier(table: &crate::contract::Table, column: &crate::contract::Column) -> bool {
    column.kind == crate::contract::Kind::Text && (table.key.contains(&column.name) || column.references.is_some())
}

/// Why a row is no data, if it is none: blank, a total, a banner, or the headers once more.
pub fn skip_reason<'a>(cells: impl Iterator<Item = &'a str> + Clone, headers: &[String]) -> Option<Skip> {
    let mut filled = cells
        .clone()
        .enumerate()
        .map(|(index, cell)| (index, tidy(cell)))
        .filter(|(_, cell)| !cell.is_empty());
    let Some((_, first)) = filled.next() else {
        return Some(Skip::Blank);
    };
    if first.starts_with("***") {
        return Some(Skip::Banner);
    }
    if is_total(&first) {
        return Some(Skip::Total);
    }
    let is_header = |(index, cell): (usize, &str)| headers.get(index).is_some_and(|header| is_same(header, cell));
    let mut filled = cells.enumerate().filter(|(_, cell)| !tidy(cell).is_empty());
    filled.all(is_header).then_some(Skip::Header)
}

/// `合  计`, `北区小计：`, `Total`.
fn is_total(cell: &str) -> bool {
    if cell.is_ascii() {
        let word = cell.trim_end_matches(':').trim_end();
        return ["total", "subtotal"]
            .iter()
            .any(|total| word.eq_ignore_ascii_case(total));
    }
    let word = fold(cell);
    ["合计", "小计", "总计"]
        .iter()
        .any(|total| word.trim_end_matches(':').ends_with(total))
}

/// True if `cell` repeats `header`. Every row read here asks this, so text of different kinds is not normalised first.
fn is_same(header: &str, cell: &str) -> bool {
    match (header.is_ascii(), cell.is_ascii()) {
        (true, true) => header.eq_ignore_ascii_case(cell.trim()),
        (false, false) => fold(header) == fold(cell),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::headers::{Heads, Names};
    use super::*;
    use crate::contract::Contract;
    use crate::library::Library;

    const HEADERS: [&str; 6] = ["流水号", "应收号", "实收日期", "实收保费", "收费方式", "状态"];

    fn read(cells: &[&str]) -> Outcome {
        let contract = Contract::load(&Library::shipped()).unwrap();
        let names = Names::load(&Library::shipped(), &contract).unwrap();
        let headers: Vec<String> = HEADERS.iter().map(|&h| h.to_owned()).collect();
        let table = contract.table("payments").unwrap();
        let heads = Heads {
            headers: &headers,
            sample: &[],
        };
        let mapping = names.map("x.csv".as_ref(), table, heads).unwrap();
        let cells: Vec<Cow<'_, str>> = cells.iter().map(|&c| Cow::Borrowed(c)).collect();
        RowReader::new(&mapping, &headers, false).read(&cells, &Marks::default())
    }

    fn reasons(cells: &[&str]) -> Vec<String> {
        match read(cells) {
            Outcome::Rejected(reasons) => {
                let text = |r: Reason| format!("{} {} {:?}", r.rule, r.column.unwrap_or_default(), r.raw);
                reasons.into_iter().map(text).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_row_becomes_canonical_with_defaults() {
        let Outcome::Row(values, null_dates) = read(&["P1", "D1", "2026/3/5 9:05", "￥1,200.00", "银行转账", "成功"])
        else {
            panic!("accepted");
        };
        let values: Vec<&str> = values.iter().map(|v| v.as_deref().unwrap_or("-")).collect();
        assert_eq!(
            values,
            [
                "P1",
                "D1",
                "2026-03-05 09:05:00",
                "1200.00",
                "bank_debit",
                "success",
                "customer",
                "-",
                "-"
            ]
        );
        assert_eq!(null_dates, 0);
    }

    #[test]
    fn every_reason_is_told() {
        assert_eq!(
            reasons(&["", "D1", "someday", "0", "barter", "成功"]),
            [
                "missing_value payment_id \"\"",
                "bad_value paid_on \"someday\"",
                "out_of_range amount \"0\"",
                "unknown_word method \"barter\"",
            ]
        );
        assert_eq!(
            reasons(&["P1", "D1", "2026-03-05", "1", "现金", "冲正"]),
            ["missing_value reverses_payment_id \"\""]
        );
    }

    #[test]
    fn rows_that_are_no_data() {
        for (cells, skip) in [
            (&["", " ", "\u{3000}", "", "", ""][..], Skip::Blank),
            (&["合  计 ", "", "", "100", "", ""], Skip::Total),
            (&["", "小计：", "", "100", "", ""], Skip::Total),
            (&["***以下是三月数据***"], Skip::Banner),
            (&["＊＊＊处理保单860出错", "", "", "", "", ""], Skip::Banner),
            (&HEADERS, Skip::Header),
        ] {
            assert_eq!(read(cells), Outcome::Skip(skip), "{cells:?}");
        }
    }

    proptest! {
        #[test]
        fn no_row_makes_the_reader_panic(cells in proptest::collection::vec(any::<String>(), 0..8)) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            let _ = read(&cells);
        }
    }
}
