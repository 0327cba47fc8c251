//! A result as one text and back, so that it can be kept in a column: every cell by its kind, exactly as it was.
//!
//! Each cell is a letter and its text, with the length of the text before it, so that nothing in it has to be told apart:
//! `i2:42`, `s6:收费`, `n0:`.

use chrono::{DateTime, NaiveDate};

use super::value::{Cell, Rows};

impl Rows {
    /// As one text.
    pub(crate) fn packed(&self) -> String {
        let mut text = format!("{};", self.columns().len());
        for column in self.columns() {
            add(&mut text, 's', column);
        }
        for cell in self.iter().flat_map(super::value::Row::cells) {
            match cell {
                Cell::Null => add(&mut text, 'n', ""),
                Cell::Boolean(is) => add(&mut text, 'b', if *is { "1" } else { "0" }),
                Cell::Integer(number) => add(&mut text, 'i', &number.to_string()),
                Cell::Decimal(number) => add(&mut text, 'd', &number.to_string()),
                Cell::Float(number) => add(&mut text, 'f', &number.to_bits().to_string()),
                Cell::Date(day) => add(&mut text, 't', &day.to_epoch_days().to_string()),
                Cell::Timestamp(moment) => add(&mut text, 'm', &moment.and_utc().timestamp_micros().to_string()),
                Cell::Text(own) => add(&mut text, 's', own),
            }
        }
        text
    }

    /// From such a text; `None` if it is none.
    pub(crate) fn unpacked(text: &str) -> Option<Self> {
        let (columns, mut rest) = text.split_once(';')?;
        let width: usize = columns.parse().ok()?;
        let names = (0..width).map(|_| match next(&mut rest)? {
            Cell::Text(name) => Some(name),
            _ => None,
        });
        let mut rows = Self::new(names.collect::<Option<_>>()?);
        if width == 0 && !rest.is_empty() {
            return None;
        }
        while !rest.is_empty() {
            rows.push((0..width).map(|_| next(&mut rest)).collect::<Option<_>>()?);
        }
        Some(rows)
    }
}

fn add(text: &mut String, kind: char, content: &str) {
    text.push(kind);
    text.push_str(&content.len().to_string());
    text.push(':');
    text.push_str(content);
}

/// The cell that `rest` begins with, which is taken off it.
fn next(rest: &mut &str) -> Option<Cell> {
    let (length, behind) = rest.split_once(':')?;
    let kind = length.chars().next()?;
    let length: usize = length[kind.len_utf8()..].parse().ok()?;
    let (content, behind) = (behind.get(..length)?, behind.get(length..)?);
    *rest = behind;
    Some(match kind {
        'n' => Cell::Null,
        'b' => Cell::Boolean(content == "1"),
        'i' => Cell::Integer(content.parse().ok()?),
        'd' => Cell::Decimal(content.parse().ok()?),
        'f' => Cell::Float(f64::from_bits(content.parse().ok()?)),
        't' => Cell::Date(NaiveDate::from_epoch_days(content.parse().ok()?)?),
        'm' => Cell::Timestamp(DateTime::from_timestamp_micros(content.parse().ok()?)?.naive_utc()),
        's' => Cell::Text(content.to_owned()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::decimal::Decimal;

    fn cell() -> impl Strategy<Value = Cell> {
        prop_oneof![
            Just(Cell::Null),
            any::<bool>().prop_map(Cell::Boolean),
            any::<i64>().prop_map(Cell::Integer),
            (any::<i64>(), 0..10_u32).prop_map(|(number, scale)| Cell::Decimal(Decimal::new(number, scale))),
            (-1.0e9..1.0e9_f64).prop_map(Cell::Float),
            (-100_000..100_000_i32).prop_map(|day| NaiveDate::from_epoch_days(day).map_or(Cell::Null, Cell::Date)),
            any::<i32>().prop_map(|second| {
                let moment = DateTime::from_timestamp_micros(i64::from(second) * 1_000_001);
                moment.map_or(Cell::Null, |moment| Cell::Timestamp(moment.naive_utc()))
            }),
            ".*".prop_map(Cell::Text),
        ]
    }

    proptest! {
        #[test]
        fn a_result_comes_back_as_it_was(cells in prop::collection::vec(prop::collection::vec(cell(), 3), 0..20)) {
            let mut rows = Rows::new(["a", "名", "c:;"].map(str::to_owned).to_vec());
            for row in cells {
                rows.push(row);
            }
            let again = Rows::unpacked(&rows.packed());
            prop_assert_eq!(again.as_ref(), Some(&rows));
            // A decimal keeps its digits, zeros at the end as well.
            prop_assert_eq!(format!("{again:?}"), format!("{:?}", Some(rows)));
        }

        #[test]
        fn what_is_none_is_refused(text in ".*") {
            let _ = Rows::unpacked(&text);
        }
    }

    #[test]
    fn a_text_that_was_cut_off_is_none() {
        let mut rows = Rows::new(vec!["a".to_owned()]);
        rows.push(vec![Cell::Text("收费".to_owned())]);
        let packed = rows.packed();
        assert_eq!(packed, "1;s1:as6:收费");
        for (end, _) in packed.char_indices().skip(1) {
            assert!(
                Rows::unpacked(&packed[..end]).is_none_or(|found| found.is_empty()),
                "{end}"
            );
        }
    }
}
