//! Staged rows into the tables: keys, references, rules between rows, earlier versions, the ledger.
//!
//! Judging writes only to temporary tables; keeping is one transaction per file. At any moment every row of a table
//! finds all rows it refers to, rows that do not wait in `pending`, and rows read are all accounted for. No unique index
//! is used: keys are compared by joins.

use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;

use super::error::IngestError;
use super::file_part::FilePart;
use super::joins::Joins;
use super::known;
use super::letter_case::LetterCase;
use super::moves::Moves;
use super::note::Note;
use super::owners::Owners;
use super::stage::Staged;
use crate::contract::{Contract, Table};
use crate::diagnostic::Result;
use crate::library::Source;
use crate::message::say;
use crate::store::{Params, Statement, Store, signed};
use crate::wording::Wording;

const FOLDER: &str = "queries/ingest";
const RULES: &str = "queries/ingest/rules";

/// Where the staged rows of a file go.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// Same as an earlier row of the file.
    pub identical: u64,
    /// Rejected, for what they are by themselves or beside others.
    pub rejected: u64,
    /// Referring to something unknown.
    pub waiting: u64,
    /// What was taken from rows known already.
    pub notes: Vec<Note>,
}

/// What the ledger says of a file apart from its counts.
pub struct Entry<'a> {
    pub file_no: i64,
    /// That of the run.
    pub run_no: i64,
    /// As the user is told.
    pub shown: &'a Path,
    /// Its sheet, in formats whose files hold several.
    pub sheet: Option<&'a str>,
    pub sha256: &'a str,
    /// See [`super::headers::Mapping::identity`].
    pub mapping: &'a str,
    /// The table the user named.
    pub asked: Option<&'a str>,
    /// True if rows of an earlier file of this path that this one lacks are to go.
    pub replaces: bool,
    /// True if columns it lacks are emptied.
    pub empties: bool,
    /// The month of a list that names owners, by its first day.
    pub month_on: Option<NaiveDate>,
    /// How rows that name a policy alone find their due item.
    pub join_by: Option<&'a str>,
    /// The day to which the user says it is complete,
    pub covers_to: Option<NaiveDate>,
    /// and the one it says itself.
    pub says_to: Option<NaiveDate>,
    pub bytes: u64,
    /// Its rows, the line of headers apart.
    pub rows_read: u64,
}

#[derive(Serialize)]
struct Reference<'c> {
    column: &'c str,
    parent: &'c str,
    parent_key: &'c str,
}

/// Brings staged rows of one table into the store.
pub struct Reconciler<'a> {
    store: &'a Store,
    contract: &'a Contract,
    /// For what is wrong with rows.
    wording: &'a Wording,
    table: &'a Table,
    part: Option<FilePart<'a>>,
}

impl<'a> Reconciler<'a> {
    /// For rows of `table` that are in the store already.
    pub fn new(store: &'a Store, contract: &'a Contract, wording: &'a Wording, table: &'a Table) -> Self {
        Self {
            store,
            contract,
            wording,
            table,
            part: None,
        }
    }

    /// For the rows of a file.
    pub fn of_file(store: &'a Store, contract: &'a Contract, wording: &'a Wording, part: FilePart<'a>) -> Self {
        Self {
            part: Some(part),
            ..Self::new(store, contract, wording, part.mapping.table)
        }
    }

    /// Sorts the staged rows: temporary tables say afterwards which are left out and why.
    pub fn judge(&self) -> Result<Judged> {
        self.letter_case().align_keys()?;
        let mut notes = self.keep_stored_values()?;
        if let Some(part) = self.part {
            known::missing_required(
                self.store,
                part.mapping,
                &self.wording.say(&say!("ingest.reject.required")),
            )?;
        }
        if let Some(joins) = self.joins() {
            joins.find(self.part.is_some())?;
        }
        self.define_incoming(false)?;
        self.leave_out()?;
        self.judge_among_themselves()?;
        if self.judge_references()? {
            // Keys may have become others by it.
            notes.extend(self.keep_stored_values()?);
            self.judge_among_themselves()?;
        }
        self.judge_by_rules()?;
        notes.extend(self.letter_case().notes(false)?);
        notes.extend(self.without_time()?);
        let counts = self.store.rows(&name("judge/left_out_count.sql"), &Params::none())?;
        Ok(Judged {
            identical: counts.count("identical"),
            rejected: counts.count("rejected"),
            waiting: counts.count("waiting"),
            notes,
        })
    }

    fn joins(&self) -> Option<Joins<'a>> {
        Joins::of(self.store, self.table)
    }

    fn letter_case(&self) -> LetterCase<'_> {
        LetterCase {
            store: self.store,
            table: self.table,
            part: self.part,
        }
    }

    fn keep_stored_values(&self) -> Result<Vec<Note>> {
        let Some(part) = self.part else {
            return Ok(Vec::new());
        };
        Ok(known::keep_stored_values(self.store, part.mapping, part.empties)?
            .into_iter()
            .collect())
    }

    /// Days that stand where a clock needs a time.
    fn without_time(&self) -> Result<Vec<Note>> {
        let mut notes = Vec::new();
        for column in self.table.columns.iter().filter(|column| column.is_clocked) {
            let context = minijinja::context! { column => &column.name };
            let statement = self.rendered("judge/without_time.sql.j2", context)?;
            let rows = self.store.query(&statement, &Params::none())?.count("rows");
            let column = column.name.clone();
            notes.extend((rows > 0).then_some(Note::WithoutTime { column, rows }));
        }
        Ok(notes)
    }

    /// Rows of the file beside each other, and pairs that rows of the store have already.
    fn judge_among_themselves(&self) -> Result<()> {
        self.judge_twins(&self.table.key, true)?;
        for columns in &self.table.unique {
            self.judge_twins(columns, false)?;
        }
        if self.count("keep/count.sql.j2")? > 0 {
            for columns in &self.table.unique {
                self.tell_over("judge/unique_conflicts.sql.j2", columns, "ingest.reject.taken")?;
            }
        }
        Ok(())
    }

    /// References to rows that are not there; true if some turned out to be known in another letter case.
    fn judge_references(&self) -> Result<bool> {
        let any_unjoined = self.joins().map(|joins| joins.tell(self.wording)).transpose()?;
        let (mut any_known, mut any_unknown) = (false, any_unjoined == Some(true));
        for reference in self.references()? {
            let context = minijinja::context! {
                column => reference.column, parent => reference.parent, parent_key => reference.parent_key
            };
            let unknown = self.rendered("judge/unknown.sql.j2", context)?;
            let message = say!("ingest.reject.unknown_reference", table = reference.parent.to_owned());
            let params = Params::none().with("message", &self.wording.say(&message));
            if self.store.execute(&unknown, &params)? == 0 {
                continue;
            }
            any_unknown = true;
            let letter_case = self.letter_case();
            if letter_case.align_references(reference.column, reference.parent, reference.parent_key)? {
                any_known = true;
                self.store.execute(&unknown, &params)?;
                letter_case.unsay_several(reference.column)?;
            }
        }
        if any_unknown {
            self.leave_out()?;
        }
        Ok(any_known)
    }

    fn judge_by_rules(&self) -> Result<()> {
        self.leave_out()?;
        for rule in self.rules() {
            let wrapper = self.store.library().get(&name("judge/apply_rule.sql"))?;
            let params = self.texts_of(rule);
            let params = params.with("rule", rule.header().get("rule").unwrap_or_default());
            if self.store.execute(&Statement::wrap(wrapper, rule)?, &params)? > 0 {
                self.leave_out()?;
            }
        }
        Ok(())
    }

    /// The texts of a rule as parameters of the same names.
    fn texts_of(&self, rule: &Source) -> Params {
        let id = ["ingest.reject", rule.stem()].join(".");
        let texts = self.wording.texts_below(&id);
        texts.fold(Params::none(), |params, (name, text)| params.with(name, text))
    }

    fn judge_twins(&self, columns: &[String], is_key: bool) -> Result<()> {
        let context = minijinja::context! { columns => columns.to_vec() };
        let keys = self.rendered("judge/duplicate_keys.sql.j2", context)?;
        if self.store.create(&keys, &Params::none())? == 0 {
            return Ok(());
        }
        self.run_over("judge/duplicates.sql.j2", columns)?;
        if is_key {
            self.run_over("judge/duplicates_same.sql.j2", columns)?;
        }
        self.tell_over("judge/duplicates_differ.sql.j2", columns, "ingest.reject.other_content")?;
        self.run("judge/left_out_reasons.sql")?;
        self.define_incoming(true)
    }

    /// Takes the rows with a reason out of those that go into the table.
    fn leave_out(&self) -> Result<()> {
        if self.run("judge/left_out_reasons.sql")? > 0 {
            self.define_incoming(true)?;
        }
        Ok(())
    }

    /// Says which staged rows go into the table: all, or those not left out. The difference is a join per use.
    fn define_incoming(&self, some_are_left_out: bool) -> Result<()> {
        let context = minijinja::context! { table => minijinja::value::Serde(self.table), some_are_left_out };
        let statement = self.rendered("keep/incoming.sql.j2", context)?;
        self.store.execute(&statement, &Params::none()).map(drop)
    }

    /// The rules in `queries/ingest/rules/` about this table.
    fn rules(&self) -> impl Iterator<Item = &'a Source> {
        let table = self.table;
        let rules = self.store.library().list(RULES, ".sql");
        rules.filter(move |rule| rule.header().get("table") == Some(table.name.as_str()))
    }

    fn references(&self) -> Result<Vec<Reference<'a>>> {
        let mut references = Vec::new();
        for column in &self.table.columns {
            if let Some(parent) = &column.references {
                let parent = self.contract.table(parent)?;
                references.extend(parent.key.first().map(|parent_key| Reference {
                    column: &column.name,
                    parent: &parent.name,
                    parent_key,
                }));
            }
        }
        Ok(references)
    }

    /// Keeps the rows of a file and enters it into the ledger; then checks that no row and no money was lost. Returns
    /// how many rows of earlier files it removed because it replaces them. To be run in a transaction.
    pub fn keep(&self, entry: &Entry<'_>, staged: &Staged, judged: &Judged) -> Result<u64> {
        let params = self.params(entry);
        let removed = if entry.replaces {
            self.remove_replaced(&params)?
        } else {
            0
        };
        let (changed, unchanged) = self.supersede_and_insert()?;
        self.keep_waiting(judged.waiting > 0)?;
        let (accepted, inserted) = accepted_and_inserted(staged, judged, changed + unchanged).ok_or_else(|| {
            let (good, judged) = (staged.good, format!("{judged:?}"));
            let detail = say!("errors.ingest.accounting.judged", good, judged, changed, unchanged);
            IngestError::Accounting {
                path: entry.shown.to_path_buf(),
                detail,
            }
        })?;
        let rejected = judged.rejected + judged.waiting;
        let params = params
            .with("accepted", signed(accepted))
            .with("rejected", signed(rejected))
            .with("skipped", signed(staged.skipped.count()))
            .with("identical", signed(judged.identical))
            .with("inserted", signed(inserted))
            .with("changed", signed(changed))
            .with("unchanged", signed(unchanged));
        self.store.run(&name("files/insert.sql"), &params)?;
        self.run("rejects/insert.sql")?;
        self.check_accounts(entry, staged, &params)?;
        Ok(removed)
    }

    fn params(&self, entry: &Entry<'_>) -> Params {
        Params::none()
            .with("file_no", entry.file_no)
            .with("run_no", entry.run_no)
            .with("path", entry.shown.to_string_lossy().as_ref())
            .with("sheet", entry.sheet)
            .with("sha256", entry.sha256)
            .with("mapping", entry.mapping)
            .with("asked", entry.asked)
            .with("replaces", entry.replaces)
            .with("empties", entry.empties)
            .with("month_on", entry.month_on)
            .with("join_by", entry.join_by)
            .with("covers_to", entry.covers_to)
            .with("says_to", entry.says_to)
            .with("table_name", &self.table.name)
            .with("bytes", signed(entry.bytes))
            .with("rows_read", signed(entry.rows_read))
    }

    /// Earlier versions to the history, new rows into the table; how many changed and how many said nothing new.
    fn supersede_and_insert(&self) -> Result<(u64, u64)> {
        Owners(self.store).put_first(self.table)?;
        Owners(self.store).give_way(self.table)?;
        // With nothing there a scan of all keys can be saved, and where no key is met one of all columns.
        let meets = self.count("keep/count.sql.j2")? > 0
            && self
                .store
                .query(&self.of_table("keep/met.sql.j2")?, &Params::none())?
                .is("found");
        self.run(if meets {
            "keep/matches.sql.j2"
        } else {
            "keep/matches_none.sql"
        })?;
        let met = self.store.rows(&name("keep/matches_count.sql"), &Params::none())?;
        let (changed, unchanged) = (met.count("changed"), met.count("unchanged"));
        if changed > 0 {
            self.run("keep/supersede_history.sql.j2")?;
            self.run("keep/supersede_delete.sql.j2")?;
        }
        let context = minijinja::context! {
            table => minijinja::value::Serde(self.table), some_are_same => unchanged > 0
        };
        self.store
            .execute(&self.rendered("keep/insert.sql.j2", context)?, &Params::none())?;
        if let Some(joins) = self.joins() {
            joins.record()?;
        }
        Ok((changed, unchanged))
    }

    /// Rows to wait, in the place of earlier versions that wait.
    fn keep_waiting(&self, some_wait: bool) -> Result<()> {
        if self.waiting()? > 0 {
            self.run("pending/matches.sql.j2")?;
            for step in ["pending/history.sql.j2", "pending/rejects.sql", "pending/delete.sql.j2"] {
                self.run(step)?;
            }
        }
        if some_wait {
            self.run("pending/insert.sql.j2")?;
        }
        Ok(())
    }

    fn remove_replaced(&self, params: &Params) -> Result<u64> {
        let removed = self.store.create(&self.of_table("keep/replaced.sql.j2")?, params)?;
        if removed > 0 {
            self.run("keep/supersede_history.sql.j2")?;
            self.run("keep/supersede_delete.sql.j2")?;
        }
        Ok(removed as u64)
    }

    fn check_accounts(&self, entry: &Entry<'_>, staged: &Staged, params: &Params) -> Result<()> {
        let found = self.store.query(&self.of_table("files/accounting.sql.j2")?, params)?;
        let (kept, dropped, skipped) = (found.count("kept"), found.count("dropped"), staged.skipped.count());
        let error = |detail| {
            Err(IngestError::Accounting {
                path: entry.shown.to_path_buf(),
                detail,
            }
            .into())
        };
        if kept + dropped + skipped + staged.rejected != entry.rows_read {
            let (read, rejected) = (entry.rows_read, staged.rejected);
            return error(say!(
                "errors.ingest.accounting.kept",
                read,
                kept,
                dropped,
                rejected,
                skipped
            ));
        }
        if !found.is("money_agrees") {
            return error(say!("errors.ingest.accounting.money"));
        }
        Ok(())
    }

    /// How many rows a step counts.
    fn count(&self, step: &str) -> Result<u64> {
        let rows = self.store.query(&self.of_table(step)?, &Params::none())?;
        Ok(rows.count("rows"))
    }

    /// How many rows of the table wait.
    pub fn waiting(&self) -> Result<u64> {
        self.count("pending/count.sql.j2")
    }

    /// Lets waiting rows join that find what they refer to by now. One transaction.
    pub fn resolve(&self, transaction: impl FnOnce(&dyn Fn() -> Result<()>) -> Result<()>) -> Result<Vec<Note>> {
        if self.waiting()? == 0 {
            return Ok(Vec::new());
        }
        self.run("pending/stage.sql.j2")?;
        for step in ["judge/reasons_new.sql", "judge/left_out_new.sql"] {
            self.run(step)?;
        }
        self.judge()?;
        let notes = self.letter_case().notes(true)?;
        transaction(&|| {
            Owners(self.store).respell(self.table)?;
            Moves(self.store).joined(self.table)?;
            self.supersede_and_insert()?;
            for step in [
                "pending/joined_files.sql",
                "pending/joined_rejects.sql",
                "pending/joined_delete.sql.j2",
                "rejects/insert.sql",
            ] {
                self.run(step)?;
            }
            Ok(())
        })?;
        Ok(notes)
    }

    /// Sets aside rows whose reference was removed; [`Self::resolve`] says so in the rejects. To be run in a
    /// transaction.
    pub fn set_orphans_pending(&self) -> Result<()> {
        let context = minijinja::context! {
            table => minijinja::value::Serde(self.table),
            references => minijinja::value::Serde(self.references()?),
        };
        let orphans = self.rendered("orphans/new.sql.j2", context)?;
        if self.store.create(&orphans, &Params::none())? > 0 {
            self.set_pending()?;
        }
        Ok(())
    }

    /// Sets aside payments that belong elsewhere by now; [`Self::resolve`] brings them there.
    pub fn move_payments(&self, transaction: impl FnOnce(&dyn Fn() -> Result<()>) -> Result<()>) -> Result<()> {
        let Some(joins) = self.joins() else {
            return Ok(());
        };
        if joins.move_payments(self.waiting()? > 0)? == 0 {
            return Ok(());
        }
        transaction(&|| {
            self.set_pending()?;
            joins.purge()
        })
    }

    /// Takes `orphans` out of the table, to wait.
    fn set_pending(&self) -> Result<()> {
        if let Some(joins) = self.joins() {
            joins.define_said()?;
        }
        Moves(self.store).left(self.table)?;
        for step in ["orphans/files.sql", "orphans/pending.sql.j2", "orphans/delete.sql.j2"] {
            self.run(step)?;
        }
        Ok(())
    }

    /// Runs a step that needs the table at most.
    fn run(&self, step: &str) -> Result<usize> {
        self.store.execute(&self.of_table(step)?, &Params::none())
    }

    fn run_over(&self, step: &str, columns: &[String]) -> Result<usize> {
        let context = minijinja::context! { table => minijinja::value::Serde(self.table), columns => columns.to_vec() };
        self.store.execute(&self.rendered(step, context)?, &Params::none())
    }

    /// The same for a step that says what is wrong by the text `id`, in which it fills in what differs from row to row.
    fn tell_over(&self, step: &str, columns: &[String], id: &str) -> Result<usize> {
        let context = minijinja::context! { table => minijinja::value::Serde(self.table), columns => columns.to_vec() };
        let params = Params::none().with("message", self.wording.find(id).unwrap_or_default());
        self.store.execute(&self.rendered(step, context)?, &params)
    }

    fn of_table(&self, step: &str) -> Result<Statement> {
        self.rendered(
            step,
            minijinja::context! { table => minijinja::value::Serde(self.table) },
        )
    }

    fn rendered(&self, step: &str, context: minijinja::Value) -> Result<Statement> {
        Statement::render(self.store.library().get(&name(step))?, context)
    }
}

/// Rows that go into the table and those of them that are new; `None` if the counts contradict each other.
fn accepted_and_inserted(staged: &Staged, judged: &Judged, met: u64) -> Option<(u64, u64)> {
    let left_out = judged.identical + judged.waiting + judged.rejected.checked_sub(staged.rejected)?;
    let accepted = staged.good.checked_sub(left_out)?;
    Some((accepted, accepted.checked_sub(met)?))
}

fn name(step: &str) -> String {
    format!("{FOLDER}/{step}")
}
