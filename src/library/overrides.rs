//! Files of a workspace: each stands for a shipped one of its name, or lies where new ones are looked for.
//!
//! A file that does neither would change nothing without a word. One that was called otherwise in an earlier version is told
//! by what name it is read now (`queries/moved.toml`).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::source::Source;
use crate::diagnostic::{Diagnose, Place, nearest};
use crate::message::{Message, Say, messages, say};

/// Where every file is read, whatever its name; in folders that end in `/`, below them too.
const OPEN: [(&str, &str); 14] = [
    ("queries/metrics", ".sql"),
    ("queries/metrics/presets/", ".sql"),
    ("queries/explain/left_out", ".sql"),
    ("queries/explain/facts", ".sql"),
    ("queries/facts/data", ".sql"),
    ("queries/facts/run", ".sql"),
    ("queries/audits", ".sql"),
    ("queries/populations", ".sql"),
    ("queries/reports/", ""),
    ("queries/schema", ".toml"),
    ("queries/ingest", ".toml"),
    ("queries/ingest/layouts", ".toml"),
    ("queries/ingest/rules", ".sql"),
    ("report-templates/", ".j2"),
];

/// Where the program makes the tables it keeps for itself: what was loaded, what was paid.
const ENGINE: &str = "queries/schema/engine/";

messages! {
    "errors.overrides"
    /// What is wrong with a file of the workspace.
    #[derive(Debug)]
    pub enum OverrideError {
        /// It has the name a file had before.
        Moved { file: String, now: String, version: String },
        /// It replaces nothing and is read by nothing.
        Unread { file: String, near: Option<String> },
        /// It would stand for a file that makes the tables the program keeps for itself.
        Engine { file: String },
    }
}

impl Diagnose for OverrideError {
    fn place(&self) -> Option<Place> {
        let (Self::Moved { file, .. } | Self::Unread { file, .. } | Self::Engine { file }) = self;
        Some(Place::file(file))
    }

    fn hints(&self) -> Vec<Message> {
        match self {
            Self::Unread { near: Some(near), .. } => vec![say!("errors.overrides.unread.near", near)],
            _ => vec![self.message().part("hint")],
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Moved {
    version: String,
    files: BTreeMap<String, String>,
}

/// What is wrong with these files of a workspace, given the shipped ones.
pub fn mistakes<'a>(own: impl Iterator<Item = &'a Source>, shipped: &BTreeMap<String, Source>) -> Vec<OverrideError> {
    let moved = &shipped["queries/moved.toml"];
    let moved: Moved = toml::from_str(&moved.text).expect("the shipped list parses, a test reads it");
    let mistake = |source: &Source| {
        let file = source.name.clone();
        if file.starts_with(ENGINE) && is_read(&file) {
            return Some(OverrideError::Engine { file });
        }
        if shipped.contains_key(&file) {
            return None;
        }
        if let Some(now) = moved.files.get(&file) {
            let (now, version) = (now.clone(), moved.version.clone());
            return Some(OverrideError::Moved { file, now, version });
        }
        if is_open(&file) || !is_read(&file) {
            return None;
        }
        let near = nearest(&file, shipped.keys().map(String::as_str)).map(str::to_owned);
        Some(OverrideError::Unread { file, near })
    };
    own.filter_map(mistake).collect()
}

/// True for files of the kinds the program reads: notes and copies of editors disturb nobody.
fn is_read(file: &str) -> bool {
    [".sql", ".j2", ".toml"].iter().any(|kind| file.ends_with(kind))
}

fn is_open(file: &str) -> bool {
    OPEN.iter().any(|(folder, kind)| {
        let rest = file.strip_prefix(folder).filter(|_| file.ends_with(kind));
        rest.is_some_and(|rest| match rest.strip_prefix('/') {
            Some(name) => !name.contains('/'),
            None => folder.ends_with('/'),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    fn tell(name: &str) -> String {
        let source = Source {
            name: name.to_owned(),
            text: String::new(),
            is_override: true,
        };
        let shipped = Library::shipped();
        let shipped = shipped.files().map(|file| (file.name.clone(), file.clone())).collect();
        mistakes([source].iter(), &shipped)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn new_files_are_taken_where_they_are_looked_for() {
        for name in [
            "queries/metrics/wechat_reach.sql",
            "queries/metrics/presets/ours/renewal_rate.sql",
            "queries/facts/data/grace.sql",
            "queries/facts/data/own.sql",
            "queries/audits/own.sql",
            "queries/ingest/aliases-ours.toml",
            "queries/ingest/layouts/due_list_ours.toml",
            "queries/reports/branch/report.toml",
            "report-templates/own.html.j2",
            "queries/status/notes.md",
        ] {
            assert_eq!(tell(name), "", "{name}");
        }
        for name in [
            "queries/metrics/deeper/own.sql",
            "queries/status/own.sql",
            "queries/own.sql",
            "queries/rollup/x.sql.j2",
        ] {
            assert!(tell(name).contains("nothing reads"), "{name}");
        }
        for name in ["queries/schema/engine/files.sql", "queries/schema/engine/zz.sql"] {
            assert!(tell(name).contains("keeps for itself"), "{name}");
        }
    }

    #[test]
    fn files_that_were_renamed_are_told_their_new_name() {
        let library = Library::shipped();
        let moved: Moved = toml::from_str(&library.get("queries/moved.toml").unwrap().text).unwrap();
        for (old, new) in &moved.files {
            assert!(library.get(old).is_err(), "{old} is there");
            assert!(library.get(new).is_ok(), "{new} is not there");
            assert!(tell(old).contains(new.as_str()), "{old}");
        }
    }
}
