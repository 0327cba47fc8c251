//! A file as it lies there: its first bytes, its fingerprint, its text, whether somebody wrote to it since.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::contents::{self, Contents};
use super::scratch::Scratch;
use crate::ingest::decode;
use crate::ingest::encoding::Encoding;
use crate::ingest::error::IngestError;
use crate::ingest::foreign::Foreign;

/// So many bytes of a file are looked at to know its format.
pub(super) const HEAD_BYTES: u64 = 4096;

/// A file to be loaded.
#[derive(Clone, Debug)]
pub struct InputFile {
    pub path: PathBuf,
    /// As the user is told: relative to the workspace if it lies in it.
    pub shown: PathBuf,
    pub bytes: u64,
    /// When it was last written, where the file system says so.
    pub(super) written: Option<SystemTime>,
    pub(super) head: Vec<u8>,
}

impl InputFile {
    /// Looks at the file at `path`, which is told as `shown`.
    pub fn new(path: &Path, shown: PathBuf) -> Result<Self, IngestError> {
        let unreadable = |e: std::io::Error| IngestError::unreadable(&shown, &e);
        let path = path.canonicalize().map_err(unreadable)?;
        // Asked before it is opened: a pipe nobody writes to would never open.
        let about = path.metadata().map_err(unreadable)?;
        if !about.is_file() {
            return Err(IngestError::NotAFile { path: shown });
        }
        let bytes = about.len();
        let file = File::open(&path).map_err(unreadable)?;
        let mut head = Vec::new();
        file.take(HEAD_BYTES).read_to_end(&mut head).map_err(unreadable)?;
        Ok(Self {
            path,
            shown,
            bytes,
            written: about.modified().ok(),
            head,
        })
    }

    /// Refuses a file that somebody wrote to since it was looked at first: what was read of it may not fit together.
    pub fn check_unchanged(&self) -> Result<(), IngestError> {
        let now = self.path.metadata();
        let is_same = now.is_ok_and(|now| now.len() == self.bytes && now.modified().ok() == self.written);
        if is_same {
            Ok(())
        } else {
            Err(IngestError::Changed {
                path: self.shown.clone(),
            })
        }
    }

    /// SHA-256 of its bytes.
    pub fn fingerprint(&self) -> Result<String, IngestError> {
        decode::fingerprint(&self.path)
    }

    pub(super) fn contents(&self) -> Contents {
        contents::contents(&self.path, &self.head)
    }

    /// True if it is called as workbooks are, or not at all: what a damaged package was meant to be.
    pub(super) fn may_be_workbook(&self) -> bool {
        const NAMES: [&str; 8] = ["", "xlsx", "xlsm", "xltx", "xltm", "xls", "xlt", "et"];
        NAMES.contains(&self.extension().as_str())
    }

    pub(super) fn extension(&self) -> String {
        self.path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase()
    }

    /// What a file of no known format seems to be.
    pub(super) fn kind(&self) -> Foreign {
        match self.head[..] {
            [b'P', b'K', 3, 4, ..] => Foreign::Archive,
            [0xD0, 0xCF, 0x11, 0xE0, ..] => Foreign::OldDocument,
            [0x1F, 0x8B, ..] => Foreign::CompressedTwice,
            _ => Foreign::Unknown,
        }
    }

    /// Its text in UTF-8: the file itself if it is so written (a byte order mark is left), else a copy. The mark by which
    /// DOS ended its texts is no part of it.
    pub(super) fn text(&self, scratch: &Scratch) -> Result<PathBuf, IngestError> {
        let told = |error: IngestError| error.with_display_path(&self.shown);
        let (text, is_copy) = match decode::detect(&self.path).map_err(told)? {
            Encoding::Utf8 => (self.path.clone(), false),
            encoding => {
                let copy = scratch.path("txt");
                decode::transcode(&self.path, encoding, &copy).map_err(told)?;
                (copy, true)
            }
        };
        let Some(length) = decode::length_before_end_mark(&text).map_err(told)? else {
            return Ok(text);
        };
        if length == 0 {
            return Err(IngestError::EmptyFile {
                path: self.shown.clone(),
            });
        }
        let copy = if is_copy { text } else { scratch.path("txt") };
        if !is_copy {
            std::fs::copy(&self.path, &copy).map_err(|e| IngestError::unreadable(&self.shown, &e))?;
        }
        let cut = File::options()
            .write(true)
            .open(&copy)
            .and_then(|file| file.set_len(length));
        cut.map_err(|e| IngestError::unwritable(&copy, &e))?;
        Ok(copy)
    }

    /// The path for the database, or that of a copy where the name has characters with a meaning there.
    pub(super) fn readable_path(&self, scratch: &Scratch) -> Result<PathBuf, IngestError> {
        if !needs_other_name(&self.path) {
            return Ok(self.path.clone());
        }
        let copy = scratch.path("copy");
        std::fs::copy(&self.path, &copy).map_err(|e| IngestError::unreadable(&self.shown, &e))?;
        Ok(copy)
    }
}

/// `*`, `?` and `[` would be taken for patterns, and a path that is no text cannot be told to the database.
pub(super) fn needs_other_name(path: &Path) -> bool {
    path.to_str().is_none_or(|text| text.contains(['*', '?', '[']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_grows_while_it_is_read_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("teams.csv");
        std::fs::write(&path, "team_id\nT1\n").unwrap();
        let file = InputFile::new(&path, path.clone()).unwrap();
        assert!(file.check_unchanged().is_ok());
        std::fs::write(&path, "team_id\nT1\nT2\n").unwrap();
        assert!(matches!(file.check_unchanged(), Err(IngestError::Changed { .. })));
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(file.check_unchanged(), Err(IngestError::Changed { .. })));
    }
}
