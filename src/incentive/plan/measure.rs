//! What is read: a part of a metric for a scope, and amounts made of numbers, params and measures.

use serde::{Deserialize, Serialize, Serializer};
use toml::de::DeValue;

use super::error::Fault;
use super::toml::{Entry, Field, Fields, is_id};
use crate::incentive::number::Number;
use crate::incentive::positions::PositionPay;
use crate::message::say;
use crate::metrics::Direction;
use crate::word::words;

words! {
    /// Whose value is read.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Scope {
        Specialist = "specialist",
        Team = "team",
        Branch = "branch",
        Company = "company",
    }
}

words! {
    /// Which number of a metric is read.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Part {
        /// Numerator / denominator; of a count the numerator.
        Value = "value",
        Numerator = "numerator",
        Denominator = "denominator",
        /// Value over target, or target over value where lower is better.
        Attainment = "attainment",
    }
}

/// A measure as plans and traces write it: `[scope.]metric[.part]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct MeasureName {
    pub scope: Scope,
    pub metric: String,
    pub part: Part,
}

impl std::fmt::Display for MeasureName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.scope != Scope::Specialist {
            write!(f, "{}.", self.scope.word())?;
        }
        f.write_str(&self.metric)?;
        if self.part == Part::Value {
            Ok(())
        } else {
            write!(f, ".{}", self.part.word())
        }
    }
}

impl From<MeasureName> for String {
    fn from(name: MeasureName) -> Self {
        name.to_string()
    }
}

/// The person's and the value, if nothing else is written.
impl From<String> for MeasureName {
    fn from(text: String) -> Self {
        let (scope, rest) = match text.split_once('.').map(|(first, rest)| (Scope::of_word(first), rest)) {
            Some((Some(scope), rest)) => (scope, rest),
            _ => (Scope::Specialist, text.as_str()),
        };
        let (metric, part) = match rest
            .rsplit_once('.')
            .map(|(metric, last)| (metric, Part::of_word(last)))
        {
            Some((metric, Some(part))) => (metric, part),
            _ => (rest, Part::Value),
        };
        Self {
            scope,
            metric: metric.to_owned(),
            part,
        }
    }
}

/// A number to be read over the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub name: MeasureName,
    /// True if it may be undefined: a quotient or an attainment.
    pub may_be_undefined: bool,
    /// Which way is better, if that is known of this part.
    pub direction: Option<Direction>,
}

impl std::fmt::Display for Measure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.name.fmt(f)
    }
}

impl Serialize for Measure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What a block wants of the measure it reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Its value, or another part that is said.
    Value,
    /// Money or a number of things: of a metric with a denominator the part must be said.
    Amount,
    /// A value of people, whose scope is not said.
    OfPeople,
}

impl Measure {
    /// `measure`, `scope` and `part` of a table.
    pub(crate) fn read(fields: &Fields<'_, '_>, wanted: Wanted) -> Option<Self> {
        let metric: Option<String> = fields.need("measure");
        let scope = match wanted {
            Wanted::OfPeople => Some(Scope::Specialist),
            Wanted::Value | Wanted::Amount => fields.need("scope"),
        };
        let part: Option<Part> = fields.optional("part");
        if fields.has("part") && part.is_none() {
            return None;
        }
        let name = MeasureName {
            metric: metric?,
            scope: scope?,
            part: part.unwrap_or(Part::Value),
        };
        let measure = Self::named(&fields.entry("measure")?, name)?;
        if wanted == Wanted::Amount && part.is_none() && measure.may_be_undefined {
            fields.missing("part");
            return None;
        }
        Some(measure)
    }

    /// The measure of this name, if the metric is known and has the part.
    pub(super) fn named(entry: &Entry<'_, '_>, name: MeasureName) -> Option<Self> {
        let known = &entry.reader.known.metrics;
        let names: Vec<&str> = known.keys().map(String::as_str).collect();
        entry.known("measure", &name.metric, &names)?;
        let info = known.get(&name.metric)?;
        let has_part = match name.part {
            Part::Denominator => info.has_denominator && !info.is_composite,
            Part::Numerator => !info.is_composite,
            Part::Value | Part::Attainment => true,
        };
        if !has_part {
            let (part, metric) = (name.part.word(), &name.metric);
            entry.not_allowed(say!("errors.plan.not_allowed.no_part", part = part.to_owned(), metric));
            return None;
        }
        Some(Self {
            may_be_undefined: name.part == Part::Attainment || (name.part == Part::Value && info.has_denominator),
            direction: match name.part {
                Part::Value => info.direction,
                Part::Attainment => Some(Direction::Higher),
                Part::Numerator | Part::Denominator => None,
            },
            name,
        })
    }

    /// Tells that `on_undefined` is missing where the measure may be undefined.
    pub(crate) fn needs_on_undefined(&self, fields: &Fields<'_, '_>) {
        if self.may_be_undefined && !fields.has("on_undefined") {
            fields.missing("on_undefined");
        }
    }
}

/// Tells a `better` that goes against the metric.
pub(crate) fn refuse_direction(fields: &Fields<'_, '_>, measure: &Measure, better: Direction) {
    if let Some(direction) = measure.direction.filter(|direction| *direction != better) {
        let fault = Fault::Direction {
            what: say!("errors.plan.direction.better", word = better.word().to_owned()),
            metric: measure.to_string(),
            better: direction.word(),
        };
        fields.fault("better", fault, None);
    }
}

/// Money or a number of things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    pub source: AmountSource,
    /// What it is multiplied by.
    pub times: Number,
    /// True for what limits something: it is not below 0.
    pub is_limit: bool,
}

/// Where an amount comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AmountSource {
    Number(Number),
    /// A param of the plan.
    Param(String),
    /// What a person's position says.
    Position(PositionAmount),
    Measure(Measure),
}

/// An amount of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PositionAmount {
    pub pay: PositionPay,
    /// True if the mean of each day's value counts.
    pub blend: bool,
}

impl std::fmt::Display for PositionAmount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "position.{}", self.pay.word())
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.source {
            AmountSource::Number(number) => write!(f, "{number}")?,
            AmountSource::Param(id) => f.write_str(id)?,
            AmountSource::Position(of) => write!(f, "{of}")?,
            AmountSource::Measure(measure) => write!(f, "{measure}")?,
        }
        if self.times == Number::one() {
            Ok(())
        } else {
            write!(f, " x {}", self.times)
        }
    }
}

impl Amount {
    /// The number, where the plan says one.
    pub(crate) fn plain(&self) -> Option<Number> {
        match &self.source {
            AmountSource::Number(number) => Some(number * &self.times),
            _ => None,
        }
    }
}

/// A number, a param id, or a table that names a param, a position's amount or a measure.
impl Field for Amount {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        let plain = |source| Self {
            source,
            times: Number::one(),
            is_limit: false,
        };
        match entry.value() {
            DeValue::String(text) if is_id(text) => param(entry).map(|id| plain(AmountSource::Param(id))),
            DeValue::Table(_) => {
                let inner = entry.table()?;
                let source = if inner.has("param") {
                    inner
                        .entry("param")
                        .and_then(|entry| param(&entry))
                        .map(AmountSource::Param)
                } else if inner.has("position") {
                    let (pay, blend) = (inner.need("position"), inner.optional("blend").unwrap_or(false));
                    pay.map(|pay| AmountSource::Position(PositionAmount { pay, blend }))
                } else {
                    if entry.reader.is_across {
                        inner.not_allowed("measure", say!("errors.plan.not_allowed.across_measure"));
                    }
                    Measure::read(&inner, Wanted::Amount).map(AmountSource::Measure)
                };
                let times = inner.optional("times").unwrap_or_else(Number::one);
                inner.finish();
                let source = source?;
                Some(Self {
                    source,
                    times,
                    is_limit: false,
                })
            }
            _ => Number::read(entry).map(|number| plain(AmountSource::Number(number))),
        }
    }
}

/// An amount that limits something: it is not below 0, whatever it is made of.
pub(crate) struct Limit(pub(crate) Amount);

impl Field for Limit {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        let mut amount = Amount::read(entry)?;
        amount.is_limit = true;
        match (&amount.source, amount.plain()) {
            (_, Some(number)) if number.is_negative() => {
                entry.negative(&number);
                return None;
            }
            (AmountSource::Param(id), _) => entry.limited_by(id, &amount.times),
            _ => {}
        }
        Some(Self(amount))
    }
}

fn param(entry: &Entry<'_, '_>) -> Option<String> {
    let known = &entry.reader.ids.params;
    if known.is_empty() {
        let (what, name) = ("param", entry.text()?.to_owned());
        let hint = say!("errors.plan.unknown.no_params");
        entry.fault(Fault::Unknown { what, name }, Some(hint));
        return None;
    }
    entry.one_of("param", known)
}
