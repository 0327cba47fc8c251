//! The list of what was loaded: a head with the number of lines and the last hash, then a line for each file of each run.
//!
//! The hash of a line covers the line and the hash before it, so that none can change, go or move unseen; the head says
//! whether the end is there. A list of version 0.1 has neither: it is read as it is and gets both when it is next written.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::digest::hex;
use crate::ingest::error::IngestError;

/// One file of one run.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loaded {
    pub run: i64,
    pub path: PathBuf,
    pub sha256: String,
    /// The table or layout the user named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replace: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub empty_missing: bool,
    /// The day to which the user said that it is complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers_to: Option<NaiveDate>,
}

impl Loaded {
    /// The same file loaded in the same way, in whatever run.
    pub fn whenever(&self) -> Self {
        Self { run: 0, ..self.clone() }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    lines: usize,
    last: String,
}

/// Between a line and its hash.
const HASH: &str = ",\"hash\":\"";

/// What stands for the hash before the first line.
const BEGIN: &str = "";

fn link(before: &str, line: &str) -> String {
    hex(&Sha256::digest(format!("{before}\n{line}")))
}

/// The text of a list of these files.
pub fn written(files: &[Loaded]) -> Result<String, serde_json::Error> {
    let (mut lines, mut last) = (String::new(), BEGIN.to_owned());
    for loaded in files {
        let line = serde_json::to_string(loaded)?;
        last = link(&last, &line);
        let open = line.trim_end_matches('}');
        lines.extend([open, HASH, &last, "\"}\n"]);
    }
    let head = Head {
        lines: files.len(),
        last,
    };
    Ok(format!("{}\n{lines}", serde_json::to_string(&head)?))
}

/// The files of the list at `path`, which says `text`.
pub fn read(path: &Path, text: &str) -> Result<Vec<Loaded>, IngestError> {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match serde_json::from_str::<Head>(first) {
        Ok(head) => read_chained(path, &head, rest),
        Err(_) => read_plain(path, text),
    }
}

fn read_chained(path: &Path, head: &Head, text: &str) -> Result<Vec<Loaded>, IngestError> {
    // The last line is whole if a line end follows.
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let found = whole.lines().count();
    if found < head.lines {
        return Err(IngestError::ArchiveListCut {
            path: path.to_path_buf(),
            lines: head.lines,
            found,
        });
    }
    let changed = |index: usize| IngestError::ArchiveListChanged {
        path: path.to_path_buf(),
        line: index + 2,
    };
    let (mut files, mut last) = (Vec::with_capacity(found), BEGIN.to_owned());
    for (index, line) in whole.lines().enumerate() {
        let parts = line.rsplit_once(HASH).ok_or_else(|| changed(index))?;
        let (line, hash) = (format!("{}}}", parts.0), parts.1.trim_end_matches("\"}"));
        last = link(&last, &line);
        if last != hash {
            return Err(changed(index));
        }
        files.push(parsed(path, index + 2, &line)?);
    }
    if found != head.lines || last != head.last {
        return Err(changed(head.lines));
    }
    Ok(files)
}

fn read_plain(path: &Path, text: &str) -> Result<Vec<Loaded>, IngestError> {
    let lines = text.lines().enumerate();
    lines.map(|(index, line)| parsed(path, index + 1, line)).collect()
}

fn parsed(path: &Path, line: usize, text: &str) -> Result<Loaded, IngestError> {
    serde_json::from_str(text).map_err(|error| IngestError::ArchiveLedger {
        path: path.to_path_buf(),
        line,
        message: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<Loaded> {
        let file = |no: i64| Loaded {
            run: no,
            path: format!("data/teams_{no}.csv").into(),
            sha256: format!("{no:064}"),
            table: (no == 2).then(|| "teams".to_owned()),
            replace: no == 3,
            empty_missing: false,
            covers_to: None,
        };
        (1..=4).map(file).collect()
    }

    fn of(text: &str) -> Result<Vec<Loaded>, IngestError> {
        read(Path::new("ledger.jsonl"), text)
    }

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let text = written(&files()).unwrap();
        assert_eq!(of(&text).unwrap(), files());
        let plain: String = files()
            .iter()
            .map(|file| serde_json::to_string(file).unwrap() + "\n")
            .collect();
        assert_eq!(of(&plain).unwrap(), files());
    }

    #[test]
    fn a_list_that_was_cut_says_how_much_is_left() {
        let text = written(&files()).unwrap();
        let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        for at in ends[0]..text.len() {
            let whole = ends.iter().filter(|end| **end <= at).count() - 1;
            let error = of(&text[..at]).unwrap_err();
            assert!(
                matches!(error, IngestError::ArchiveListCut { lines: 4, found, .. } if found == whole),
                "{at}: {error}"
            );
        }
    }

    #[test]
    fn no_line_changes_moves_or_goes_unseen() {
        let text = written(&files()).unwrap();
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            if let Ok(changed) = String::from_utf8(bytes) {
                assert!(of(&changed).is_err(), "{at}: {changed}");
            }
        }
        let lines: Vec<&str> = text.lines().collect();
        for kept in [
            [0, 2, 1, 3, 4].as_slice(),
            &[0, 1, 2, 3, 4, 4],
            &[0, 1, 3, 4, 4],
            &[1, 2, 3, 4],
        ] {
            let other: String = kept.iter().flat_map(|at| [lines[*at], "\n"]).collect();
            assert!(of(&other).is_err(), "{other}");
        }
    }
}
