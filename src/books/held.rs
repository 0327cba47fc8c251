//! Record, books and store held against each other.

use std::collections::BTreeMap;

use super::book::{Book, Posting};
use super::decision::{Closed, Decision, Note, Posted, closed, closes, decisions, notes};
use super::error::BooksError;
use super::sql::{self, file};
use crate::diagnostic::{Error, Result};
use crate::record::{Head, Record};
use crate::store::{Params, Store};
use crate::workspace::Workspace;

/// How much is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The manifests of the books.
    Manifests,
    /// Also their files.
    Files,
}

/// A record with what it decides.
pub struct Held<'w> {
    workspace: &'w Workspace,
    /// What the record comes to.
    pub head: Head,
    pub decisions: Vec<Decision>,
    /// Who decided what about runs.
    pub notes: Vec<Note>,
    /// Who closed what.
    closes_told: Vec<Note>,
}

/// A decision that let a run count.
type Counted<'h> = (&'h Decision, &'h Posted);

/// The tables by which people are paid; the others explain it.
const PAYING: [&str; 5] = [
    "incentive_runs",
    "incentive_people",
    "incentive_lines",
    "incentive_postings",
    "incentive_ledger",
];

impl<'w> Held<'w> {
    /// The record of `workspace`, whose chain must be whole. `None` where there is none.
    pub fn open(workspace: &'w Workspace) -> Result<Option<Self>> {
        let Some(record) = Record::open(workspace)? else {
            return Ok(None);
        };
        let entries = record.entries()?;
        Ok(Some(Self {
            workspace,
            head: entries.last().map(crate::record::Entry::head).unwrap_or_default(),
            decisions: decisions(&entries)?,
            notes: notes(&entries)?,
            closes_told: closes(&entries)?,
        }))
    }

    /// Everything that was decided about pay, in order: steps, runs that count, closes.
    pub fn told(&self) -> Vec<Note> {
        let mut told = self.notes.clone();
        told.extend(self.closes_told.iter().cloned());
        told.sort_by_key(|note| note.number);
        told
    }

    fn posted(&self) -> impl Iterator<Item = Counted<'_>> {
        let posted = self.decisions.iter();
        posted.filter_map(|decision| Some((decision, decision.posted.as_ref()?)))
    }

    fn closed(&self) -> impl Iterator<Item = (&Decision, &Closed)> {
        let closed = self.decisions.iter();
        closed.filter_map(|decision| Some((decision, decision.closed.as_ref()?)))
    }

    /// Everything in the books that is not what the record says.
    pub fn books(&self, depth: Depth) -> Vec<BooksError> {
        let mut faults = Vec::new();
        for (decision, posted) in self.posted() {
            match Book::open(self.workspace, decision, posted) {
                Err(fault) => faults.push(fault),
                Ok(book) if depth == Depth::Files => faults.extend(book.faults()),
                Ok(_) => {}
            }
        }
        faults
    }

    /// Everything in the store that is not what books and record say, as far as those are whole themselves.
    pub fn store(&self, store: &Store) -> Result<Vec<BooksError>> {
        let mut found = self.rows(store, |_| true, |_| true)?;
        found.differences.extend(self.closes(store)?);
        Ok(found.differences)
    }

    /// What a plan pays for the periods that `is_asked`, held in store, books and record: an error names what differs.
    pub fn paid(&self, store: &Store, plan: &str, is_asked: impl Fn(&str) -> bool) -> Result<()> {
        let concerns =
            |posting: &Of<'_>| posting.plan == plan && (is_asked(posting.period) || is_asked(posting.posted_in));
        let found = self.rows(store, concerns, |table| PAYING.contains(&table))?;
        let mut faults = found.of_books;
        faults.extend(found.differences);
        let closes = self.closes(store)?;
        let closes = closes.into_iter().filter(|fault| match fault {
            BooksError::OtherClose { plan: of, period, .. }
            | BooksError::UnrecordedClose { plan: of, period }
            | BooksError::NotClosed { plan: of, period, .. } => of == plan && is_asked(period),
            _ => true,
        });
        faults.extend(closes);
        Error::all(faults)
    }

    /// Whether the store counts and closes what the record does and nothing else: a look at the lists, not at the rows.
    pub(super) fn lists(&self, store: &Store) -> Result<Vec<BooksError>> {
        let (mut faults, _) = self.postings(store, |_| true)?;
        faults.extend(self.closes(store)?);
        Ok(faults)
    }

    /// The postings that `is_meant`, in the tables that are asked for.
    fn rows(
        &self,
        store: &Store,
        is_meant: impl Fn(&Of<'_>) -> bool,
        is_table: impl Fn(&str) -> bool,
    ) -> Result<Found> {
        let (mut differences, posted) = self.postings(store, is_meant)?;
        let mut of_books = Vec::new();
        for (decision, posted) in posted {
            match Book::open(self.workspace, decision, posted) {
                Err(fault) => of_books.push(fault),
                Ok(book) => {
                    let broken = book.faults();
                    if broken.is_empty() {
                        differences.extend(book.differences(store, &is_table)?);
                    }
                    of_books.extend(broken);
                }
            }
        }
        Ok(Found { differences, of_books })
    }

    /// What is wrong with the list of postings that `is_meant`, and those that are in the store and in the record.
    fn postings(
        &self,
        store: &Store,
        is_meant: impl Fn(&Of<'_>) -> bool,
    ) -> Result<(Vec<BooksError>, Vec<Counted<'_>>)> {
        let mut faults = Vec::new();
        let loose = sql::rows(store, file!("loose.sql"), &Params::none())?;
        let rows = loose.first().and_then(|row| row.integer("loose")).unwrap_or_default();
        if rows != 0 {
            faults.push(BooksError::Loose { rows });
        }
        let kept = Posting::all(store)?;
        for posting in kept.iter().filter(|posting| is_meant(&Of::posting(posting))) {
            let is_of = |(decision, posted): Counted<'_>| {
                decision.plan == posting.plan && posted.posting == posting.of.number && posted.run == posting.run
            };
            if !self.posted().any(is_of) {
                faults.push(BooksError::Unrecorded {
                    plan: posting.plan.clone(),
                    period: posting.period.clone(),
                    run: posting.run,
                });
            }
        }
        let mut both = Vec::new();
        for (decision, posted) in self.posted().filter(|(d, p)| is_meant(&Of::decision(d, p))) {
            if kept
                .iter()
                .any(|k| k.run == posted.run && k.of.number == posted.posting)
            {
                both.push((decision, posted));
            } else {
                faults.push(BooksError::NotPosted {
                    plan: decision.plan.clone(),
                    period: decision.period.clone(),
                    run: posted.run,
                    number: decision.number,
                });
            }
        }
        Ok((faults, both))
    }

    /// The closes, each with the row of the record.
    fn closes(&self, store: &Store) -> Result<Vec<BooksError>> {
        let rows = sql::rows(store, file!("closes.sql"), &Params::none())?;
        let mut kept: BTreeMap<(String, String), Vec<Closed>> = BTreeMap::new();
        for row in rows.iter() {
            let key = (row.text("plan_id"), row.text("period"));
            kept.entry(key).or_default().push(closed(row));
        }
        let mut faults = Vec::new();
        for (decision, closed) in self.closed() {
            let (plan, period, number) = (decision.plan.clone(), decision.period.clone(), decision.number);
            match kept.remove(&(plan.clone(), period.clone())) {
                None => faults.push(BooksError::NotClosed { plan, period, number }),
                Some(found) if found.len() != 1 || !found.contains(closed) => {
                    faults.push(BooksError::OtherClose { plan, period, number });
                }
                Some(_) => {}
            }
        }
        let rest = kept.into_keys();
        faults.extend(rest.map(|(plan, period)| BooksError::UnrecordedClose { plan, period }));
        Ok(faults)
    }
}

/// What came out of holding rows against books.
struct Found {
    /// The store is not what the books say.
    differences: Vec<BooksError>,
    /// The books themselves are not whole.
    of_books: Vec<BooksError>,
}

/// What a posting is about.
struct Of<'p> {
    plan: &'p str,
    period: &'p str,
    posted_in: &'p str,
}

impl<'p> Of<'p> {
    fn posting(posting: &'p Posting) -> Self {
        Self {
            plan: &posting.plan,
            period: &posting.period,
            posted_in: &posting.of.posted_in,
        }
    }

    fn decision(decision: &'p Decision, posted: &'p Posted) -> Self {
        Self {
            plan: &decision.plan,
            period: &decision.period,
            posted_in: &posted.pays_in,
        }
    }
}
