//! What statements of reports returned, each kept as one text.

use std::collections::HashMap;

use super::Kept;
use crate::diagnostic::Result;
use crate::store::{Cell, Params, Rows};

const FOLDER: &str = "queries/kept/answers";

impl Kept<'_> {
    /// Those of the answers under `keys` that are kept.
    pub(crate) fn answers(&self, keys: &[String]) -> Result<HashMap<String, Rows>> {
        let keys: Vec<[Cell; 1]> = keys.iter().map(|key| [Cell::Text(key.clone())]).collect();
        if keys.is_empty() {
            return Ok(HashMap::new());
        }
        self.store.run(&format!("{FOLDER}/asked.sql"), &Params::none())?;
        self.store
            .append("run_asked_answers", keys.iter().map(<[Cell; 1]>::as_slice))?;
        let mut found = HashMap::new();
        let statement = self.store.statement(&format!("{FOLDER}/found.sql"))?;
        self.store.each(&statement, &Params::none(), |row| {
            if let Some(rows) = Rows::unpacked(row.str("answer")) {
                found.insert(row.text("key"), rows);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// True if an answer of so many bytes is kept: one that is a large part of all there is room for would drive out the others.
    pub(crate) fn has_room(&self, bytes: usize) -> bool {
        i64::try_from(bytes).is_ok_and(|bytes| bytes <= self.most / 4)
    }

    /// Keeps answers, each under its key.
    pub(crate) fn keep_answers(&self, answers: Vec<(String, String)>) -> Result<()> {
        if answers.is_empty() {
            return Ok(());
        }
        let numbered = (self.last()? + 1..).zip(answers);
        let rows: Vec<[Cell; 3]> = numbered
            .map(|(number, (key, answer))| [Cell::Integer(number), Cell::Text(key), Cell::Text(answer)])
            .collect();
        self.store.run(&format!("{FOLDER}/numbered.sql"), &Params::none())?;
        self.store
            .append("run_kept_answers", rows.iter().map(<[Cell; 3]>::as_slice))?;
        drop(rows);
        self.write(|| {
            self.store.run(&format!("{FOLDER}/keep.sql"), &Params::none())?;
            self.store
                .run(&format!("{FOLDER}/register.sql"), &Params::none())
                .map(drop)
        })?;
        self.store
            .run(&format!("{FOLDER}/numbered.sql"), &Params::none())
            .map(drop)
    }
}
