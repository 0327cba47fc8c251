//! Changes: a signed difference with an arrow, filled where it is for the better and hollow where it is not.

use std::sync::LazyLock;

use super::number::{digits, to_f64, without_negative_zero};
use crate::decimal::{Decimal, grouped, round};
use crate::metrics::{Direction, Unit};
use crate::report::model::Value;
use crate::word::words;

words! {
    /// Whether a change is for the better.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Sense {
        Better = "better",
        /// Against it.
        Worse = "worse",
        /// Nothing as far as is shown.
        Same = "same",
    }
}

/// A difference as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Rounded; of percents in percentage points.
    difference: Decimal,
    /// Whether it is for the better.
    pub sense: Sense,
    /// True if it is in percentage points.
    pub in_points: bool,
    /// The number a sheet stores.
    pub number: f64,
    /// The code with which a sheet shows it as [`Change::text`].
    pub code: &'static str,
}

impl Change {
    /// `value` minus `base`, if both are numbers.
    pub fn between(value: &Value, base: &Value, direction: Direction) -> Option<Self> {
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
        Some(Self {
            difference: number,
            sense,
            in_points,
            number: to_f64(number)?,
            code: code(places, direction),
        })
    }

    /// `▲ +1.25`; of percents in percentage points.
    pub fn text(&self) -> String {
        text(self.difference, self.sense)
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

/// The codes of no, one, ... digits after the point: a large sheet asks for them half a million times.
fn code(places: u32, direction: Direction) -> &'static str {
    static HIGHER: LazyLock<[String; 5]> = LazyLock::new(|| codes(Direction::Higher));
    static LOWER: LazyLock<[String; 5]> = LazyLock::new(|| codes(Direction::Lower));
    let codes = match direction {
        Direction::Higher => &*HIGHER,
        Direction::Lower => &*LOWER,
    };
    let index = usize::try_from(places).unwrap_or(0);
    codes.get(index).map_or("General", String::as_str)
}

fn codes(direction: Direction) -> [String; 5] {
    std::array::from_fn(|places| composed(places, direction))
}

/// Three parts: above zero, below, zero.
fn composed(places: usize, direction: Direction) -> String {
    let (rise, fall) = match direction {
        Direction::Higher => (Sense::Better, Sense::Worse),
        Direction::Lower => (Sense::Worse, Sense::Better),
    };
    let zeros = "0".repeat(places);
    let point = if places > 0 { "." } else { "" };
    let digits = format!("#,##0{point}{zeros}");
    format!(
        "\"{} +\"{digits};\"{} -\"{digits};\"{} \"{digits}",
        arrow(true, rise),
        arrow(false, fall),
        arrow(true, Sense::Same)
    )
}
