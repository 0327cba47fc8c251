//! Values as texts of one language.

use chrono::{Datelike, NaiveDate};

use super::change::Change;
use super::mark::Mark;
use super::number::{decorate, shown};
use super::short;
use super::words::{state_word, unit_word};
use crate::decimal::{Decimal, Ratio, grouped, round};
use crate::diagnostic::Result;
use crate::library::Library;
use crate::metrics::{Basis, Extent, Unit};
use crate::period::{Period, PeriodKind};
use crate::report::model::{Difference, Highlight, Measure, MetricHead, Rank, Report, State, Value};
use crate::texts::{Texts, fill};
use crate::workspace::Locale;

/// What stands where a value is not defined.
pub const MISSING: &str = "–";

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
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The texts of its language.
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
            _ => shown(value).map_or_else(|| MISSING.to_owned(), |n| decorate(value, n)) + &self.behind(value)?,
        })
    }

    /// What stands behind a number: that it is few cases, or points.
    pub fn behind(&self, value: &Value) -> Result<String> {
        Ok(match value {
            Value::Cases(_, true) => format!(" {}", self.texts.get("label.low_short")?),
            Value::Points(_) => format!(" {}", self.texts.get("change.points")?),
            _ => String::new(),
        })
    }

    /// Its text where room is short: money and large counts in 万 and 亿, or K, M and B.
    pub fn short(&self, value: &Value) -> Result<String> {
        match short::text(self.locale, value) {
            Some(text) => Ok(text),
            None => self.text(value),
        }
    }

    /// A sentence with its values.
    pub fn sentence(&self, highlight: &Highlight) -> Result<String> {
        let mut values = Vec::new();
        for (name, value) in &highlight.values {
            values.push((name.as_str(), self.short(value)?));
        }
        let values: Vec<(&str, &str)> = values.iter().map(|(name, text)| (*name, text.as_str())).collect();
        Ok(fill(&highlight.sentence, &values))
    }

    /// A point of an axis of values in `unit`, with as many digits as its `step` needs.
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
    pub fn part(number: Decimal, basis: Basis) -> String {
        grouped(round(number, if basis == Basis::Premium { 2 } else { 0 }))
    }

    /// Numerator and denominator in full: `1,234 / 1,500`.
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
    pub fn mark(measure: &Measure, metric: &MetricHead) -> Option<Mark> {
        // The target is one of the whole period.
        let whole = Some(measure).filter(|measure| measure.extent == Extent::Known)?;
        let attainment = whole.attainment(metric.direction)?;
        Mark::of(attainment, metric.near_target)
    }

    /// What a mark says, for a metric near its target from `near` of it.
    pub fn mark_text(&self, mark: Mark, near: Decimal) -> Result<String> {
        let near = limit(near);
        self.texts.fill(&format!("mark.{}", mark.word()), &[("near", &near)])
    }

    /// The marks explained for the metrics of `report`.
    pub fn mark_legend(&self, report: &Report) -> Result<String> {
        let Some(near) = report.near_target().map(limit) else {
            return Ok(String::new());
        };
        self.texts.fill("mark.legend", &[("near", &near)])
    }

    /// A period as people say it: `2026年6月`, `June 2026`.
    pub fn period(&self, period: Period) -> Result<String> {
        let key = format!("date.{}", period.kind().word());
        self.fill_date(&key, period)
    }

    /// The same in a title, where a week has its days.
    pub fn period_in_title(&self, period: Period) -> Result<String> {
        match period.kind() {
            PeriodKind::Week => self.fill_date("date.week_title", period),
            _ => self.period(period),
        }
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
    pub fn currency<'a>(&'a self, code: &'a str) -> &'a str {
        self.texts.get(&format!("currency.{code}")).unwrap_or(code)
    }

    fn fill_date(&self, key: &str, period: Period) -> Result<String> {
        let (day, last) = (period.first_on(), period.last_on());
        let name = month_name(day);
        let texts = [
            ("year", day.year().to_string()),
            ("month", day.month().to_string()),
            ("month_name", name.to_owned()),
            ("month_short", name.get(..3).unwrap_or(name).to_owned()),
            ("day", day.day().to_string()),
            ("last_month", last.month().to_string()),
            (
                "last_month_short",
                month_name(last).get(..3).unwrap_or_default().to_owned(),
            ),
            ("last_day", last.day().to_string()),
            ("week", day.iso_week().week().to_string()),
            ("quarter", (day.month0() / 3 + 1).to_string()),
            ("first", day.to_string()),
            ("last", last.to_string()),
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

fn month_name(day: NaiveDate) -> &'static str {
    chrono::Month::try_from(u8::try_from(day.month()).unwrap_or(1)).map_or("", |month| month.name())
}

/// A limit in percent, with no more digits than it has: `90%`, `87.5%`.
fn limit(share: Decimal) -> String {
    format!("{}%", (share * Decimal::ONE_HUNDRED).normalize())
}

/// The change a difference is shown as.
pub fn change_of(held: &Difference) -> Option<Change> {
    Change::between(&held.value, &held.base, held.direction)
}
