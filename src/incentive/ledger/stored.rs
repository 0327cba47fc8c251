//! A person's rows and steps as they were calculated: the one reader of what [`super::save`] keeps, of whatever version.

use super::error::LedgerError;
use super::rows::{self, Columns, FromRow};
use crate::diagnostic::Result;
use crate::incentive::engine::outcome::{PersonOutcome, Row as LedgerRow};
use crate::incentive::number::Number;
use crate::incentive::rule::{component, list};
use crate::incentive::trace::{Formula, ItemTrace, ItemWhy, Node, RuleRef, TraceRow};
use crate::message::{Message, Say, say};
use crate::store::{Params, Store};

/// What a run paid a person, and why.
pub fn outcome(store: &Store, run_no: i64, specialist: &str) -> Result<PersonOutcome> {
    let params = Params::none().with("run_no", run_no).with("specialist_id", specialist);
    let unreadable = |what, reason: Message| LedgerError::Unreadable { what, run_no, reason };
    let lines: Vec<LedgerRow> = rows::all(store, "runs/lines", &params)?;
    let mut trace: Vec<TraceRow> = Vec::new();
    for kept in rows::all::<KeptStep>(store, "runs/trace", &params)? {
        trace.push(kept.read().map_err(|reason| unreadable("the trace", reason))?);
    }
    for kept in rows::all::<KeptItem>(store, "runs/person_items", &params)? {
        let node = Node::of(component::WORD, &kept.component);
        if let Some(step) = trace.iter_mut().find(|step| step.node == node) {
            let item = kept.read().map_err(|reason| unreadable("a payment", reason))?;
            step.items.push(item);
        }
    }
    Ok(PersonOutcome {
        barred: None,
        specialist: specialist.to_owned(),
        pay: lines.iter().map(|row| &row.amount).sum(),
        rows: lines,
        trace,
    })
}

impl FromRow for LedgerRow {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            node: row.get("node")?,
            amount: row.get("amount")?,
        })
    }
}

/// A step as it is kept.
struct KeptStep {
    step: String,
    node: Node,
    amount: Number,
    rule: RuleRef,
    inputs: String,
    formula: String,
    notes: String,
}

impl FromRow for KeptStep {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        let others: String = row.get("others")?;
        let others = others.split_whitespace().filter_map(|day| day.parse().ok());
        Ok(Self {
            step: row.get("step")?,
            node: row.get("node")?,
            amount: row.get("amount")?,
            rule: RuleRef {
                title: row.get("title")?,
                place: row.get("place")?,
                from: row.get("from_on")?,
                authority: row.get("authority")?,
                others: others.collect(),
            },
            inputs: row.get("inputs")?,
            formula: row.get("formula")?,
            notes: row.get("notes")?,
        })
    }
}

impl KeptStep {
    fn read(self) -> std::result::Result<TraceRow, Message> {
        let json = |error: serde_json::Error| error.message();
        let formula = Some(self.formula).filter(|text| !text.is_empty());
        Ok(TraceRow {
            step: list::step(&self.step).ok_or_else(|| say!("errors.ledger.unreadable.step", step = self.step))?,
            node: self.node,
            amount: self.amount,
            rule: self.rule,
            inputs: serde_json::from_str(&self.inputs).map_err(json)?,
            formula: formula.map(Formula::try_from).transpose()?,
            notes: serde_json::from_str(&self.notes).map_err(json)?,
            items: Vec::new(),
        })
    }
}

/// A payment as it is kept: what need not end is text.
struct KeptItem {
    component: String,
    item: ItemTrace,
    rate: String,
    coefficient: String,
    result: Option<String>,
    why: String,
}

impl FromRow for KeptItem {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            component: row.get("component")?,
            item: ItemTrace {
                payment_id: row.get("payment_id")?,
                due_id: row.get("due_id")?,
                paid_on: row.get("paid_on")?,
                amount: row.get("amount")?,
                rate: Number::zero(),
                coefficient: Number::one(),
                result: None,
                why: ItemWhy::NoRate,
            },
            rate: row.get("rate")?,
            coefficient: row.get("coefficient")?,
            result: row.get("result")?,
            why: row.get("why")?,
        })
    }
}

impl KeptItem {
    fn read(self) -> std::result::Result<ItemTrace, Message> {
        let no_number = |text: &str| say!("errors.ledger.unreadable.number", text = text.to_owned());
        let number = |text: &str| Number::parse_exact(text).ok_or_else(|| no_number(text));
        Ok(ItemTrace {
            rate: number(&self.rate)?,
            coefficient: number(&self.coefficient)?,
            result: self.result.as_deref().map(number).transpose()?,
            why: serde_json::from_str(&self.why).map_err(|error: serde_json::Error| error.message())?,
            ..self.item
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every kind of row that version 0.1.0 kept, as it kept them when a formula was still a text.
    const KEPT: &str = include_str!("../../../tests/incentive/kept_trace.csv");

    fn kept_steps() -> Vec<KeptStep> {
        let mut reader = csv::Reader::from_reader(KEPT.as_bytes());
        let steps = reader.records().map(|record| {
            let record = record.unwrap();
            let [step, node, amount, inputs, formula, notes] = [0, 1, 2, 3, 4, 5].map(|i| record[i].to_owned());
            KeptStep {
                step,
                node: Node::parse(&node),
                amount: Number::parse(&amount).unwrap(),
                rule: RuleRef::default(),
                inputs,
                formula,
                notes,
            }
        });
        steps.collect()
    }

    #[test]
    fn what_an_earlier_version_kept_is_read_and_kept_the_same_again() {
        let steps = kept_steps();
        assert_eq!(steps.len(), 30);
        for kept in steps {
            let [step, inputs, formula, notes] =
                [&kept.step, &kept.inputs, &kept.formula, &kept.notes].map(Clone::clone);
            let read = kept
                .read()
                .unwrap_or_else(|reason| panic!("{step} {formula}: {reason}"));
            assert_eq!(read.step.key, step);
            assert_eq!(serde_json::to_string(&read.inputs).unwrap(), inputs);
            assert_eq!(
                read.formula.map_or_else(String::new, |formula| formula.to_string()),
                formula
            );
            assert_eq!(serde_json::to_string(&read.notes).unwrap(), notes);
        }
        for why in [
            r#"{"RateRow":"plans/service-fee/rates/service_fee.csv:3:1 (年金, 2)"}"#,
            r#"{"Table":"fee(1200 -> 1000) = 33.33333333…"}"#,
            r#"{"Filtered":["due_no","3"]}"#,
            r#""NoRate""#,
            r#""OtherDay""#,
            r#""ClawedBack""#,
        ] {
            let read: ItemWhy = serde_json::from_str(why).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), why);
        }
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let spoiled = |change: fn(&mut KeptStep)| {
            let mut kept = kept_steps().remove(0);
            change(&mut kept);
            kept.read().map(|_| ()).unwrap_err().to_string()
        };
        assert_eq!(spoiled(|kept| kept.step = "later".to_owned()), "unknown step `later`");
        assert_eq!(
            spoiled(|kept| kept.formula = "1 ? 2".to_owned()),
            "`1 ? 2` is no formula"
        );
        assert!(spoiled(|kept| kept.notes = "[".to_owned()).contains("EOF"));
    }
}
