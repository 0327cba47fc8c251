//! A person's pay of a run, with what stands around it, ready to be explained.

use chrono::NaiveDate;

use super::rows::{self, Columns, FromRow};
use super::runs::{self, PersonRow, Run, State};
use super::stored;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::Number;
use crate::incentive::engine::outcome::PersonOutcome;
use crate::incentive::explain::{Correction, Detail, Explanation, Heading};
use crate::incentive::words::Words;
use crate::message::say;
use crate::period::Period;
use crate::store::{Params, Store};

/// Periods of the history at most.
const MOST_PERIODS: usize = 13;

/// One person's pay.
pub struct PersonPay {
    pub person: PersonRow,
    pub period: Period,
    /// What was paid in this and earlier periods, oldest first.
    pub history: Vec<(Period, Decimal)>,
    /// The person's disputes about the period.
    pub disputes: Vec<Dispute>,
    pub outcome: PersonOutcome,
    pub corrections: Vec<Correction>,
    pub run: Run,
    standing: Standing,
}

/// How far the run is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    /// Closed, and who approved it.
    Closed(String),
    Approved(String),
    /// Of a rebooking.
    Corrected,
    Draft,
}

/// A dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    pub id: String,
    pub opened_on: Option<NaiveDate>,
    pub kind: String,
    pub claimed: Option<Decimal>,
    pub justification: String,
    /// open, upheld or rejected.
    pub status: String,
    pub resolution: String,
}

impl PersonPay {
    /// It in words; with the payments behind each number if `rows`.
    pub fn explanation<'a>(&'a self, words: &'a Words, rows: bool) -> Explanation<'a> {
        Explanation {
            words,
            heading: self.heading(words),
            period: self.period,
            person: &self.outcome,
            corrections: &self.corrections,
            detail: Detail { rows, keys: false },
        }
    }
}

/// Reads what `run` paid `specialist`.
pub fn pay_of(store: &Store, state: &State, run: &Run, specialist: &str) -> Result<PersonPay> {
    let person = runs::person(store, run, specialist)?;
    let outcome = stored::outcome(store, run.run_no, specialist)?;
    // What was posted into the period is paid with it, also while it waits for approval.
    let corrections = if run.kind == runs::CALCULATE {
        corrections(store, run, specialist)?
    } else {
        Vec::new()
    };
    let params = Params::none()
        .with("plan_id", &run.plan_id)
        .with("period", &run.period.to_string())
        .with("first_on", run.period.first_on())
        .with("as_of", run.as_of)
        .with("specialist_id", specialist);
    Ok(PersonPay {
        history: history(store, state, run, &params, pays(&person, &corrections))?,
        disputes: rows::all(store, "review/disputes", &params)?,
        standing: standing(state, run),
        run: run.clone(),
        period: run.period,
        person,
        outcome,
        corrections,
    })
}

impl FromRow for Correction {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            origin: row.get("origin")?,
            entry: row.get("node")?,
            amount: row.get("amount")?,
        })
    }
}

fn corrections(store: &Store, run: &Run, specialist: &str) -> Result<Vec<Correction>> {
    let params = Params::none()
        .with("plan_id", &run.plan_id)
        .with("period", &run.period.to_string())
        .with("specialist_id", specialist);
    rows::all(store, "ledger/corrections", &params)
}

impl FromRow for (Period, Decimal) {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        row.pair(("period", "amount"))
    }
}

/// What the run comes to with the corrections.
fn pays(person: &PersonRow, corrections: &[Correction]) -> Decimal {
    let corrections: Number = corrections.iter().map(|correction| &correction.amount).sum();
    person.pay + corrections.to_decimal().unwrap_or_default()
}

/// The ledger's sums by period; a draft stands for itself.
fn history(store: &Store, state: &State, run: &Run, params: &Params, pays: Decimal) -> Result<Vec<(Period, Decimal)>> {
    let mut history: Vec<(Period, Decimal)> = rows::all(store, "ledger/history", params)?;
    if state.approved.is_none() {
        history.push((run.period, pays));
    }
    history.sort_by_key(|(period, _)| period.first_on());
    let from = history.len().saturating_sub(MOST_PERIODS);
    Ok(history.split_off(from))
}

impl FromRow for Dispute {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("dispute_id")?,
            opened_on: row.get("opened_on")?,
            kind: row.get("kind")?,
            claimed: row.get("claimed_amount")?,
            justification: row.get("justification")?,
            status: row.get("status")?,
            resolution: row.get("resolution")?,
        })
    }
}

fn standing(state: &State, run: &Run) -> Standing {
    let approval = state.approved.as_ref().filter(|(own, _)| own.run_no == run.run_no);
    match (approval, &state.closed) {
        (Some((_, by)), Some(_)) => Standing::Closed(by.clone()),
        (Some((_, by)), None) => Standing::Approved(by.clone()),
        (None, _) if run.kind == runs::REBOOK => Standing::Corrected,
        (None, _) => Standing::Draft,
    }
}

impl PersonPay {
    fn heading(&self, words: &Words) -> Heading {
        let (run, person) = (&self.run, &self.person);
        let named = |(id, name): &(String, String)| match (id.is_empty(), name.is_empty()) {
            (true, _) => words.say(&say!("pay.heading.none")),
            (false, true) => id.clone(),
            (false, false) if !words.tells_places => name.clone(),
            (false, false) => format!("{name}({id})"),
        };
        let standing = words.say(&match &self.standing {
            Standing::Closed(by) => say!("pay.heading.closed", by),
            Standing::Approved(by) => say!("pay.heading.approved", by),
            Standing::Corrected => say!("pay.heading.corrected"),
            Standing::Draft => say!("pay.heading.draft"),
        });
        let (grade, team, branch) = (words.grade(&person.grade), named(&person.team), named(&person.branch));
        let (title, id, authority) = (&run.plan_title, &run.plan_id, &run.authority);
        let as_of = run.as_of;
        Heading {
            person: if person.name.is_empty() {
                person.specialist.clone()
            } else {
                format!("{} ({})", person.name, person.specialist)
            },
            place: words.say(&say!("pay.heading.place", grade, team, branch)),
            plan: words.say(&if words.tells_places {
                say!("pay.heading.plan", title, id, authority)
            } else {
                say!("pay.heading.plan_alone", title, authority)
            }),
            state: words.say(&if words.tells_places {
                say!("pay.heading.state", standing, run = run.run_no, as_of)
            } else {
                say!("pay.heading.state_alone", standing, as_of)
            }),
            currency: words.currency(&run.currency).to_owned(),
        }
    }
}
