//! What several sections read (`queries/reports/shared/`): tables made once for all reports of a run, and only those that
//! a section names, so that one definition serves all and costs nobody who does not ask.

use super::definition::Definition;
use crate::diagnostic::Result;
use crate::library::Source;
use crate::store::{Params, Store};

const FOLDER: &str = "queries/reports/shared";

/// Makes the tables that sections of `definition` read, in the order of their files' names.
pub fn prepare(store: &Store, definition: &Definition, params: &Params) -> Result<()> {
    let sections: Vec<&str> = definition.sections.iter().map(|s| s.file.text.as_str()).collect();
    for file in wanted(store.library().list(FOLDER, ".sql").collect(), sections) {
        store.run(&file.name, params)?;
    }
    Ok(())
}

/// Those of `files` whose table one of `texts` names, or another of them that is wanted.
fn wanted<'l>(files: Vec<&'l Source>, mut texts: Vec<&'l str>) -> Vec<&'l Source> {
    let mut chosen = vec![false; files.len()];
    while let Some(next) = (0..files.len()).find(|n| !chosen[*n] && texts.iter().any(|text| names(text, files[*n]))) {
        chosen[next] = true;
        texts.push(&files[next].text);
    }
    let kept = files.into_iter().zip(chosen).filter(|(_, is_chosen)| *is_chosen);
    kept.map(|(file, _)| file).collect()
}

/// Whether `text` names the table of `file`: `report_tiers` is made by `tiers.sql`.
fn names(text: &str, file: &Source) -> bool {
    let table = format!("report_{}", file.stem());
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(&table)
        .any(|(at, _)| !text[..at].ends_with(is_word) && !text[at + table.len()..].starts_with(is_word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> Source {
        Source {
            name: format!("{FOLDER}/{name}.sql"),
            text: text.to_owned(),
            is_override: false,
        }
    }

    #[test]
    fn only_what_is_named_is_made_and_what_that_names() {
        let files = [
            file("force", "SELECT 1"),
            file("loyal", "SELECT * FROM report_force"),
            file("tiers", "SELECT 1"),
        ];
        let names = |text| -> Vec<&str> {
            let found = wanted(files.iter().collect(), vec![text]);
            found.into_iter().map(Source::stem).collect()
        };
        assert_eq!(names("SELECT * FROM report_loyal AS l"), ["force", "loyal"]);
        assert_eq!(names("SELECT * FROM \"report_tiers\""), ["tiers"]);
        assert_eq!(names("SELECT report_tiers_2, my_report_force"), [""; 0]);
    }
}
