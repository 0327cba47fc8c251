//! One row: its cells to a row of the table, a row that is no data, or rejects with their reasons.
//!
//! Everything a row alone can show is decided here; what needs other rows (keys, references) is decided in
//! [`reconcile`](super::reconcile).

use std::borrow::Cow;

use super::headers::Mapping;
use super::marks::{Marks, Setting};
use super::skip::{Skip, Words};
use super::values::{CellReader, Fault, Reading, Rule};
use crate::contract::{Column, UnitOf};
use crate::decimal::Decimal;
use crate::message::{Message, say};

/// One reason why a row is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The column, if it is about one.
    pub column: Option<String>,
    /// The cell as it stands in the file.
    pub raw: String,
    /// The rule of the data contract, as in the table `rejects`.
    pub rule: &'static str,
    pub message: Message,
}

/// What a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A row of the table.
    Row(Row),
    Skip(Skip),
    /// Rejected; at least one reason.
    Rejected(Vec<Reason>),
}

/// A row that was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Canonical text or no value for each column.
    pub values: Vec<Option<String>>,
    /// How many dates meant "empty".
    pub null_dates: u64,
    /// Cells that were left out because they could not be read, where a row may do without.
    pub left_out: Vec<Reason>,
}

/// Reads the rows of a file under a mapping.
pub struct RowReader<'m> {
    mapping: &'m Mapping<'m>,
    readers: Vec<CellReader<'m>>,
    settings: Vec<Setting<'m>>,
    headers: &'m [String],
    words: Words,
    /// The cells that identify a row.
    keys: Vec<usize>,
}

impl<'m> RowReader<'m> {
    /// A reader for rows below `headers`, of a workbook that counts its days from 1904 or not.
    pub fn new(mapping: &'m Mapping<'m>, headers: &'m [String], since_1904: bool) -> Self {
        let columns = || mapping.table.columns.iter().zip(&mapping.columns);
        let settings = columns().map(|(column, origin)| Setting {
            column,
            is_identifier: is_identifier(mapping.table, column),
            zeros: origin.map_or(0, |origin| origin.zeros),
            since_1904,
        });
        let settings = settings.collect();
        let readers = columns().map(|(column, origin)| {
            let identifier = is_identifier(mapping.table, column);
            CellReader::new(column, identifier, origin.map_or(0, |origin| origin.zeros))
        });
        let keys = columns().filter(|(column, _)| is_key(mapping.table, column));
        Self {
            mapping,
            readers: readers.collect(),
            settings,
            headers,
            words: Words::of(mapping.table),
            keys: keys.filter_map(|(_, origin)| Some(origin.as_ref()?.index)).collect(),
        }
    }

    /// What the row with these cells is, in the order of the file's columns.
    pub fn read(&self, cells: &[Cow<'_, str>], marks: &Marks) -> Outcome {
        if let Some(reason) = self
            .words
            .skip(cells.iter().map(AsRef::as_ref), self.headers, &self.keys)
        {
            return Outcome::Skip(reason);
        }
        let mut row = Row::default();
        let mut reasons = Vec::new();
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
                    row.null_dates += 1;
                    (None, None)
                }
                Err(fault) => (None, Some(fault)),
            };
            let missing = self.mapping.requires(column) && value.is_none() && fault.is_none();
            let fault = fault.or_else(|| {
                missing.then(|| Fault {
                    rule: Rule::MissingValue,
                    message: say!("ingest.reject.required"),
                })
            });
            if let Some(fault) = fault {
                let list = if may_be_left_out(column, fault.rule) {
                    &mut row.left_out
                } else {
                    &mut reasons
                };
                list.push(Reason {
                    column: Some(column.name.clone()),
                    raw: raw.to_owned(),
                    rule: fault.rule.word(),
                    message: fault.message,
                });
            }
            row.values.push(value.or_else(|| column.default.clone()));
        }
        self.name_metrics(&mut row.values);
        reasons.extend(self.turn_negative(&mut row.values, cells));
        reasons.extend(self.missing_by_condition(&row.values));
        let (by_these, left_out) = row
            .left_out
            .into_iter()
            .partition(|reason| self.is_to_be_found_by(reason, &row.values));
        row.left_out = left_out;
        reasons.extend::<Vec<Reason>>(by_these);
        reasons.extend(self.percent_as_ratio(&row.values, cells));
        if reasons.is_empty() {
            for reason in &mut row.left_out {
                reason.rule = Rule::CellLeftOut.word();
            }
            return Outcome::Row(row);
        }
        // Of a row that is rejected everything that is wrong is told.
        reasons.append(&mut row.left_out);
        Outcome::Rejected(reasons)
    }

    /// A metric by its id, however it is written.
    fn name_metrics(&self, values: &mut [Option<String>]) {
        for unit in self
            .mapping
            .table
            .columns
            .iter()
            .filter_map(|column| column.unit_of.as_ref())
        {
            let columns = self.mapping.table.columns.iter().zip(&mut *values);
            for value in columns
                .filter(|(column, _)| column.name == unit.column)
                .filter_map(|(_, value)| value.as_mut())
            {
                if let Some(id) = unit.metrics.get(&value.to_lowercase()) {
                    value.clone_from(id);
                }
            }
        }
    }

    /// Values that can only be meant in percent, where the metric is a ratio.
    fn percent_as_ratio(&self, values: &[Option<String>], cells: &[Cow<'_, str>]) -> Vec<Reason> {
        let columns = self.mapping.table.columns.iter().zip(values);
        let reason = |(index, (column, value)): (usize, (&Column, &Option<String>))| {
            let raw = self.mapping.columns[index].and_then(|origin| cells.get(origin.index));
            let message = percent(
                column.unit_of.as_ref()?,
                self.value_of(values, &column.unit_of.as_ref()?.column)?,
                value.as_deref()?,
                raw.is_some_and(|raw| raw.contains(['%', '％'])),
            )?;
            Some(Reason {
                column: Some(column.name.clone()),
                raw: raw.map(ToString::to_string).unwrap_or_default(),
                rule: Rule::OutOfRange.word(),
                message,
            })
        };
        columns.enumerate().filter_map(reason).collect()
    }

    fn value_of<'v>(&self, values: &'v [Option<String>], name: &str) -> Option<&'v str> {
        let index = self
            .mapping
            .table
            .columns
            .iter()
            .position(|column| column.name == name)?;
        values[index].as_deref()
    }

    /// Columns that are required because another column is empty.
    fn missing_by_condition(&self, values: &[Option<String>]) -> Vec<Reason> {
        let columns = self.mapping.table.columns.iter().zip(values);
        let conditions = columns.filter_map(|(column, value)| Some((column, value, column.required_without.as_ref()?)));
        conditions
            .filter(|(_, value, other)| value.is_none() && self.value_of(values, other).is_none())
            .map(|(column, _, other)| Reason {
                column: Some(column.name.clone()),
                raw: String::new(),
                rule: Rule::MissingValue.word(),
                message: say!("ingest.reject.required_without", column = other.clone()),
            })
            .collect()
    }

    /// True if the cell that could not be read is what a value the row lacks would have to be found by.
    fn is_to_be_found_by(&self, reason: &Reason, values: &[Option<String>]) -> bool {
        let column = reason.column.as_ref().and_then(|name| self.mapping.table.column(name));
        let found = column.and_then(|column| column.finds.as_ref());
        found.is_some_and(|found| self.value_of(values, found).is_none())
    }

    /// A value below zero turns the row into another kind, or is out of range. The sign goes where the row says what it
    /// takes back; else it stays until that is found.
    fn turn_negative(&self, values: &mut [Option<String>], cells: &[Cow<'_, str>]) -> Option<Reason> {
        let columns = &self.mapping.table.columns;
        let place = |name: &str| columns.iter().position(|column| column.name == name);
        let (index, turns) = columns
            .iter()
            .enumerate()
            .find_map(|(index, column)| Some((index, column.negative_means.as_ref()?)))?;
        let without_sign = values[index].as_deref()?.strip_prefix('-')?.to_owned();
        let kind = place(&turns.column)?;
        if !values[kind]
            .as_ref()
            .is_some_and(|word| *word == turns.is || turns.of.contains(word))
        {
            let raw = self.mapping.columns[index].and_then(|origin| cells.get(origin.index));
            return Some(Reason {
                column: Some(columns[index].name.clone()),
                raw: raw.map(ToString::to_string).unwrap_or_default(),
                rule: Rule::OutOfRange.word(),
                message: say!("ingest.reject.above", bound = 0),
            });
        }
        values[kind] = Some(turns.is.clone());
        let says = |column: &Column| column.found.as_deref() == Some("finds_reversed");
        if columns.iter().position(says).is_some_and(|said| values[said].is_some()) {
            values[index] = Some(without_sign);
        }
        None
    }
}

/// True if a row may do without a cell of `column` that breaks `rule`: nothing would be taken for something it is not.
fn may_be_left_out(column: &Column, rule: Rule) -> bool {
    let is_of_the_cell = matches!(rule, Rule::BadValue | Rule::OutOfRange | Rule::UnknownWord);
    let is_needed = column.required || column.required_without.is_some() || column.empty_means.is_some();
    is_of_the_cell && !is_needed
}

/// What is wrong with a value of `metric` that is above all ratios.
fn percent(unit: &UnitOf, metric: &str, value: &str, is_percent: bool) -> Option<Message> {
    let value: Decimal = value.parse().ok()?;
    if value <= unit.ratio_max || !unit.ratios.contains(metric) {
        return None;
    }
    if is_percent {
        let most = unit.ratio_max.to_string();
        return Some(say!("ingest.reject.ratio_too_high", metric = metric.to_owned(), most));
    }
    let (percent, ratio) = (value.normalize(), (value / Decimal::ONE_HUNDRED).normalize());
    Some(say!(
        "ingest.reject.percent_as_ratio",
        metric = metric.to_owned(),
        ratio = ratio.to_string(),
        percent = percent.to_string()
    ))
}

/// True for keys, references and the like: texts that are compared and must not be changed by a spreadsheet. A name is none.
pub(super) fn is_identifier(table: &crate::contract::Table, column: &Column) -> bool {
    let is_compared = table.key.contains(&column.name) || column.references.is_some() || column.identifies;
    column.kind == crate::contract::Kind::Text && !column.is_name && is_compared
}

/// True for the identifiers by which rows are told apart.
pub(super) fn is_key(table: &crate::contract::Table, column: &Column) -> bool {
    table.key.contains(&column.name) && is_identifier(table, column)
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
        let Outcome::Row(row) = read(&["P1", "D1", "2026/3/5 9:05", "￥1,200.00", "银行转账", "成功"]) else {
            panic!("accepted");
        };
        let values: Vec<&str> = row.values.iter().map(|v| v.as_deref().unwrap_or("-")).collect();
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
                "-",
                "-",
                "-"
            ]
        );
        assert_eq!((row.null_dates, row.left_out), (0, Vec::new()));
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
            reasons(&["P1", "", "2026-03-05", "-1", "现金", "失败"]),
            ["out_of_range amount \"-1\"", "missing_value due_id \"\""]
        );
    }

    #[test]
    fn rows_that_are_no_data() {
        for (cells, skip) in [
            (&["", " ", "\u{3000}", "", "", ""][..], Skip::Blank),
            (&["合  计 ", "", "", "100", "", ""], Skip::Total),
            (&["", "小计：", "", "100", "", ""], Skip::Total),
            (&["", "", "", "制表人：王五", "", ""], Skip::Foot),
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
