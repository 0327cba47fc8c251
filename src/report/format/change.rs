//! Changes: a signed difference with an arrow, filled where it is for the better and hollow where it is not.

use super::{Format, digits, to_f64, without_negative_zero};
use crate::decimal::{Decimal, grouped, round};
use crate::metrics::{Direction, Unit};
use crate::report::model::Value;

/// Whether a change is for the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// In the metric's direction.
    Better,
    /// Against it.
    Worse,
    /// Nothing as far as is shown.
    Same,
}

impl Sense {
    /// Its name in locale files and style sheets.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Same => "same",
        }
    }
}

/// A difference as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// `▲ +1.25`; of percents in percentage points.
    pub text: String,
    /// Whether it is for the better.
    pub sense: Sense,
    /// True if it is in percentage points.
    pub in_points: bool,
    /// The number a sheet stores.
    pub number: f64,
    /// The code with which a sheet shows it as `text`.
    pub code: String,
}

impl Format {
    /// `value` minus `base`, if both are numbers.
    #[must_use]
    pub fn change(value: &Value, base: &Value, direction: Direction) -> Option<Change> {
        let difference = value.minus(base)?.rate(digits(value)).map(without_negative_zero)?;
        let in_points = value.unit() == Some(Unit::Ratio);
        let (number, places) = if in_points {
            (round(difference * Decimal::ONE_HUNDRED, 2), 2)
        } else {
            (difference, digits(value))
        };
        let sense = match (
            number.is_zero(),
            number.is_sign_positive() == (direction == Direction::Higher),
        ) {
            (true, _) => Sense::Same,
            (_, true) => Sense::Better,
            (_, false) => Sense::Worse,
        };
        Some(Change {
            text: text(number, sense),
            sense,
            in_points,
            number: to_f64(number)?,
            code: code(places, direction),
        })
    }
}

fn text(number: Decimal, sense: Sense) -> String {
    let up = number.is_sign_positive();
    let arrow = arrow(up, sense);
    let sign = match (sense, up) {
        (Sense::Same, _) => "",
        (_, true) => "+",
        (_, false) => "-",
    };
    format!("{arrow} {sign}{}", grouped(number.abs()))
}

fn arrow(up: bool, sense: Sense) -> &'static str {
    match (sense, up) {
        (Sense::Better, true) => "▲",
        (Sense::Better, false) => "▼",
        (Sense::Worse, true) => "△",
        (Sense::Worse, false) => "▽",
        (Sense::Same, _) => "→",
    }
}

/// Three parts: above zero, below, zero.
fn code(places: u32, direction: Direction) -> String {
    let (rise, fall) = match direction {
        Direction::Higher => (Sense::Better, Sense::Worse),
        Direction::Lower => (Sense::Worse, Sense::Better),
    };
    let zeros = "0".repeat(usize::try_from(places).unwrap_or(0));
    let point = if places > 0 { "." } else { "" };
    let digits = format!("#,##0{point}{zeros}");
    format!(
        "\"{} +\"{digits};\"{} -\"{digits};\"{} \"{digits}",
        arrow(true, rise),
        arrow(false, fall),
        arrow(true, Sense::Same)
    )
}
