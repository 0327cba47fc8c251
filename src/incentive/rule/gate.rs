//! `[[gate]]`: a condition on components; one on all of them is one on shares of pools too, once these are split. What a failed
//! one withholds is paid by the first later period in which it passes.

use std::collections::BTreeMap;

use serde::Serialize;

use super::in_force::{InForce, each};
use super::kept_back;
use super::rules::{Act, Rule, Rules};
use crate::incentive::engine::Engine;
use crate::incentive::engine::error::RunError;
use crate::incentive::engine::judge::Judged;
use crate::incentive::engine::numbers::Who;
use crate::incentive::engine::slip::Slip;
use crate::incentive::number::Number;
use crate::incentive::plan::block::Components;
use crate::incentive::plan::condition::Condition;
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::{Entry, Field, Fields};
use crate::incentive::trace::{Formula, Node, Note, RowWord, Shows, Step, Told, TraceRow};
use crate::message::say;

/// A condition on components.
#[derive(Clone, Debug, Serialize)]
pub struct Gate {
    when: Condition,
    components: Components,
    /// What happens if it is false.
    otherwise: Otherwise,
}

/// What a failed gate does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Otherwise {
    Zero,
    /// It is held back until the gate passes.
    Withhold,
    /// Only this share is paid.
    Multiply(Number),
}

/// Its rows and step.
pub(crate) const WORD: &str = "gate";
/// Rows of what is held back.
pub(super) const WITHHOLD: &str = "withhold";

impl Act for Gate {
    const STEP: Step = Step::new(WORD, Told::InForce, Shows::AmountOrPassed);
    const ROWS: &'static [RowWord] = &[RowWord::new(WORD), RowWord::balance(WITHHOLD)];

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        each(engine, rules.of::<Gate>(), slips, |rule, slip| {
            judge(engine, rule, slip)
        });
    }
}

impl Rule for Gate {
    const KEEPS_BALANCE: bool = true;

    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let when = Condition::need(fields);
        let (components, otherwise) = (fields.need("components"), fields.need("otherwise"));
        Some(Self {
            when: when?,
            components: components?,
            otherwise: otherwise?,
        })
    }

    fn reads(&self, reads: &mut Reads) {
        reads.condition(&self.when);
    }
}

/// The gates on all components at work on shares of pools. What they cut goes to nobody.
pub struct OnShares;

impl Act for OnShares {
    const STEP: Step = Gate::STEP;
    const ROWS: &'static [RowWord] = Gate::ROWS;

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        // Those not yet in force have said so before the pools.
        let gates = InForce::all(engine, rules.of::<Gate>());
        for slip in slips {
            for gate in gates.iter().filter(|gate| gate.body().components == Components::All) {
                engine.take(judge_shares(engine, gate, slip));
            }
        }
    }
}

/// `"zero"`, `"withhold"` or `{ multiply = "0.5" }`.
impl Field for Otherwise {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        if !entry.value().is_table() {
            let is_withheld = entry.word(&[("zero", false), ("withhold", true)])?;
            return Some(if is_withheld { Self::Withhold } else { Self::Zero });
        }
        let inner = entry.table()?;
        let factor: Option<Number> = inner.need("multiply");
        inner.finish();
        let factor = factor?;
        if factor.is_negative() {
            inner.not_allowed(
                "multiply",
                say!("errors.plan.not_allowed.negative", factor = factor.to_string()),
            );
            return None;
        }
        Some(Self::Multiply(factor))
    }
}

impl Otherwise {
    /// What rows of it begin with, and what is left.
    fn effect(&self) -> (&'static str, Number) {
        match self {
            Self::Zero => (WORD, Number::zero()),
            Self::Withhold => (WITHHOLD, Number::zero()),
            Self::Multiply(factor) => (WORD, factor.clone()),
        }
    }
}

fn judge(engine: &Engine<'_>, rule: &InForce<'_, Gate>, slip: &mut Slip<'_>) -> Result<(), RunError> {
    let judged = engine.judge(rule.at(), Who::person(slip.person), &rule.body().when)?;
    let (word, factor) = rule.body().otherwise.effect();
    for index in slip.in_force(&rule.body().components) {
        let mut row = row(rule, word, &slip.components[index], &judged);
        if !judged.holds {
            multiply(engine, slip, index, &factor, &mut row);
        }
        slip.post(row);
    }
    Ok(())
}

fn judge_shares(engine: &Engine<'_>, rule: &InForce<'_, Gate>, slip: &mut Slip<'_>) -> Result<(), RunError> {
    if slip.shares.is_empty() {
        return Ok(());
    }
    let judged = engine.judge(rule.at(), Who::person(slip.person), &rule.body().when)?;
    let (word, factor) = rule.body().otherwise.effect();
    for index in 0..slip.shares.len() {
        let (pool, old) = slip.shares[index].clone();
        let mut row = row(rule, word, &pool, &judged);
        if !judged.holds && old.is_positive() {
            slip.shares[index].1 = multiplied(engine, &old, &factor, &mut row);
        }
        slip.post(row);
    }
    Ok(())
}

/// A row about a component or pool, with what the condition came to.
fn row(rule: &InForce<'_, Gate>, word: &'static str, part: &str, judged: &Judged) -> TraceRow {
    let mut row = rule.row_of(Gate::STEP, Node::part(word, &rule.block.id, part));
    row.inputs.clone_from(&judged.inputs);
    row.notes.push(judged.note.clone());
    row
}

/// The new running amount of a component, rounded; the row takes the difference.
pub(super) fn multiply(engine: &Engine<'_>, slip: &mut Slip<'_>, index: usize, factor: &Number, row: &mut TraceRow) {
    let Some(old) = slip.amounts[index].clone().filter(Number::is_positive) else {
        return;
    };
    slip.amounts[index] = Some(multiplied(engine, &old, factor, row));
}

fn multiplied(engine: &Engine<'_>, old: &Number, factor: &Number, row: &mut TraceRow) -> Number {
    let new = engine.round(&(old * factor)).max(Number::zero());
    row.formula = Some(Formula::product(&[old, factor]).equals(&new));
    row.amount = &new - old;
    new
}

/// Pays what the gate held back, if it passes now.
pub(super) fn pay_withheld(engine: &Engine<'_>, rule: &InForce<'_, Gate>, slip: &mut Slip<'_>) -> Result<(), RunError> {
    let id = rule.block.id.as_str();
    let mut held: BTreeMap<&str, Number> = BTreeMap::new();
    for row in engine.earlier(&slip.person.id) {
        let is_own = row.node.is(WITHHOLD, id) || row.node.is(kept_back::WORD, id);
        if let Some(component) = row.node.part.as_deref().filter(|_| is_own) {
            *held.entry(component).or_default() -= &row.amount;
        }
    }
    held.retain(|_, amount| amount.is_positive());
    if held.is_empty() {
        return Ok(());
    }
    let judged = engine.judge(rule.at(), Who::person(slip.person), &rule.body().when)?;
    for (component, amount) in held {
        let mut row = rule.row_of(kept_back::STEP, Node::part(kept_back::WORD, id, component));
        row.notes.push(judged.note.clone());
        row.inputs.clone_from(&judged.inputs);
        if judged.holds {
            row.amount = amount;
        } else {
            row.notes.push(Note::Balance(amount));
        }
        slip.post(row);
    }
    Ok(())
}
