//! A calculation fed from the store that is not kept yet.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::gather::{Gathered, Names, SumRow};
use super::runs::Run;
use crate::digest::hex;
use crate::incentive::Plan;
use crate::incentive::engine::outcome::Outcome;
use crate::incentive::input::Person;
use crate::period::View;

/// A calculation that is not kept yet.
pub struct Calculation<'p> {
    pub plan: &'p Plan,
    /// Its file as the book names it.
    pub plan_file: String,
    /// Period and as-of day.
    pub view: View,
    pub outcome: Outcome,
    pub people: Vec<Person>,
    pub names: BTreeMap<String, Names>,
    /// The sums that were read.
    pub sums: Vec<SumRow>,
    /// Adjustments that another plan pays: id, person and plan.
    pub elsewhere: Vec<(String, String, String)>,
    /// Hash of all that was read.
    pub input_hash: String,
    /// Hash of the rows that came out.
    pub result_hash: String,
    counts: BTreeMap<String, u64>,
    made: Made,
}

/// The runs a calculation stands on.
pub(super) struct Made {
    /// Those that counted for earlier periods.
    pub(super) earlier: String,
    /// Hash of what other plans pay in the period, where there are rules across plans.
    pub(super) across: Option<String>,
}

impl<'p> Calculation<'p> {
    pub(super) fn new(
        plan: &'p Plan,
        file: &str,
        view: View,
        gathered: Gathered,
        outcome: Outcome,
        made: Made,
    ) -> Self {
        // What people are said to be is what they were when it was calculated.
        let input = gathered.input;
        let graded = |person: &Person| Person {
            grade: input.grade(person).to_owned(),
            ..person.clone()
        };
        Self {
            plan,
            plan_file: file.to_owned(),
            view,
            result_hash: result_hash(&outcome),
            outcome,
            people: input.people.iter().map(graded).collect(),
            names: gathered.names,
            sums: gathered.sums,
            elsewhere: gathered.elsewhere,
            input_hash: gathered.hash,
            counts: gathered.counts,
            made,
        }
    }

    /// True if `run` was made of the same, on the same runs of earlier periods: also where the plan reads none of their rows
    /// an approval asks for the latter.
    pub(super) fn is_of_inputs(&self, run: &Run) -> bool {
        run.input_hash == self.input_hash && run.inputs == self.inputs()
    }

    /// Counts of what was read and the runs that counted as earlier ones, as JSON.
    pub fn inputs(&self) -> String {
        let Made { earlier, across } = &self.made;
        let mut inputs = serde_json::json!({ "rows": self.counts, "earlier_runs": earlier });
        if let Some(across) = across {
            inputs["across"] = across.as_str().into();
        }
        inputs.to_string()
    }
}

/// The hash of what came out: every row of everybody in order.
fn result_hash(outcome: &Outcome) -> String {
    let mut hash = Sha256::new();
    for person in &outcome.people {
        for row in &person.rows {
            for part in [&person.specialist, &row.node.to_string(), &row.amount.exact()] {
                hash.update(part);
                hash.update([0x1f]);
            }
        }
    }
    hex(&hash.finalize())
}
