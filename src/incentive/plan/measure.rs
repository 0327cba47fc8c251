//! What is read: a part of a metric for a scope, and amounts made of numbers, params and measures.

use toml::de::DeValue;

use super::error::Fault;
use super::fields::{Fields, Item, Reader};
use crate::diagnostic::did_you_mean;
use crate::incentive::number::Number;
use crate::metrics::Direction;

/// Whose value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The person's.
    Specialist,
    /// The person's team's.
    Team,
    /// The person's branch's.
    Branch,
    /// The whole company's.
    Company,
}

impl Scope {
    /// As plans and case files write it.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("specialist", Self::Specialist),
        ("team", Self::Team),
        ("branch", Self::Branch),
        ("company", Self::Company),
    ];

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, s)| *s == self).map_or("", |(w, _)| w)
    }
}

/// Which number of a metric is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Numerator / denominator; of a count the numerator.
    Value,
    /// The numerator.
    Numerator,
    /// The denominator.
    Denominator,
    /// Value over target, or target over value where lower is better.
    Attainment,
}

impl Part {
    /// As plans write it.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("value", Self::Value),
        ("numerator", Self::Numerator),
        ("denominator", Self::Denominator),
        ("attainment", Self::Attainment),
    ];

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, p)| *p == self).map_or("", |(w, _)| w)
    }
}

/// A number to be read over the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Which metric.
    pub metric: String,
    /// Whose.
    pub scope: Scope,
    /// Which part.
    pub part: Part,
    /// True if it may be undefined: a quotient or an attainment.
    pub may_be_undefined: bool,
    /// Which way is better, if that is known of this part.
    pub direction: Option<Direction>,
}

impl std::fmt::Display for Measure {
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

/// What a block wants of the measure it reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Money or a number of things: of a metric with a denominator the part must be said.
    pub(super) amount: bool,
    /// False in a ranking, which is about people.
    pub(super) scoped: bool,
}

impl Wanted {
    pub(super) const VALUE: Self = Self {
        amount: false,
        scoped: true,
    };
    pub(super) const AMOUNT: Self = Self {
        amount: true,
        scoped: true,
    };
    pub(super) const RANKED: Self = Self {
        amount: false,
        scoped: false,
    };
}

/// `measure`, `scope` and `part` of a table.
pub(super) fn measure(fields: &Fields<'_, '_>, wanted: Wanted) -> Option<Measure> {
    let metric = fields.text("measure");
    let scope = if wanted.scoped {
        fields.word("scope", &Scope::WORDS)
    } else {
        Some(Scope::Specialist)
    };
    let part = fields.optional_word("part", &Part::WORDS);
    let metric = metric?;
    let span = fields.span_of("measure");
    let measure = named(fields.reader, &fields.block, &span, (metric, scope?, part?))?;
    let is_open = wanted.amount && !fields.has("part");
    if is_open && fields.reader.known.metrics.get(&measure.metric)?.has_denominator {
        fields.missing("part");
        return None;
    }
    Some(measure)
}

/// The measure of these names, if the metric is known.
pub(super) fn named(
    reader: &Reader<'_>,
    block: &str,
    span: &std::ops::Range<usize>,
    (metric, scope, part): (String, Scope, Option<Part>),
) -> Option<Measure> {
    let Some(info) = reader.known.metrics.get(&metric) else {
        let known: Vec<&str> = reader.known.metrics.keys().map(String::as_str).collect();
        let hint = did_you_mean(&metric, &known);
        let fault = Fault::Unknown {
            what: "measure",
            name: metric,
        };
        reader.fault(block, span, fault, Some(hint));
        return None;
    };
    let part = part.unwrap_or(Part::Value);
    let has_part = match part {
        Part::Denominator => info.has_denominator && !info.is_composite,
        Part::Numerator => !info.is_composite,
        Part::Value | Part::Attainment => true,
    };
    if !has_part {
        let what = format!("part = \"{}\" of `{metric}`, which has none,", part.word());
        reader.fault(block, span, Fault::NotAllowed(what), None);
        return None;
    }
    let direction = match part {
        Part::Value => info.direction,
        Part::Attainment => Some(Direction::Higher),
        Part::Numerator | Part::Denominator => None,
    };
    Some(Measure {
        metric,
        scope,
        part,
        may_be_undefined: part == Part::Attainment || (part == Part::Value && info.has_denominator),
        direction,
    })
}

/// Money or a number of things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// What is named.
    pub source: AmountSource,
    /// What it is multiplied by.
    pub times: Number,
}

/// Where an amount comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AmountSource {
    /// The plan says it.
    Number(Number),
    /// A param of the plan.
    Param(String),
    /// A measure.
    Measure(Measure),
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.source {
            AmountSource::Number(number) => write!(f, "{number}")?,
            AmountSource::Param(id) => f.write_str(id)?,
            AmountSource::Measure(measure) => write!(f, "{measure}")?,
        }
        if self.times == Number::one() {
            Ok(())
        } else {
            write!(f, " x {}", self.times)
        }
    }
}

/// The amount under `key`, which must be there.
pub(super) fn amount(fields: &Fields<'_, '_>, key: &'static str) -> Option<Amount> {
    amount_of(fields, key, fields.need(key)?)
}

/// The amount under `key`; `Some(None)` if it is not written.
pub(super) fn optional_amount(fields: &Fields<'_, '_>, key: &'static str) -> Option<Option<Amount>> {
    match fields.get(key) {
        None => Some(None),
        Some(item) => amount_of(fields, key, item).map(Some),
    }
}

/// A number, a param id or a table of one or the other.
pub(super) fn amount_of<'d>(fields: &Fields<'_, 'd>, key: &str, item: Item<'d>) -> Option<Amount> {
    let reader = fields.reader;
    let plain = |source| Amount {
        source,
        times: Number::one(),
    };
    match item.get_ref() {
        DeValue::String(text) if super::read::is_id(text) => {
            let known = param(reader, &fields.block, item, text)?;
            Some(plain(AmountSource::Param(known)))
        }
        DeValue::Table(_) => {
            let inner = reader.fields(&fields.block, key, item)?;
            let source = if inner.has("param") {
                inner.get("param").and_then(|item| {
                    let id = reader.text(&inner.block, "param", item)?;
                    param(reader, &inner.block, item, id).map(AmountSource::Param)
                })
            } else {
                measure(&inner, Wanted::AMOUNT).map(AmountSource::Measure)
            };
            let times = inner.optional_number("times");
            inner.finish();
            Some(Amount {
                source: source?,
                times: times?.unwrap_or_else(Number::one),
            })
        }
        _ => reader
            .number(&fields.block, key, item)
            .map(|number| plain(AmountSource::Number(number))),
    }
}

fn param(reader: &Reader<'_>, block: &str, item: Item<'_>, id: &str) -> Option<String> {
    let known = &reader.ids.params;
    if known.iter().any(|k| k == id) {
        return Some(id.to_owned());
    }
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    let fault = Fault::Unknown {
        what: "param",
        name: id.to_owned(),
    };
    let hint = if names.is_empty() {
        "the plan has no params; a number is written as \"0.05\"".to_owned()
    } else {
        did_you_mean(id, &names)
    };
    reader.fault(block, &item.span(), fault, Some(hint));
    None
}
