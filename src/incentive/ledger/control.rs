//! Who may decide about pay, and who did what with a run on the way to its period being paid.

use super::error::LedgerError;
use super::runs::{APPROVE, CALCULATE, REBOOK, Run};
use crate::books::{FIRST, Held, Note, Noted, REJECT, Said};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::word::words;
use crate::workspace::{PeopleSettings, Workspace};

words! {
    /// What somebody may do.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Right {
        Calculate = "calculate",
        Approve = "approve",
        Close = "close",
        Rebook = "rebook",
    }
}

/// The name of who does it, if that person may. A name is needed where `[people]` lists some, and to prepare what others have
/// to approve.
pub fn allow(people: &PeopleSettings, right: Right, said: Option<&str>) -> Result<Option<String>> {
    let listed = match right {
        Right::Calculate => &people.calculate,
        Right::Approve => &people.approve,
        Right::Close => &people.close,
        Right::Rebook => &people.rebook,
    };
    let person = named(said).ok();
    let prepares = people.four_eyes() && matches!(right, Right::Calculate | Right::Rebook);
    let Some(person) = person.as_deref() else {
        if right == Right::Approve || prepares || !listed.is_empty() {
            return Err(LedgerError::NameNeeded.into());
        }
        return Ok(None);
    };
    if !listed.is_empty() && listed.iter().all(|name| name.trim() != person) {
        let (person, right) = (person.to_owned(), right.word());
        let people = listed.clone();
        return Err(LedgerError::NotAllowed { person, right, people }.into());
    }
    Ok(Some(person.to_owned()))
}

/// A name that was said; blanks and signs are none.
pub fn named(said: Option<&str>) -> Result<String> {
    let name = said
        .map(str::trim)
        .filter(|name| name.chars().any(char::is_alphanumeric));
    Ok(name.ok_or(LedgerError::NameNeeded)?.to_owned())
}

/// What is on record about runs.
pub struct Notes(Vec<Note>);

impl Notes {
    /// Reads the record.
    pub fn of(workspace: &Workspace) -> Result<Self> {
        let held = Held::open(workspace)?;
        Ok(Self(held.map(|held| held.notes).unwrap_or_default()))
    }

    /// What was noted about the run `run_no` of a plan and period, oldest first. Numbers are given anew where a store was lost,
    /// the hash of its results is not.
    pub fn steps(&self, (plan_id, period): (&str, &str), run_no: i64, results: &str) -> Vec<&Note> {
        let is_of = |note: &&Note| is_about(note, (plan_id, period), run_no, results);
        self.0.iter().filter(is_of).collect()
    }

    fn about<'n>(&'n self, run: &'n Run, kind: &'static str) -> impl DoubleEndedIterator<Item = &'n Note> {
        let period = run.period.to_string();
        self.0.iter().filter(move |note| {
            note.kind == kind && is_about(note, (&run.plan_id, &period), run.run_no, &run.result_hash)
        })
    }

    /// Who calculated a run, as far as that is known.
    pub fn calculated_by<'n>(&'n self, run: &'n Run) -> impl Iterator<Item = &'n str> {
        self.about(run, CALCULATE).filter_map(|note| note.person.as_deref())
    }

    /// Who posted corrections that the period of `run` pays.
    fn corrected_by<'n>(&'n self, run: &'n Run) -> impl Iterator<Item = &'n str> {
        let period = run.period.to_string();
        let own = self.0.iter().filter(move |note| {
            note.kind == REBOOK && note.plan == run.plan_id && note.pays_in.as_ref() == Some(&period)
        });
        own.filter_map(|note| note.person.as_deref())
    }

    /// By whom and why a run is not to count.
    pub fn rejection<'n>(&'n self, run: &'n Run) -> Option<&'n Note> {
        self.about(run, REJECT).next_back()
    }

    /// Who approved first, if what the period pays is still what was approved.
    pub fn first_approval<'n>(&'n self, run: &'n Run, to_pay: Decimal) -> Option<&'n Note> {
        let to_pay = to_pay.to_string();
        let is_of = |note: &&Note| note.noted.said.to_pay.as_ref() == Some(&to_pay);
        self.about(run, FIRST).rfind(is_of)
    }

    /// What the period was approved to pay, if that is on record.
    pub fn approved_to_pay<'n>(&'n self, run: &'n Run) -> Option<&'n str> {
        let approval = self.about(run, APPROVE).next_back()?;
        approval.noted.said.to_pay.as_deref()
    }

    /// Holds an approval of `run` by `person` against who prepared it.
    pub(super) fn four_eyes(&self, people: &PeopleSettings, run: &Run, person: &str) -> Result<()> {
        if let Some(note) = self.rejection(run) {
            return Err(LedgerError::Rejected {
                run_no: run.run_no,
                by: note.person.clone().unwrap_or_else(|| note.login.clone()),
                reason: note.noted.said.reason.clone().unwrap_or_default(),
                again: again(run),
            }
            .into());
        }
        if people.four_eyes() {
            self.second_person(run, person)?;
        }
        Ok(())
    }

    /// `person` is another than whoever prepared `run`, which has to be known.
    pub fn second_person(&self, run: &Run, person: &str) -> Result<()> {
        let run_no = run.run_no;
        if self.calculated_by(run).next().is_none() {
            let again = again(run);
            return Err(LedgerError::UnknownMaker { run_no, again }.into());
        }
        if self
            .calculated_by(run)
            .chain(self.corrected_by(run))
            .any(|name| name == person)
        {
            let person = person.to_owned();
            return Err(LedgerError::OwnWork { person, run_no }.into());
        }
        Ok(())
    }
}

fn is_about(note: &Note, (plan_id, period): (&str, &str), run_no: i64, results: &str) -> bool {
    (note.plan.as_str(), note.period.as_str()) == (plan_id, period)
        && note.noted.run == run_no
        && note.noted.said.results.as_deref() == Some(results)
}

/// The command that calculates the period of `run` anew.
pub(super) fn again(run: &Run) -> String {
    let (period, file) = (run.period, argument(&run.plan_file));
    format!("duebook incentive calculate --period {period} --plan {file}")
}

/// A text as a word of a command line.
pub(super) fn argument(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// What is written down about a run.
pub(super) fn said(run: &Run) -> Said {
    Said {
        plan_hash: Some(run.plan_hash.clone()),
        inputs: Some(run.input_hash.clone()),
        results: Some(run.result_hash.clone()),
        amount: Some(run.total.to_string()),
        ..Said::default()
    }
}

/// A step on the way of a run.
pub(super) fn noted(run: &Run, said: Said) -> Noted {
    Noted { run: run.run_no, said }
}
