//! The names of states, units and values in locale files, style sheets and data.

use chrono::Datelike;

use crate::metrics::Unit;
use crate::period::{Period, PeriodKind};
use crate::report::model::{State, Value};

/// Its name in locale files and style sheets.
pub fn state_word(state: State) -> &'static str {
    match state {
        State::Achieved => "achieved",
        State::Close => "close",
        State::CatchingUp => "catching_up",
        State::Behind => "behind",
    }
}

/// The word of a unit in locale files.
pub fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Ratio => "ratio",
        Unit::Count => "count",
        Unit::Score => "score",
        Unit::Days => "days",
        Unit::PerTenThousand => "per_10000",
    }
}

/// The value as data writes it, for sorting and for readers of the page: six decimals for quotients.
pub fn raw(value: &Value) -> String {
    match value {
        Value::Missing => String::new(),
        Value::Text(text) => text.clone(),
        Value::Link(link) => link.text.clone(),
        Value::Date(day) => day.to_string(),
        Value::Period(period) => period.first_on().to_string(),
        Value::Count(n) | Value::Cases(n, _) | Value::Money(n) => n.to_string(),
        Value::State(state) => state_word(*state).to_owned(),
        Value::Interval(_, low, _) => low.to_string(),
        Value::Change(held) => {
            let difference = held.value.minus(&held.base).and_then(|r| r.rate(6));
            difference.map_or_else(String::new, |n| n.to_string())
        }
        _ => value
            .number()
            .and_then(|r| r.rate(6))
            .map_or_else(String::new, |n| n.to_string()),
    }
}

/// True if the year should be named beside this point of an axis.
pub fn starts_a_year(period: Period) -> bool {
    match period.kind() {
        PeriodKind::Month | PeriodKind::Quarter => period.first_on().month() == 1,
        PeriodKind::Week => period.first_on().iso_week().week() == 1,
        PeriodKind::Day | PeriodKind::Year | PeriodKind::Range => false,
    }
}
