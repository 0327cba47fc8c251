//! One book: written, checked, loaded, and held against the store.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::decision::{Decision, Posted, Said};
use super::error::BooksError;
use super::manifest::{self, Anchor, ControlTotals, FileOf, Manifest, PostingOf};
use super::place;
use super::sql::{self, Part, file};
use crate::diagnostic::Result;
use crate::digest::hex;
use crate::record::Head;
use crate::store::{Params, Row, Store};
use crate::workspace::{Workspace, create_private_folder};

/// A posting as the store has it.
#[derive(Clone, Debug)]
pub(super) struct Posting {
    pub(super) plan: String,
    pub(super) period: String,
    pub(super) run: i64,
    pub(super) of: PostingOf,
    pub(super) totals: ControlTotals,
}

impl Posting {
    /// All of them, in order.
    pub(super) fn all(store: &Store) -> Result<Vec<Self>> {
        let rows = sql::rows(store, file!("postings.sql"), &Params::none())?;
        Ok(rows.iter().map(Self::of_row).collect())
    }

    fn of_row(row: Row<'_>) -> Self {
        let count = |column| row.integer(column).unwrap_or_default();
        let by = row.text("by_name");
        Self {
            plan: row.text("plan_id"),
            period: row.text("period"),
            run: count("run_no"),
            of: PostingOf {
                number: count("posting_no"),
                kind: row.text("kind"),
                posted_in: row.text("posted_in"),
                by: (!by.is_empty()).then_some(by),
            },
            totals: ControlTotals {
                people: count("people"),
                entries: count("entries"),
                total: row.decimal("total").unwrap_or_default().normalize().to_string(),
            },
        }
    }
}

/// Writes the book of a posting as the store has it now, whole or not at all; `head` is the record before the decision. It is
/// on the disk when this returns.
pub(super) fn write(workspace: &Workspace, store: &Store, posting: &Posting, head: &Head) -> Result<Posted> {
    let folder = place::folder(workspace, &posting.plan, &posting.period, posting.run);
    let part = PathBuf::from(format!("{}{}", folder.display(), place::PART));
    let unwritable = |e: std::io::Error| BooksError::unwritable(&part, &e);
    create_private_folder(folder.parent().unwrap_or(&folder))?;
    // Of a process that ended on the way.
    match std::fs::remove_dir_all(&part) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(unwritable(error).into()),
        _ => {}
    }
    std::fs::create_dir(&part).map_err(unwritable)?;
    let tables = tables(store)?;
    let mut files = Vec::new();
    for rows in Part::all(posting.run, posting.of.number) {
        if !tables.iter().any(|table| table == rows.table) {
            continue;
        }
        let count = store.create(&rows.statement(file!("write.sql.j2"), &part)?, &Params::none())?;
        let path = part.join(rows.file());
        std::fs::File::open(&path)
            .and_then(|file| file.sync_all())
            .map_err(unwritable)?;
        files.push(FileOf {
            name: rows.file(),
            rows: count,
            sha256: manifest::hash_of(&path).map_err(unwritable)?,
        });
    }
    let written = Manifest {
        plan: posting.plan.clone(),
        period: posting.period.clone(),
        run: posting.run,
        posting: posting.of.clone(),
        control_totals: posting.totals.clone(),
        record: Anchor::from(head),
        files,
        engine: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let text = written.text();
    write_synced(&part.join(manifest::NAME), text.as_bytes()).map_err(unwritable)?;
    crate::workspace::sync_folder(&part).map_err(unwritable)?;
    std::fs::rename(&part, &folder).map_err(unwritable)?;
    place::sync_up(workspace, folder.parent().unwrap_or(&folder))?;
    Ok(Posted {
        run: posting.run,
        posting: posting.of.number,
        pays_in: posting.of.posted_in.clone(),
        book: hex(&Sha256::digest(text.as_bytes())),
        people: posting.totals.people,
        entries: posting.totals.entries,
        total: posting.totals.total.clone(),
        said: Said::default(),
    })
}

fn write_synced(path: &Path, content: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut file = std::fs::File::create_new(path)?;
    file.write_all(content)?;
    file.sync_all()
}

/// The tables that the store has.
fn tables(store: &Store) -> Result<Vec<String>> {
    let rows = sql::rows(store, file!("tables.sql"), &Params::none())?;
    Ok(rows.iter().map(|row| row.text("table_name")).collect())
}

/// A book on the disk whose manifest is the one the record names.
pub(super) struct Book {
    folder: PathBuf,
    shown: String,
    manifest: Manifest,
}

impl Book {
    /// The book of a decision that let a run count.
    pub(super) fn open(workspace: &Workspace, decision: &Decision, posted: &Posted) -> Result<Self, BooksError> {
        let folder = decision.folder(workspace, posted.run);
        let shown = decision.shown(posted.run);
        let manifest = manifest::read(&folder, &shown, &posted.book, decision.number)?;
        Ok(Self {
            folder,
            shown,
            manifest,
        })
    }

    /// Every file that is not what the manifest says.
    pub(super) fn faults(&self) -> Vec<BooksError> {
        let fault = |file: &FileOf| {
            let (book, name) = (self.shown.clone(), file.name.clone());
            let path = self.folder.join(&file.name);
            match manifest::hash_of(&path) {
                Ok(found) if found == file.sha256 => None,
                Ok(_) => Some(BooksError::OtherFile { book, file: name }),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    Some(BooksError::FileGone { book, file: name })
                }
                Err(error) => Some(BooksError::unreadable(&path, &error)),
            }
        };
        self.manifest.files.iter().filter_map(fault).collect()
    }

    /// The parts it has a file of.
    fn parts(&self) -> Vec<Part> {
        let mut parts = Part::all(self.manifest.run, self.manifest.posting.number);
        parts.retain(|part| self.manifest.files.iter().any(|file| file.name == part.file()));
        parts
    }

    /// Puts its rows into the store in place of what that has of the run; the caller has a transaction.
    pub(super) fn load(&self, store: &Store) -> Result<()> {
        crate::diagnostic::Error::all(self.faults())?;
        for part in self.parts() {
            store.execute(&part.statement(file!("clear.sql.j2"), &self.folder)?, &Params::none())?;
            store.execute(&part.statement(file!("load.sql.j2"), &self.folder)?, &Params::none())?;
        }
        Ok(())
    }

    /// Every table whose rows in the store are not those of the book, of the tables that `is_asked`.
    pub(super) fn differences(&self, store: &Store, is_asked: impl Fn(&str) -> bool) -> Result<Vec<BooksError>> {
        let mut found = Vec::new();
        for part in self.parts().into_iter().filter(|part| is_asked(part.table)) {
            let statement = part.statement(file!("differing.sql.j2"), &self.folder)?;
            let rows = store.query(&statement, &Params::none())?;
            let rows = rows
                .first()
                .and_then(|row| row.integer("differing"))
                .unwrap_or_default();
            if rows != 0 {
                let (book, table) = (self.shown.clone(), part.table);
                found.push(BooksError::Differs { book, table, rows });
            }
        }
        Ok(found)
    }
}
