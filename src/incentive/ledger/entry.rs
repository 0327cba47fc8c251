//! What is written down of pay beside its calculation: that a person has received a statement, objects to it, or gets an amount
//! by order. Disputes and adjustments are rows of the data; here stands what a new one is, and who said so.

use chrono::NaiveDate;

use super::control::noted;
use super::error::LedgerError;
use super::rows;
use super::runs::Run;
use crate::books::{self, Decided, Noted, Said};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::names::{self, Named};
use crate::period::Period;
use crate::store::{Params, Store};
use crate::workspace::Workspace;

pub use crate::books::{ACKNOWLEDGE, ADJUST, DISPUTE};

/// A row of one of the two tables, with its heads.
pub type Row = Vec<(&'static str, String)>;

/// What is written down.
#[derive(Clone, Debug, Default)]
pub struct Told<'a> {
    pub kind: &'static str,
    /// Empty where it is no plan's.
    pub plan: &'a str,
    pub period: String,
    /// The run it is about, if it is about one.
    pub run: Option<&'a Run>,
    /// The person, or the number of what is in the data.
    pub about: String,
    pub amount: Option<Decimal>,
    pub reason: &'a str,
}

/// Writes it down in the name of `by`.
pub fn note(workspace: &Workspace, store: &Store, by: &str, entries: Vec<Told<'_>>) -> Result<()> {
    books::decide(workspace, store, Some(by), || {
        let steps = entries.into_iter().map(|told| {
            let said = Said {
                about: Some(told.about),
                amount: told.amount.map(|amount| amount.to_string()),
                reason: Some(told.reason.trim().to_owned()).filter(|reason| !reason.is_empty()),
                ..Said::default()
            };
            Decided::Noted {
                kind: told.kind,
                plan: told.plan.to_owned(),
                period: told.period,
                noted: told.run.map_or_else(
                    || Noted {
                        run: 0,
                        said: said.clone(),
                    },
                    |run| noted(run, said.clone()),
                ),
            }
        });
        Ok(((), steps.collect()))
    })
}

/// The id of the person that `said` is the id or name of.
pub fn specialist(store: &Store, said: &str, period: Period) -> Result<String> {
    let people: Vec<(String, String)> = rows::all(store, "entries/specialists", &Params::none())?;
    let known: Vec<Named> = people.iter().map(|(id, name)| Named::new(id, name)).collect();
    let found = names::find(said, &known)?.map(|named| named.id.clone());
    let unknown = || LedgerError::NoPerson {
        id: said.to_owned(),
        period: period.to_string(),
        hint: names::hint(said, &known),
    };
    Ok(found.ok_or_else(unknown)?)
}

/// A new adjustment of a person, with its number.
pub fn adjustment(
    store: &Store,
    (specialist, period): (&str, Period),
    plan: Option<&str>,
    amount: Decimal,
    (by, reason, evidence): (&str, &str, &str),
) -> Result<(String, Row)> {
    let id = number(store, "entries/adjustment_ids", "ADJ", (specialist, period))?;
    let row = vec![
        ("adjustment_id", id.clone()),
        ("specialist_id", specialist.to_owned()),
        ("period", period.to_string()),
        ("plan", plan.unwrap_or_default().to_owned()),
        ("amount", amount.to_string()),
        ("reason", reason.to_owned()),
        ("approved_by", by.to_owned()),
        ("evidence", evidence.to_owned()),
    ];
    Ok((id, row))
}

/// A new dispute of a person, with its number.
pub fn dispute(
    store: &Store,
    (specialist, period): (&str, Period),
    (kind, claimed, reason): (&str, Option<Decimal>, &str),
    on: NaiveDate,
) -> Result<(String, Row)> {
    let id = number(store, "entries/dispute_ids", "DIS", (specialist, period))?;
    let row = vec![
        ("dispute_id", id.clone()),
        ("specialist_id", specialist.to_owned()),
        ("period", period.to_string()),
        (
            "claimed_amount",
            claimed.map(|amount| amount.to_string()).unwrap_or_default(),
        ),
        ("kind", kind.to_owned()),
        ("justification", reason.to_owned()),
        ("status", "open".to_owned()),
        ("opened_on", on.to_string()),
    ];
    Ok((id, row))
}

/// A dispute as it stands once it is decided, with the period it is about.
pub fn decided(store: &Store, id: &str, status: &str, resolution: &str, on: NaiveDate) -> Result<(String, Row)> {
    let params = Params::none().with("dispute_id", id);
    let found = rows::raw(store, "entries/dispute", &params)?;
    let Some(row) = found.first() else {
        return Err(LedgerError::NoDispute { id: id.to_owned() }.into());
    };
    if row.str("status") != "open" {
        let (id, status) = (id.to_owned(), row.text("status"));
        return Err(LedgerError::DisputeDecided { id, status }.into());
    }
    let own = |column: &'static str| (column, row.text(column));
    let decided = vec![
        own("dispute_id"),
        own("specialist_id"),
        own("period"),
        own("claimed_amount"),
        own("kind"),
        own("justification"),
        ("status", status.to_owned()),
        ("resolution", resolution.to_owned()),
        own("opened_on"),
        ("closed_on", on.to_string()),
    ];
    Ok((row.text("period"), decided))
}

/// A number that none of the person's rows of the period has.
fn number(store: &Store, query: &str, word: &str, (specialist, period): (&str, Period)) -> Result<String> {
    let params = Params::none()
        .with("specialist_id", specialist)
        .with("period", &period.to_string());
    let rows = rows::raw(store, query, &params)?;
    let known: Vec<String> = rows.iter().map(|row| row.text("id")).collect();
    let numbered = (1..).map(|number| format!("{word}-{period}-{specialist}-{number}"));
    let free = numbered.into_iter().find(|id| !known.contains(id));
    Ok(free.unwrap_or_default())
}
