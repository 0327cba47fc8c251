//! What answers of sections and the model of risk rest on: the data, every file of the library, every setting.

use crate::diagnostic::Result;
use crate::digest::Key;
use crate::library::Source;
use crate::metrics::Kept;
use crate::metrics::kept::rests_on_data;
use crate::workspace::Workspace;

/// Where the sections of reports are, a folder each.
const SECTIONS: &str = "queries/reports/";
/// What they share, which may have a part in any of them.
const SHARED: &str = "queries/reports/shared/";

/// What rests on the data, on every file and every setting; `None` if a file asks for more than that. What a section of a report
/// asks for is a matter of its own.
pub(super) fn base(workspace: &Workspace, kept: &Kept<'_>, kind: &str) -> Result<Option<Key>> {
    let library = &workspace.library;
    let is_section = |file: &Source| file.name.starts_with(SECTIONS) && !file.name.starts_with(SHARED);
    let is_statement = |file: &Source| {
        file.name
            .trim_end_matches(".j2")
            .rsplit_once('.')
            .is_some_and(|(_, kind)| kind == "sql")
    };
    let mut shared = library.files().filter(|file| is_statement(file) && !is_section(file));
    if !shared.all(rests_on_data) {
        return Ok(None);
    }
    let key = Key::of(kind).and(kept.data()?).and(format!("{:?}", workspace.settings));
    let files = library.files();
    Ok(Some(files.fold(key, |key, file| key.and(&file.name).and(&file.text))))
}
