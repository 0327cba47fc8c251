//! Entries of the record that are about pay, as types.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::place;
use crate::record::{Entry, RecordError};
use crate::store::Row;
use crate::workspace::Workspace;

/// The kind of an entry that lets a run count.
pub const APPROVE: &str = "approve";
/// The kind of an entry that corrects a closed period.
pub const REBOOK: &str = "rebook";
/// The kind of an entry that closes a period.
pub(super) const CLOSE: &str = "close";
/// The kind of an entry that says who calculated a run.
pub const CALCULATE: &str = "calculate";
/// The kind of an entry with the first of two approvals.
pub const FIRST: &str = "first approval";
/// The kind of an entry by which a run is not to count.
pub const REJECT: &str = "reject";
/// The kind of an entry by which a run that never counted is gone.
pub const PUT_AWAY: &str = "put away";
/// The kind of an entry by which a person has received a statement.
pub const ACKNOWLEDGE: &str = "acknowledge";
/// The kind of an entry about a dispute.
pub const DISPUTE: &str = "dispute";
/// The kind of an entry by which an amount is ordered.
pub const ADJUST: &str = "adjust";
/// What the kind begins with where the decision is older than the record.
pub(super) const TAKEN_OVER: &str = "taken over: ";

/// A decision about pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The entry's number.
    pub number: i64,
    pub plan: String,
    pub period: String,
    /// The run that counts from then on, if it is one that lets a run count.
    pub posted: Option<Posted>,
    /// The closed period, if it is one that closes.
    pub closed: Option<Closed>,
}

/// A run that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    pub run: i64,
    pub posting: i64,
    /// The period that pays.
    pub pays_in: String,
    /// The hash of its book's manifest.
    pub book: String,
    pub people: i64,
    pub entries: i64,
    pub total: String,
    /// What else belongs to the decision.
    #[serde(flatten)]
    pub said: Said,
}

/// What belongs to a decision beside what is decided; what an earlier program did not write down is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// The hash of the run's plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_hash: Option<String>,
    /// The hash of what the run read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inputs: Option<String>,
    /// The hash of what came out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<String>,
    /// What the run comes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// What its period pays in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_pay: Option<String>,
    /// Why, in the words of who decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The person it is about, or the number of a dispute or adjustment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Who approved before a second approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
}

/// A step towards a decision: it changes nothing in the books, but who took it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    pub run: i64,
    #[serde(flatten)]
    pub said: Said,
}

/// Who decided something about a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The entry's number.
    pub number: i64,
    pub at: Option<String>,
    pub person: Option<String>,
    pub login: String,
    pub kind: String,
    pub plan: String,
    pub period: String,
    pub noted: Noted,
    /// The period that pays, of one that lets a run count.
    pub pays_in: Option<String>,
}

/// A closed period: its row of the table of closes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    pub close: BTreeMap<String, Option<String>>,
}

impl Decision {
    /// The folder of the book of `run`.
    pub(super) fn folder(&self, workspace: &Workspace, run: i64) -> PathBuf {
        place::folder(workspace, &self.plan, &self.period, run)
    }

    /// What messages call the book of `run`.
    pub(super) fn shown(&self, run: i64) -> String {
        place::shown(&self.plan, &self.period, run)
    }
}

/// The folders of the books of `decisions`.
pub(super) fn folders(workspace: &Workspace, decisions: &[Decision]) -> Vec<PathBuf> {
    let posted = decisions
        .iter()
        .filter_map(|decision| Some((decision, decision.posted.as_ref()?)));
    posted
        .map(|(decision, posted)| decision.folder(workspace, posted.run))
        .collect()
}

/// Those of `entries` that are about pay.
pub(super) fn decisions(entries: &[Entry]) -> Result<Vec<Decision>, RecordError> {
    let mut found = Vec::new();
    for entry in entries {
        let kind = entry.draft.kind.as_str();
        let kind = kind.strip_prefix(TAKEN_OVER).unwrap_or(kind);
        let mut decision = Decision {
            number: entry.number,
            plan: entry.draft.plan.clone().unwrap_or_default(),
            period: entry.draft.period.clone().unwrap_or_default(),
            posted: None,
            closed: None,
        };
        match kind {
            APPROVE | REBOOK => decision.posted = Some(payload(entry)?),
            CLOSE => decision.closed = Some(payload(entry)?),
            _ => continue,
        }
        found.push(decision);
    }
    Ok(found)
}

/// Those of `entries` that are about a run.
pub(super) fn notes(entries: &[Entry]) -> Result<Vec<Note>, RecordError> {
    let mut found = Vec::new();
    for entry in entries {
        let draft = &entry.draft;
        let kind = draft.kind.strip_prefix(TAKEN_OVER).unwrap_or(&draft.kind);
        let (noted, pays_in) = match kind {
            APPROVE | REBOOK => {
                let posted: Posted = payload(entry)?;
                let noted = Noted {
                    run: posted.run,
                    said: posted.said,
                };
                (noted, Some(posted.pays_in))
            }
            CALCULATE | FIRST | REJECT | PUT_AWAY | ACKNOWLEDGE | DISPUTE | ADJUST => (payload(entry)?, None),
            _ => continue,
        };
        found.push(Note {
            number: entry.number,
            at: draft.at.clone(),
            person: draft.person.clone(),
            login: entry.login.clone(),
            kind: kind.to_owned(),
            plan: draft.plan.clone().unwrap_or_default(),
            period: draft.period.clone().unwrap_or_default(),
            noted,
            pays_in,
        });
    }
    Ok(found)
}

/// Those of `entries` that close a period, with what it pays and why it was forced.
pub(super) fn closes(entries: &[Entry]) -> Result<Vec<Note>, RecordError> {
    let mut found = Vec::new();
    for entry in entries {
        let draft = &entry.draft;
        if draft.kind.strip_prefix(TAKEN_OVER).unwrap_or(&draft.kind) != CLOSE {
            continue;
        }
        let Closed { close } = payload(entry)?;
        let text = |column: &str| close.get(column).cloned().flatten();
        found.push(Note {
            number: entry.number,
            at: draft.at.clone(),
            person: draft.person.clone(),
            login: entry.login.clone(),
            kind: CLOSE.to_owned(),
            plan: draft.plan.clone().unwrap_or_default(),
            period: draft.period.clone().unwrap_or_default(),
            noted: Noted {
                run: text("run_no")
                    .and_then(|number| number.parse().ok())
                    .unwrap_or_default(),
                said: Said {
                    to_pay: text("total"),
                    reason: text("forced_reason"),
                    ..Said::default()
                },
            },
            pays_in: None,
        });
    }
    Ok(found)
}

fn payload<T: for<'de> Deserialize<'de>>(entry: &Entry) -> Result<T, RecordError> {
    serde_json::from_str(&entry.draft.payload).map_err(|error| RecordError::Payload {
        number: entry.number,
        detail: error.to_string(),
    })
}

/// A row of the table of closes.
pub(super) fn closed(row: Row<'_>) -> Closed {
    let close: BTreeMap<String, Option<String>> = CLOSE_COLUMNS
        .iter()
        .map(|column| {
            let cell = row.get(column).filter(|cell| !cell.is_null());
            ((*column).to_owned(), cell.map(ToString::to_string))
        })
        .collect();
    Closed { close }
}

/// The columns of the table of closes.
const CLOSE_COLUMNS: [&str; 13] = [
    "plan_id",
    "period",
    "first_on",
    "run_no",
    "forced_reason",
    "findings",
    "people",
    "entries",
    "total",
    "measures_hash",
    "ledger_hash",
    "previous_seal",
    "seal",
];

/// Plain texts and numbers: there is nothing that JSON cannot hold.
pub(super) fn json(payload: &impl serde::Serialize) -> String {
    serde_json::to_string(payload).unwrap_or_default()
}
