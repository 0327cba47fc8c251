//! Cells as the formats of messy files hold them.

use chrono::{NaiveDate, NaiveDateTime};

use super::plan::FileColumn;
use crate::contract::Kind;
use crate::decimal::Decimal;
use crate::store::Cell;

/// A cell of the upper of two lines of headers: over the headers `below`, or over both lines if there are none.
pub(super) struct Span {
    pub(super) text: String,
    pub(super) below: Vec<String>,
}

/// The headers in two lines. What a group and its headers begin with in common is said once.
pub(super) fn spans(columns: &[FileColumn]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for column in columns {
        let Some(group) = &column.group else {
            spans.push(Span {
                text: column.header.clone(),
                below: Vec::new(),
            });
            continue;
        };
        let below = column.header.strip_prefix(group.as_str()).unwrap_or(&column.header);
        match spans.last_mut() {
            Some(span) if span.text == *group && !span.below.is_empty() => span.below.push(below.to_owned()),
            _ => spans.push(Span {
                text: group.clone(),
                below: vec![below.to_owned()],
            }),
        }
    }
    spans
}

/// A text as a file with types would store it: what is plain as what it is, all else as text, and what has an apostrophe
/// before it as text without it.
pub(super) fn typed(text: &str, kind: Kind) -> Cell {
    if text.is_empty() {
        return Cell::Null;
    }
    let as_text = || Cell::Text(text.strip_prefix('\'').unwrap_or(text).to_owned());
    let day = || {
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .filter(|_| text.len() == 10)
    };
    let time = || {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S")
            .ok()
            .filter(|_| text.len() == 19)
    };
    let number = || {
        let is_plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
        is_plain
            .then(|| text.parse::<Decimal>().ok())
            .flatten()
            .map(Cell::Decimal)
    };
    match kind {
        Kind::Text | Kind::Word | Kind::Period => as_text(),
        Kind::Boolean => text.parse().map_or_else(|_| as_text(), Cell::Boolean),
        Kind::Date => day().map(Cell::Date).or_else(number).unwrap_or_else(as_text),
        Kind::Timestamp => time().map(Cell::Timestamp).or_else(number).unwrap_or_else(as_text),
        Kind::Money | Kind::Decimal | Kind::Integer => number().unwrap_or_else(as_text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::messy::Plan;

    #[test]
    fn plain_values_have_types_and_all_others_are_text() {
        for (text, kind, cell) in [
            ("", Kind::Money, "Null"),
            ("1234.50", Kind::Money, "Decimal(1234.50)"),
            ("-5", Kind::Integer, "Decimal(-5)"),
            ("'1234.50", Kind::Money, "Text(\"1234.50\")"),
            ("1,234.50", Kind::Money, "Text(\"1,234.50\")"),
            ("2026-03-05", Kind::Date, "Date(2026-03-05)"),
            ("1970-01-01", Kind::Date, "Date(1970-01-01)"),
            ("1900-01-00", Kind::Date, "Text(\"1900-01-00\")"),
            ("2026-3-5", Kind::Date, "Text(\"2026-3-5\")"),
            ("46086", Kind::Date, "Decimal(46086)"),
            ("2026-03-05 10:23:05", Kind::Timestamp, "Timestamp(2026-03-05T10:23:05)"),
            ("true", Kind::Boolean, "Boolean(true)"),
            ("是", Kind::Boolean, "Text(\"是\")"),
            ("0012", Kind::Text, "Text(\"0012\")"),
            ("12", Kind::Word, "Text(\"12\")"),
        ] {
            assert_eq!(format!("{:?}", typed(text, kind)), cell, "{text}");
        }
    }

    #[test]
    fn headers_in_two_lines_say_what_they_have_in_common_once() {
        let contract = crate::sample::rows::contract(&crate::library::Library::shipped())
            .unwrap()
            .of_ids();
        let options = crate::sample::Options {
            format: crate::sample::Format::Xlsx,
            ..crate::sample::Options::default()
        };
        let plan = Plan::load(&crate::library::Library::shipped(), &contract, options).unwrap();
        let told = |table: &str| {
            let file = plan.files.iter().find(|file| file.table.name == table).unwrap();
            let spans = spans(&file.columns);
            let span = |span: &Span| format!("{}[{}]", span.text, span.below.join(" "));
            spans.iter().map(span).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            told("due_items"),
            "序号[] 合同编号[] 应收号[] 期数[] 应收[日期 保费（万元）] 收费员代码[] 宽限期天数[] 经办机构[]"
        );
        assert_eq!(
            told("policy_events"),
            "保單號碼[] 事件日期[] 事件[] 说明[原因代码 备注] 操作员[]"
        );
    }
}
