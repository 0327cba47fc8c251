//! The one place where values become text: percent, money, short forms, dates, changes, states.
//!
//! For every value there is the text of the page ([`Format::text`]) and, for the sheet, a number with a number format
//! code ([`number`], [`code`]) that shows the same text; a test holds them together. Rounding is half away from zero
//! and happens once, from the undivided quotient.

mod change;
mod foot;
mod short;

use chrono::Datelike;

use super::model::{Difference, Measure, MetricHead, Rank, State, Value};
use super::texts::{Texts, fill};
use crate::decimal::{Decimal, Ratio, grouped, round};
use crate::diagnostic::Result;
use crate::library::Library;
use crate::metrics::{Basis, Direction, Unit};
use crate::period::{Period, PeriodKind};
use crate::workspace::Locale;

pub use change::{Change, Sense};

/// What stands where a value is not defined.
pub const MISSING: &str = "–";

/// Attainment from which a value is near its target.
const NEAR_TARGET: Decimal = Decimal::from_parts(90, 0, 0, false, 2);

/// Digits a number carries into a sheet at most; a binary double holds about as many.
const SHEET_DIGITS: u32 = 12;

/// How near a value is to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// At the target or better.
    Met,
    /// Nine tenths of it.
    Near,
    /// Less.
    Missed,
}

impl Mark {
    /// The mark of an attainment.
    #[must_use]
    pub fn of(attainment: Ratio) -> Option<Self> {
        let rate = attainment.rate(SHEET_DIGITS)?;
        Some(if rate >= Decimal::ONE {
            Self::Met
        } else if rate >= NEAR_TARGET {
            Self::Near
        } else {
            Self::Missed
        })
    }

    /// A sign that can be told apart without colour.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Met => "●",
            Self::Near => "◐",
            Self::Missed => "○",
        }
    }

    /// Its name in locale files and style sheets.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Near => "near",
            Self::Missed => "missed",
        }
    }
}

/// Its name in locale files and style sheets.
#[must_use]
pub fn state_word(state: State) -> &'static str {
    match state {
        State::Achieved => "achieved",
        State::Close => "close",
        State::CatchingUp => "catching_up",
        State::Behind => "behind",
    }
}

/// Writes values in one language.
#[derive(Clone, Debug)]
pub struct Format {
    locale: Locale,
    texts: Texts,
}

impl Format {
    /// The format layer of `locale` with the library's texts.
    pub fn load(library: &Library, locale: Locale) -> Result<Self> {
        Ok(Self {
            locale,
            texts: Texts::load(library, locale)?,
        })
    }

    /// Its language.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The texts of its language.
    #[must_use]
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// The text of `value` in full.
    pub fn text(&self, value: &Value) -> Result<String> {
        Ok(match value {
            Value::Text(text) => text.clone(),
            Value::Link(link) => link.text.clone(),
            Value::Date(day) => day.to_string(),
            Value::Period(period) => self.period(*period)?,
            Value::State(state) => self.state(*state)?.to_owned(),
            Value::Interval(unit, low, high) => self.interval(*unit, (*low, *high))?,
            Value::Change(held) => change_of(held).map_or_else(|| MISSING.to_owned(), |change| change.text()),
            Value::Blank => String::new(),
            _ => shown(value).map_or_else(|| MISSING.to_owned(), |n| decorate(value, n)),
        })
    }

    /// Its text where room is short: money and large counts in 万 and 亿, or K, M and B.
    pub fn short(&self, value: &Value) -> Result<String> {
        match short::text(self.locale, value) {
            Some(text) => Ok(text),
            None => self.text(value),
        }
    }

    /// A point of an axis of values in `unit`, with as many digits as its `step` needs.
    #[must_use]
    pub fn axis(&self, unit: Unit, number: Decimal, step: Decimal) -> String {
        match unit {
            Unit::Ratio => {
                let digits = (step * Decimal::ONE_HUNDRED).normalize().scale();
                format!("{}%", round(number * Decimal::ONE_HUNDRED, digits))
            }
            _ => short::axis(self.locale, number, step),
        }
    }

    /// A numerator or denominator in full: money with two decimals, other numbers without.
    #[must_use]
    pub fn part(number: Decimal, basis: Basis) -> String {
        grouped(round(number, if basis == Basis::Premium { 2 } else { 0 }))
    }

    /// Numerator and denominator in full: `1,234 / 1,500`.
    #[must_use]
    pub fn parts(value: &Value, basis: Basis) -> Option<String> {
        let parts = value.parts()?;
        let text = |n| Self::part(n, basis);
        Some(format!("{} / {}", text(parts.numerator), text(parts.denominator)))
    }

    /// Numerator and denominator where room is short: `1,234/1,500`, `85.20万/1.04亿`.
    pub fn short_parts(&self, value: &Value, basis: Basis) -> Result<Option<String>> {
        let Some(parts) = value.parts() else { return Ok(None) };
        let text = |n| match basis {
            Basis::Premium => self.short(&Value::Money(n)),
            Basis::Count | Basis::Points => Ok(Self::part(n, basis)),
        };
        Ok(Some(format!("{}/{}", text(parts.numerator)?, text(parts.denominator)?)))
    }

    /// A share in percent with 2 decimals, such as an attainment.
    #[must_use]
    pub fn percent(ratio: Ratio) -> String {
        let value = Value::Ratio(ratio);
        shown(&value).map_or_else(|| MISSING.to_owned(), |n| decorate(&value, n))
    }

    /// The two ends of an interval, written like `unit`'s values.
    pub fn interval(&self, unit: Unit, (low, high): (Decimal, Decimal)) -> Result<String> {
        let text = |n| self.text(&Value::plain(unit, n));
        self.texts
            .fill("label.interval_text", &[("low", &text(low)?), ("high", &text(high)?)])
    }

    /// `第 3/40 名`.
    pub fn rank(&self, rank: Rank) -> Result<String> {
        let (place, of) = (rank.place.to_string(), rank.of.to_string());
        self.texts.fill("label.rank_text", &[("place", &place), ("of", &of)])
    }

    /// `3/40`.
    pub fn short_rank(&self, rank: Rank) -> Result<String> {
        let (place, of) = (rank.place.to_string(), rank.of.to_string());
        self.texts.fill("label.rank_short", &[("place", &place), ("of", &of)])
    }

    /// The word of a state.
    pub fn state(&self, state: State) -> Result<&str> {
        self.texts.get(&format!("state.{}", state_word(state)))
    }

    /// The mark of `measure` against its target.
    #[must_use]
    pub fn mark(measure: &Measure, direction: Direction) -> Option<Mark> {
        measure.attainment(direction).and_then(Mark::of)
    }

    /// A period as people say it: `2026年6月`, `June 2026`.
    pub fn period(&self, period: Period) -> Result<String> {
        let key = format!("date.{}", period.kind().word());
        self.fill_date(&key, period)
    }

    /// A month without its year, as headings of columns name it: `6月`, `June`.
    pub fn month(&self, month: Period) -> Result<String> {
        self.fill_date("date.month_name", month)
    }

    /// A period on an axis: `6月`, `Jun`; others as data writes them.
    pub fn period_on_axis(&self, period: Period) -> Result<String> {
        match period.kind() {
            kind @ (PeriodKind::Day | PeriodKind::Week | PeriodKind::Month | PeriodKind::Quarter) => {
                self.fill_date(&format!("date.{}_axis", kind.word()), period)
            }
            PeriodKind::Year | PeriodKind::Range => Ok(period.to_string()),
        }
    }

    /// What the previous period is called: `上月`.
    pub fn previous(&self, kind: PeriodKind) -> Result<&str> {
        self.texts.get(&format!("previous.{}", kind.word()))
    }

    /// What a change against the previous period is called: `较上月`.
    pub fn against_previous(&self, kind: PeriodKind) -> Result<&str> {
        self.texts.get(&format!("change.{}", kind.word()))
    }

    /// The sign printed behind a value of `metric`, such as `天`; none for percent and counts.
    pub fn unit_sign(&self, metric: &MetricHead) -> Result<&str> {
        self.texts.get(&format!("unit_sign.{}", unit_word(metric.unit)))
    }

    /// The currency as people say it; the code itself where no text names it.
    #[must_use]
    pub fn currency<'a>(&'a self, code: &'a str) -> &'a str {
        self.texts.get(&format!("currency.{code}")).unwrap_or(code)
    }

    fn fill_date(&self, key: &str, period: Period) -> Result<String> {
        let day = period.first_on();
        let name = chrono::Month::try_from(u8::try_from(day.month()).unwrap_or(1)).map_or("", |m| m.name());
        let texts = [
            ("year", day.year().to_string()),
            ("month", day.month().to_string()),
            ("month_name", name.to_owned()),
            ("month_short", name.get(..3).unwrap_or(name).to_owned()),
            ("day", day.day().to_string()),
            ("week", day.iso_week().week().to_string()),
            ("quarter", (day.month0() / 3 + 1).to_string()),
            ("first", day.to_string()),
            ("last", period.last_on().to_string()),
        ];
        // A week belongs to the year of its Thursday.
        let week_year = day.iso_week().year().to_string();
        let values: Vec<(&str, &str)> = texts
            .iter()
            .map(|(name, text)| match (*name, period.kind()) {
                ("year", PeriodKind::Week) => (*name, week_year.as_str()),
                _ => (*name, text.as_str()),
            })
            .collect();
        self.texts.get(key).map(|text| fill(text, &values))
    }
}

/// The change a difference is shown as.
#[must_use]
pub fn change_of(held: &Difference) -> Option<Change> {
    Format::change(&held.value, &held.base, held.direction)
}

/// The word of a unit in locale files.
#[must_use]
pub fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Ratio => "ratio",
        Unit::Count => "count",
        Unit::Score => "score",
        Unit::Days => "days",
        Unit::PerTenThousand => "per_10000",
    }
}

/// True if the year should be named beside this point of an axis.
#[must_use]
pub fn starts_a_year(period: Period) -> bool {
    match period.kind() {
        PeriodKind::Month | PeriodKind::Quarter => period.first_on().month() == 1,
        PeriodKind::Week => period.first_on().iso_week().week() == 1,
        PeriodKind::Day | PeriodKind::Year | PeriodKind::Range => false,
    }
}

/// Digits after the point in the unit the value is stored in: a percent with two decimals is a share with four.
fn digits(value: &Value) -> u32 {
    match (value, value.unit()) {
        (_, Some(Unit::Ratio)) => 4,
        (Value::Money(_), _) | (_, Some(Unit::Score | Unit::PerTenThousand)) => 2,
        (_, Some(Unit::Days)) => 1,
        _ => 0,
    }
}

/// The number of a value, rounded to what is shown.
fn shown(value: &Value) -> Option<Decimal> {
    value.number()?.rate(digits(value)).map(without_negative_zero)
}

fn decorate(value: &Value, number: Decimal) -> String {
    match (value, value.unit()) {
        (_, Some(Unit::Ratio)) => format!("{}%", round(number * Decimal::ONE_HUNDRED, 2)),
        (Value::Money(_), _) | (_, Some(Unit::Count)) => grouped(number),
        _ => number.to_string(),
    }
}

fn without_negative_zero(number: Decimal) -> Decimal {
    if number.is_zero() { number.abs() } else { number }
}

/// The number a sheet stores for `value`; none for texts and dates.
///
/// As exact as a sheet can hold, but never so that the sheet would round it to another text than the page: a quotient
/// just below a half would otherwise become the half.
#[must_use]
pub fn number(value: &Value) -> Option<f64> {
    let ratio = value.number()?;
    if let Some(finest) = ratio.rate(SHEET_DIGITS).filter(|n| !is_tie(*n, digits(value))) {
        let shown = round(finest, digits(value));
        return if shown.is_zero() && ratio.numerator.is_sign_negative() {
            Some(0.0)
        } else {
            to_f64(finest)
        };
    }
    let shown = ratio.rate(digits(value))?;
    if shown.is_zero() && ratio.numerator.is_sign_negative() {
        return Some(0.0);
    }
    let exact = (digits(value)..=SHEET_DIGITS)
        .rev()
        .filter_map(|scale| ratio.rate(scale))
        .find(|number| round(*number, digits(value)) == shown)?;
    to_f64(exact)
}

/// True if what is behind `digits` digits is half a unit exactly: only then can it matter that it was rounded before.
fn is_tie(number: Decimal, digits: u32) -> bool {
    let unit = 10_i128.pow(number.scale().saturating_sub(digits));
    number.mantissa().abs() % unit * 2 == unit
}

/// The nearest double. The quotient of two doubles that are exact is the nearest to the true one; what does not fit into
/// such goes through text, whose conversion is the nearest too.
fn to_f64(number: Decimal) -> Option<f64> {
    const EXACT: i128 = 1 << 53;
    let (digits, scale) = (number.mantissa(), i32::try_from(number.scale()).ok()?);
    if digits.abs() <= EXACT && scale <= 22 {
        #[expect(clippy::cast_precision_loss, reason = "integers up to 2^53 are exact")]
        return Some(digits as f64 / 10_f64.powi(scale));
    }
    number.to_string().parse().ok()
}

/// A numerator or denominator as the number a sheet stores.
#[must_use]
pub fn plain_number(number: Decimal) -> f64 {
    // What a decimal prints is always a number.
    to_f64(number).unwrap_or_default()
}

/// The value as data writes it, for sorting and for readers of the page: six decimals for quotients.
#[must_use]
pub fn raw(value: &Value) -> String {
    match value {
        Value::Missing => String::new(),
        Value::Text(text) => text.clone(),
        Value::Link(link) => link.text.clone(),
        Value::Date(day) => day.to_string(),
        Value::Period(period) => period.first_on().to_string(),
        Value::Count(n) | Value::Money(n) => n.to_string(),
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

/// The number format code with which a sheet shows [`number`] as [`Format::text`] does.
#[must_use]
pub fn code(value: &Value) -> &'static str {
    match (value, value.unit()) {
        (_, Some(Unit::Ratio)) => "0.00%",
        (_, Some(Unit::Score | Unit::PerTenThousand)) => "0.00",
        (_, Some(Unit::Days)) => "0.0",
        (_, Some(Unit::Count)) => "#,##0",
        (Value::Money(_), _) => "#,##0.00",
        (Value::Date(_), _) => "yyyy-mm-dd",
        (Value::Text(_) | Value::Link(_) | Value::Period(_), _) => "@",
        _ => "General",
    }
}

/// The code for numerators and denominators of a basis.
#[must_use]
pub fn part_code(basis: Basis) -> &'static str {
    match basis {
        Basis::Premium => "#,##0.00",
        Basis::Count | Basis::Points => "#,##0",
    }
}

#[cfg(test)]
mod tests;
