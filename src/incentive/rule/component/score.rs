//! `score`: base x T(S), with S the weighted sum of the scores of indicators.

use std::sync::Arc;

use serde::Serialize;

use super::{Earning, Earns, Worth};
use crate::incentive::engine::error::RunError;
use crate::incentive::engine::numbers::Who;
use crate::incentive::input::{Person, Window};
use crate::incentive::number::Number;
use crate::incentive::plan::error::{Fault, not_above_zero};
use crate::incentive::plan::measure::{Amount, Measure, Scope, Wanted, refuse_direction};
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::{Fields, TableId};
use crate::incentive::trace::{Formula, Note, Read, Source};
use crate::message::say;
use crate::metrics::Direction;
use crate::word::words;

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename = "score")]
struct Score {
    base: Amount,
    /// T
    table: String,
    /// True if only whole steps count.
    whole_steps: bool,
    /// What S is made of.
    indicators: Vec<Indicator>,
    /// The sum of the weights, where they are written.
    #[serde(skip)]
    weights: Option<Number>,
}

/// One line of a score.
#[derive(Debug, Serialize)]
struct Indicator {
    /// x
    measure: Measure,
    /// The x that scores `base_score`.
    base_value: Number,
    base_score: Number,
    /// How much of x is one step.
    step: Number,
    /// Points for a step better.
    up: Number,
    /// Points for a step worse.
    down: Number,
    min: Number,
    max: Number,
    better: Direction,
    weight: Number,
    missing: Missing,
}

words! {
    /// What an undefined x makes of a score.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Missing {
        Error = "error",
        Zero = "zero",
        /// The value of the other people of the branch counts.
        PeerGroup = "peer_group",
    }
}

pub(super) fn read(fields: &Fields<'_, '_>) -> Option<Arc<dyn Earns>> {
    let (base, table) = (fields.need("base"), fields.need::<TableId>("table"));
    let whole_steps = fields.word("steps", &[("whole", true), ("linear", false)]);
    let tables = fields.tables("indicators");
    let indicators: Vec<Option<Indicator>> = tables.iter().map(indicator).collect();
    let weights = refuse_weights(fields, &tables);
    Some(Arc::new(Score {
        weights,
        base: base?,
        table: table?.0,
        whole_steps: whole_steps?,
        indicators: indicators.into_iter().collect::<Option<_>>()?,
    }))
}

fn indicator(fields: &Fields<'_, '_>) -> Option<Indicator> {
    let measure = Measure::read(fields, Wanted::Value);
    let [base_value, base_score, step, up, down, min, max] =
        ["base_value", "base_score", "step", "up", "down", "min", "max"].map(|key| fields.need::<Number>(key));
    let (better, missing) = (fields.need("better"), fields.need("missing"));
    let weight = fields.optional("weight").unwrap_or_else(Number::one);
    fields.finish();
    let (measure, better, step, min, max) = (measure?, better?, step?, min?, max?);
    refuse_direction(fields, &measure, better);
    if !step.is_positive() {
        fields.not_allowed("step", not_above_zero("step", &step));
    }
    if min > max {
        let (min, max) = (min.to_string(), max.to_string());
        fields.not_allowed("min", say!("errors.plan.not_allowed.min", min, max));
    }
    Some(Indicator {
        measure,
        base_value: base_value?,
        base_score: base_score?,
        step,
        up: up?,
        down: down?,
        min,
        max,
        better,
        weight,
        missing: missing?,
    })
}

/// Weights are written in all indicators or in none, each in 0 to 1, and are not more than 1 in all: what comes out is their
/// sum.
fn refuse_weights(fields: &Fields<'_, '_>, indicators: &[Fields<'_, '_>]) -> Option<Number> {
    let written: Vec<&Fields<'_, '_>> = indicators.iter().filter(|fields| fields.has("weight")).collect();
    let tell = |what| fields.fault("indicators", Fault::IndicatorWeights(what), None);
    if !written.is_empty() && written.len() < indicators.len() {
        tell(say!("errors.plan.indicator_weights.some"));
        return None;
    }
    // What is no number is told by itself.
    let number = |fields: &&Fields<'_, '_>| fields.entry("weight").and_then(|e| Number::parse(e.value().as_str()?));
    let weights: Vec<Number> = written.iter().filter_map(number).collect();
    let is_outside = |weight: &&Number| weight.is_negative() || **weight > Number::one();
    if let Some(weight) = weights.iter().find(is_outside) {
        tell(say!("errors.plan.indicator_weights.one", weight = weight.to_string()));
        return None;
    }
    let sum: Number = weights.iter().sum();
    if sum > Number::one() {
        tell(say!("errors.plan.indicator_weights.sum", sum = sum.to_string()));
    }
    (!written.is_empty()).then_some(sum)
}

impl Earns for Score {
    fn indicator_weights(&self) -> Option<Number> {
        self.weights.clone()
    }

    fn reads(&self, reads: &mut Reads, window: Window) {
        reads.amount(&self.base, window);
        for indicator in &self.indicators {
            reads.measure(&indicator.measure, window);
            if indicator.missing == Missing::PeerGroup {
                reads.measure(&of_a_person(&indicator.measure), window);
            }
        }
    }

    fn worth(&self, of: &Earning<'_>, person: &Person) -> Result<Worth, RunError> {
        let (base, mut inputs) = of.base(person, &self.base)?;
        let (mut total, mut parts, mut notes) = (Number::zero(), Vec::new(), Vec::new());
        for indicator in &self.indicators {
            let mut read = of.engine.read(Who::person(person), &indicator.measure, of.window);
            if read.value.is_none() {
                fill(of, person, indicator, &mut read, &mut notes)?;
            }
            let x = read.value.as_ref();
            let score = x.map_or_else(Number::zero, |x| points(indicator, self.whole_steps, x));
            total += &(&indicator.weight * &score);
            parts.push(Formula::product(&[&indicator.weight, &score]));
            inputs.push(read);
        }
        let (t, looked) = of.look_up(person, &self.table, &total)?;
        let value = &base * &t;
        let score = Formula::Sum(parts).equals(&total);
        let paid = Formula::product(&[&base, &t]).equals(&value);
        Ok(Worth {
            notes,
            ..Worth::of(value, inputs, Formula::Steps(vec![score, looked, paid]))
        })
    }
}

/// The value of a person, whatever the indicator reads.
fn of_a_person(measure: &Measure) -> Measure {
    Measure {
        name: measure.name.value_of(Scope::Specialist),
        ..measure.clone()
    }
}

/// An indicator without a value: refused, scored 0, or judged by the other people of the branch.
fn fill(
    of: &Earning<'_>,
    person: &Person,
    indicator: &Indicator,
    read: &mut Read,
    notes: &mut Vec<Note>,
) -> Result<(), RunError> {
    let undefined = || of.rule.at().undefined(&person.id, &indicator.measure);
    match indicator.missing {
        Missing::Error => Err(undefined()),
        Missing::Zero => {
            notes.push(Note::UndefinedPaysNothing(indicator.measure.name.clone()));
            Ok(())
        }
        Missing::PeerGroup => {
            let value = of_a_person(&indicator.measure);
            let metric = &value.name.metric;
            let of_peers = |metric: &str| pooled(of, person, &value, metric);
            let parts = of.engine.input.composites.get(metric);
            // A case may give a composite without its parts.
            let parts = parts.filter(|parts| parts.iter().any(|(_, part)| !of_peers(part).1.is_zero()));
            let (numerator, denominator) = match parts {
                None => of_peers(metric),
                Some(parts) => {
                    let term = |(weight, part): &(Number, String)| {
                        let (numerator, denominator) = of_peers(part);
                        Some(&numerator.divided_by(&denominator)? * weight)
                    };
                    let value: Option<Number> = parts.iter().map(term).sum();
                    (value.ok_or_else(undefined)?, Number::one())
                }
            };
            let quotient = numerator.divided_by(&denominator).ok_or_else(undefined)?;
            read.value = Some(&quotient * &of.engine.factor_of(metric));
            read.source = Source::Peers(numerator.into(), denominator.into());
            Ok(())
        }
    }
}

/// The sums of a metric over the other people of the branch who may earn in the component.
fn pooled(of: &Earning<'_>, person: &Person, value: &Measure, metric: &str) -> (Number, Number) {
    let (mut numerator, mut denominator) = (Number::zero(), Number::zero());
    let people = of.engine.input.people.iter().zip(&of.barred);
    let peers = people.filter(|(p, barred)| !**barred && p.id != person.id && p.branch == person.branch);
    for (other, _) in peers {
        let measures = &of.engine.input.measures;
        if let Some(sum) = measures.get(&value.name.sums_of(metric), value.name.scope, of.window, &other.id) {
            numerator += sum.numerator.as_ref().unwrap_or(&Number::zero());
            denominator += sum.denominator.as_ref().unwrap_or(&Number::zero());
        }
    }
    (numerator, denominator)
}

/// The score of x: steps from the base value, up or down, held between the ends.
fn points(indicator: &Indicator, whole_steps: bool, x: &Number) -> Number {
    let difference = match indicator.better {
        Direction::Higher => x - &indicator.base_value,
        Direction::Lower => &indicator.base_value - x,
    };
    let steps = difference.abs().divided_by(&indicator.step).unwrap_or_default();
    let steps = if whole_steps { steps.floor() } else { steps };
    let score = if difference.is_negative() {
        &indicator.base_score - &(&indicator.down * &steps)
    } else {
        &indicator.base_score + &(&indicator.up * &steps)
    };
    score.max(indicator.min.clone()).min(indicator.max.clone())
}
