//! What is corrected of earlier periods, and why: the run that counted held against the one that counts now.

use super::rows::{self, Columns, FromRow};
use super::runs::{self, Run};
use super::stored;
use crate::diagnostic::Result;
use crate::incentive::Number;
use crate::incentive::explain::Correction;
use crate::incentive::trace::{ItemTrace, Name, Node, Note, Side, TraceRow};
use crate::incentive::words::{Words, money};
use crate::message::say;
use crate::period::Period;
use crate::store::{Params, Store};

/// An amount of an earlier period that is another by now.
#[derive(Clone, Debug, PartialEq)]
pub struct Corrected {
    /// The period it is about.
    pub origin: String,
    pub node: Node,
    pub was: Number,
    pub becomes: Number,
    pub causes: Vec<Cause>,
}

/// Why an amount is another.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// A number that went in; none where it is undefined or did not go in.
    Value {
        name: Name,
        was: Option<Number>,
        becomes: Option<Number>,
    },
    /// A payment that was not known.
    Came(Box<ItemTrace>),
    /// A payment that is not there any more.
    Gone(Box<ItemTrace>),
    /// What is said of the step now, and was not.
    Said(Note),
    /// The rules are others.
    Plan,
}

/// Payments that are named as causes; of more only the number is said.
const MOST_PAYMENTS: usize = 3;

impl Corrected {
    /// Its causes in words; one that has none follows from others.
    pub fn reasons(&self, words: &Words) -> Vec<String> {
        let is_payment = |cause: &&Cause| matches!(cause, Cause::Came(_) | Cause::Gone(_));
        let payments = self.causes.iter().filter(is_payment).count();
        let mut named = 0;
        let mut said = Vec::new();
        for cause in &self.causes {
            if is_payment(&cause) {
                named += 1;
                if named > MOST_PAYMENTS {
                    continue;
                }
            }
            said.push(cause.said(words));
        }
        if payments > MOST_PAYMENTS {
            let count = payments - MOST_PAYMENTS;
            said.push(words.say(&say!("pay.because.more", count)));
        }
        if said.is_empty() {
            said.push(words.say(&say!("pay.because.follows")));
        }
        said
    }
}

impl Cause {
    fn said(&self, words: &Words) -> String {
        let paid = |item: &ItemTrace| {
            let payment = words.payment(&item.payment_id);
            (payment, item.paid_on, money(&item.amount))
        };
        words.say(&match self {
            Self::Value { name, was, becomes } => {
                let shown = |value: &Option<Number>| match value {
                    Some(value) => words.value(name, value),
                    None => words.say(&say!("pay.because.none")),
                };
                let (name, was, becomes) = (words.name(name), shown(was), shown(becomes));
                say!("pay.because.value", name, was, becomes)
            }
            Self::Came(item) => {
                let (payment, day, amount) = paid(item);
                if item.amount.is_negative() {
                    say!("pay.because.reversed", payment, day, amount)
                } else {
                    say!("pay.because.came", payment, day, amount)
                }
            }
            Self::Gone(item) => {
                let (payment, day, amount) = paid(item);
                say!("pay.because.gone", payment, day, amount)
            }
            Self::Said(note) => return words.note(note),
            Self::Plan => say!("pay.because.plan"),
        })
    }
}

/// The runs between which corrections of a period lie.
struct Between {
    origin: Period,
    before: i64,
    after: i64,
}

/// A posting of a plan.
struct Posting {
    period: Period,
    run_no: i64,
    posted_in: String,
}

impl FromRow for Posting {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            period: row.get("period")?,
            run_no: row.get("run_no")?,
            posted_in: row.get("posted_in")?,
        })
    }
}

/// The corrections that the period of `run` pays somebody, each with its causes.
pub(super) fn corrected(
    store: &Store,
    run: &Run,
    specialist: &str,
    corrections: &[Correction],
) -> Result<(Vec<Corrected>, Vec<i64>)> {
    let mut found = sums(corrections);
    if found.is_empty() {
        return Ok((found, Vec::new()));
    }
    let mut run_nos = Vec::new();
    for between in betweens(store, run)? {
        let origin = between.origin.to_string();
        let mut own = found.iter_mut().filter(|one| one.origin == origin).peekable();
        if own.peek().is_none() {
            continue;
        }
        let before = stored::outcome(store, between.before, specialist)?.trace;
        let after = stored::outcome(store, between.after, specialist)?.trace;
        for one in own {
            let step = |trace: &[TraceRow]| trace.iter().find(|step| step.node == one.node).cloned();
            one.causes = causes(step(&before).as_ref(), step(&after).as_ref());
            if one.causes.is_empty()
                && runs::run(store, between.before)?.plan_hash != runs::run(store, between.after)?.plan_hash
            {
                one.causes.push(Cause::Plan);
            }
        }
        run_nos.extend([between.before, between.after]);
    }
    Ok((found, run_nos))
}

/// Reversals and new amounts of one row as one.
fn sums(corrections: &[Correction]) -> Vec<Corrected> {
    let mut found: Vec<Corrected> = Vec::new();
    for correction in corrections {
        let node = &correction.entry.node;
        let at = found
            .iter()
            .position(|one| one.origin == correction.origin && one.node == *node);
        let at = at.unwrap_or_else(|| {
            found.push(Corrected {
                origin: correction.origin.clone(),
                node: node.clone(),
                was: Number::zero(),
                becomes: Number::zero(),
                causes: Vec::new(),
            });
            found.len() - 1
        });
        match correction.entry.side {
            Side::Reversal => found[at].was -= &correction.amount,
            Side::Own | Side::Rebook => found[at].becomes += &correction.amount,
        }
    }
    found.retain(|one| one.was != one.becomes);
    found
}

/// Of each period that is corrected in the period of `run`: the run that counted before, and the last one posted here.
fn betweens(store: &Store, run: &Run) -> Result<Vec<Between>> {
    let params = Params::none().with("plan_id", &run.plan_id);
    let postings: Vec<Posting> = rows::all(store, "ledger/postings", &params)?;
    let here = run.period.to_string();
    let mut found: Vec<Between> = Vec::new();
    for (index, posting) in postings.iter().enumerate() {
        if posting.posted_in != here || posting.period == run.period {
            continue;
        }
        if let Some(own) = found.iter_mut().find(|own| own.origin == posting.period) {
            own.after = posting.run_no;
            continue;
        }
        let counted = postings[..index].iter().rfind(|other| other.period == posting.period);
        found.extend(counted.map(|counted| Between {
            origin: posting.period,
            before: counted.run_no,
            after: posting.run_no,
        }));
    }
    Ok(found)
}

/// What a step read, the payments it is of, and what it notes.
type Parts = (Vec<(Name, Option<Number>)>, Vec<ItemTrace>, Vec<Note>);

/// What a step has differently; of a step that is new, what it says.
fn causes(before: Option<&TraceRow>, after: Option<&TraceRow>) -> Vec<Cause> {
    let parts = |step: Option<&TraceRow>| -> Parts {
        let step = step.map(|step| {
            let reads = step.inputs.iter().map(|read| (read.name.clone(), read.value.clone()));
            (reads.collect(), step.items.clone(), step.notes.clone())
        });
        step.unwrap_or_default()
    };
    let (old, new) = (parts(before), parts(after));
    let value = |reads: &[(Name, Option<Number>)], name: &Name| {
        reads
            .iter()
            .find(|(own, _)| own == name)
            .and_then(|(_, value)| value.clone())
    };
    let mut names: Vec<&Name> = Vec::new();
    for (name, _) in old.0.iter().chain(&new.0) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut causes = Vec::new();
    for name in names {
        let (was, becomes) = (value(&old.0, name), value(&new.0, name));
        if was != becomes && before.is_some() {
            let name = name.clone();
            causes.push(Cause::Value { name, was, becomes });
        }
    }
    let lacks = |items: &[ItemTrace], item: &ItemTrace| items.iter().all(|own| own.payment_id != item.payment_id);
    let counts = |item: &&ItemTrace| item.result.is_some();
    let came = new.1.iter().filter(counts).filter(|item| lacks(&old.1, item));
    let gone = old.1.iter().filter(counts).filter(|item| lacks(&new.1, item));
    causes.extend(came.map(|item| Cause::Came(Box::new(item.clone()))));
    causes.extend(gone.map(|item| Cause::Gone(Box::new(item.clone()))));
    let said = new
        .2
        .iter()
        .filter(|note| **note != Note::NothingToDo && !old.2.contains(note));
    causes.extend(said.cloned().map(Cause::Said));
    causes
}
