//! What is read: a part of a metric for a scope, and amounts made of numbers, params and measures.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize, Serializer};
use toml::de::DeValue;

use super::error::Fault;
use super::known::SCORED;
use super::toml::{Entry, Field, Fields, is_id, shown};
use crate::diagnostic::did_you_mean;
use crate::incentive::number::Number;
use crate::incentive::positions::PositionPay;
use crate::message::{Message, say};
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

/// Which part of what a metric counts: columns with the values that are kept; everything if it is empty. As it is written
/// in names: `[channel=agency|bancassurance,product_line=annuity]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Selection(pub BTreeMap<String, BTreeSet<String>>);

impl Selection {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values that are kept of a column; none if all are.
    pub fn of(&self, column: &str) -> Option<&BTreeSet<String>> {
        self.0.get(column)
    }

    /// What stands between the brackets; none if it is no selection.
    fn parse(text: &str) -> Option<Self> {
        let column = |part: &str| {
            let (column, values) = part.split_once('=')?;
            let values: BTreeSet<String> = values.split('|').map(str::to_owned).collect();
            let is_whole = !column.is_empty() && values.iter().all(|value| is_value(value));
            is_whole.then(|| (column.to_owned(), values))
        };
        text.split(',').map(column).collect::<Option<_>>().map(Self)
    }
}

impl std::fmt::Display for Selection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, (column, values)) in self.0.iter().enumerate() {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            write!(f, "{}{column}={}", if index == 0 { '[' } else { ',' }, values.join("|"))?;
        }
        f.write_str(if self.is_empty() { "" } else { "]" })
    }
}

/// True for what can be written as a value of a selection.
fn is_value(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains(['[', ']', '|', ',', '=', '"'])
}

/// `where = { channel = ["bancassurance"] }`: the columns are those the metric has.
fn selection(entry: &Entry<'_, '_>, columns: &[String]) -> Option<Selection> {
    let inner = entry.table()?;
    let mut selection = BTreeMap::new();
    let mut is_whole = true;
    for (span, own) in inner.names() {
        if !columns.iter().any(|column| column == own.key) {
            let known: Vec<&str> = columns.iter().map(String::as_str).collect();
            let (what, name) = ("column", shown(own.key));
            let hint = did_you_mean(&name, &known);
            inner.fault_at(&span, Fault::Unknown { what, name }, Some(hint));
            is_whole = false;
            continue;
        }
        let values: Option<Vec<String>> = Field::read(&own);
        let values: BTreeSet<String> = values?.into_iter().collect();
        if values.is_empty() || !values.iter().all(|value| is_value(value)) {
            own.not_allowed(say!("errors.plan.not_allowed.selection", key = own.key.to_owned()));
            is_whole = false;
        }
        selection.insert(own.key.to_owned(), values);
    }
    if selection.is_empty() && is_whole {
        entry.not_allowed(say!("errors.plan.not_allowed.empty", key = entry.key.to_owned()));
        return None;
    }
    is_whole.then_some(Selection(selection))
}

/// A measure as plans and traces write it: `[scope.]metric[SELECTION][.part]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct MeasureName {
    pub scope: Scope,
    pub metric: String,
    pub selection: Selection,
    pub part: Part,
}

impl MeasureName {
    /// What its sums are called, whoever they are of: the metric with its selection.
    pub fn sums(&self) -> Cow<'_, str> {
        self.sums_of(&self.metric)
    }

    /// The same of another metric, that it is made of.
    pub fn sums_of<'m>(&self, metric: &'m str) -> Cow<'m, str> {
        if self.selection.is_empty() {
            Cow::Borrowed(metric)
        } else {
            Cow::Owned(format!("{metric}{}", self.selection))
        }
    }

    /// The value of the same sums of somebody else.
    pub(crate) fn value_of(&self, scope: Scope) -> Self {
        let part = Part::Value;
        Self {
            scope,
            part,
            ..self.clone()
        }
    }
}

impl std::fmt::Display for MeasureName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.scope != Scope::Specialist {
            write!(f, "{}.", self.scope.word())?;
        }
        f.write_str(&self.sums())?;
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

/// The person's and the value, if nothing else is written. What is no selection stays in the metric's name, which nobody knows.
impl From<String> for MeasureName {
    fn from(text: String) -> Self {
        let selected = text.split_once('[').and_then(|(before, rest)| {
            let (inner, after) = rest.split_once(']')?;
            Some((before, Selection::parse(inner)?, after))
        });
        let (before, selection, after) = match selected {
            Some((before, selection, after)) => (before.to_owned(), selection, after.to_owned()),
            None => (text, Selection::default(), String::new()),
        };
        let (scope, rest) = match before
            .split_once('.')
            .map(|(first, rest)| (Scope::of_word(first), rest))
        {
            Some((Some(scope), rest)) => (scope, rest),
            _ => (Scope::Specialist, before.as_str()),
        };
        let named = format!("{rest}{after}");
        let (metric, part) = match named
            .rsplit_once('.')
            .map(|(metric, last)| (metric, Part::of_word(last)))
        {
            Some((metric, Some(part))) => (metric, part),
            _ => (named.as_str(), Part::Value),
        };
        Self {
            scope,
            metric: metric.to_owned(),
            selection,
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
    /// `measure`, `scope`, `part` and `where` of a table.
    pub(crate) fn read(fields: &Fields<'_, '_>, wanted: Wanted) -> Option<Self> {
        let metric: Option<String> = fields.need("measure");
        let scope = match wanted {
            Wanted::OfPeople => Some(Scope::Specialist),
            Wanted::Value | Wanted::Amount => fields.need("scope"),
        };
        let part: Option<Part> = fields.optional("part");
        let selected = fields.entry("where");
        if fields.has("part") && part.is_none() {
            return None;
        }
        let metric = metric?;
        let selection = match (selected, fields.reader.known.metrics.get(&metric)) {
            (Some(entry), Some(info)) => selection(&entry, &info.columns)?,
            _ => Selection::default(),
        };
        let name = MeasureName {
            metric,
            scope: scope?,
            selection,
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
        if let Some(column) = name.selection.0.keys().find(|column| !info.columns.contains(column)) {
            let columns: Vec<&str> = info.columns.iter().map(String::as_str).collect();
            entry.known("column", column, &columns)?;
        }
        // A target is of all that a metric counts.
        if name.part == Part::Attainment && !name.selection.is_empty() {
            entry.not_allowed(say!("errors.plan.not_allowed.selected_attainment"));
            return None;
        }
        if name.metric == SCORED && (name.scope != Scope::Specialist || name.part != Part::Value) {
            entry.not_allowed(say!("errors.plan.not_allowed.scored", metric = SCORED.to_owned()));
            return None;
        }
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
                    refuse_across(&inner, "position", say!("errors.plan.not_allowed.across_position"));
                    let (pay, blend) = (inner.need("position"), inner.optional("blend").unwrap_or(false));
                    pay.map(|pay| AmountSource::Position(PositionAmount { pay, blend }))
                } else {
                    refuse_across(&inner, "measure", say!("errors.plan.not_allowed.across_measure"));
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

/// Rules across plans act on sums of pay: they know no measures and no positions.
fn refuse_across(fields: &Fields<'_, '_>, key: &str, what: Message) {
    if fields.reader.is_across {
        let hint = say!("errors.plan.not_allowed.across_amount");
        fields.fault(key, Fault::NotAllowed(what), Some(hint));
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
