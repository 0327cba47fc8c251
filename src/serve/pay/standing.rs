//! How a run of pay stands now: what was published of it, and what was decided about it since.

use crate::books::{APPROVE, CALCULATE, FIRST, Note, REJECT};
use crate::incentive::ledger::control::Notes;
use crate::store::Row;

/// How a run stands.
pub(super) struct Standing<'n> {
    /// As `serve.pay.state` says it.
    pub word: &'static str,
    /// Who approved it, in the end or first.
    pub by: Option<String>,
    /// True if somebody has still to decide.
    pub is_open: bool,
    /// What was done about it, oldest first.
    pub steps: Vec<&'n Note>,
}

impl Standing<'_> {
    /// Who calculated it, as far as that is known.
    pub fn prepared_by(&self) -> impl Iterator<Item = &str> {
        let calculated = self.steps.iter().filter(|note| note.kind == CALCULATE);
        calculated.filter_map(|note| note.person.as_deref())
    }
}

/// How the run of a published row stands by the record.
pub(super) fn standing<'n>(notes: &'n Notes, row: Row<'_>) -> Standing<'n> {
    let (plan, period, results) = (row.text("plan_id"), row.text("period"), row.text("results"));
    let number = row.integer("run_no").unwrap_or_default();
    let steps = notes.steps((&plan, &period), number, &results);
    let last = |kind: &str| steps.iter().rfind(|note| note.kind == kind);
    let by = |note: &&&Note| note.person.clone();
    let published = row.text("approved_by");
    let (word, by) = match row.text("state").as_str() {
        "closed" => ("closed", Some(published)),
        "approved" => ("approved", Some(published)),
        "newest" => match (last(APPROVE), last(REJECT), last(FIRST)) {
            (Some(note), ..) => ("approved_since", by(&note)),
            (None, Some(_), _) => ("rejected", None),
            (None, None, Some(note)) => ("first", by(&note)),
            (None, None, None) => ("newest", None),
        },
        _ => ("earlier", None),
    };
    Standing {
        word,
        by: by.filter(|by| !by.is_empty()),
        is_open: matches!(word, "newest" | "first"),
        steps,
    }
}
