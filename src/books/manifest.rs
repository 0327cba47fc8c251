//! The manifest of a book: what its files must be and come to.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::error::BooksError;
use crate::digest::hex;
use crate::files;
use crate::record::Head;

/// Its name in the book.
pub(super) const NAME: &str = "manifest.json";

/// What a book holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub plan: String,
    /// The period the run is of.
    pub period: String,
    pub run: i64,
    /// What let it count.
    pub posting: PostingOf,
    /// What its ledger rows come to.
    pub control_totals: ControlTotals,
    /// The record before the decision.
    pub record: Anchor,
    pub files: Vec<FileOf>,
    /// The program that wrote it.
    pub engine: String,
}

/// The posting of a book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostingOf {
    pub number: i64,
    pub kind: String,
    /// The period that pays.
    pub posted_in: String,
    pub by: Option<String>,
}

/// What ledger rows come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlTotals {
    pub people: i64,
    pub entries: i64,
    pub total: String,
}

/// A record at a moment: whoever holds this can tell whether it was changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    pub entries: i64,
    pub head: String,
}

impl From<&Head> for Anchor {
    fn from(head: &Head) -> Self {
        Self {
            entries: head.number,
            head: head.hash.clone(),
        }
    }
}

/// A file of a book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileOf {
    pub name: String,
    pub rows: usize,
    pub sha256: String,
}

impl Manifest {
    /// As it is written.
    pub(super) fn text(&self) -> String {
        // Plain texts and numbers: there is nothing that JSON cannot hold.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// The hash of a file, read piece by piece.
pub(super) fn hash_of(path: &Path) -> Result<String, std::io::Error> {
    let mut hash = Sha256::new();
    std::io::copy(&mut files::open(path)?, &mut HashWriter(&mut hash))?;
    Ok(hex(&hash.finalize()))
}

struct HashWriter<'h>(&'h mut Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The manifest in `folder`, if its hash is `sha256`; `number` is the entry that names it.
pub(super) fn read(folder: &Path, shown: &str, sha256: &str, number: i64) -> Result<Manifest, BooksError> {
    let path = folder.join(NAME);
    let book = shown.to_owned();
    let bytes = match files::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(BooksError::Gone { book, number }),
        Err(error) => return Err(BooksError::unreadable(&path, &error)),
    };
    if hex(&Sha256::digest(&bytes)) != sha256 {
        return Err(BooksError::OtherManifest { book, number });
    }
    serde_json::from_slice(&bytes).map_err(|error| BooksError::BadManifest {
        book,
        detail: error.to_string(),
    })
}
