//! The reviews that lie among the workspace's reports, so that each can be found by whom it is about. The files stay where they
//! are; what is published says how long each is and when it was written, by which one that changed is known.

use std::time::UNIX_EPOCH;

use crate::diagnostic::Result;
use crate::report::format::Format;
use crate::report::listing::reviews_in;
use crate::store::{Cell, Params, Store, signed};
use crate::workspace::Workspace;

/// Fills the table of reviews.
pub(super) fn add(workspace: &Workspace, store: &Store) -> Result<()> {
    let format = Format::load(&workspace.library, workspace.settings.locale)?;
    let folder = workspace.reports_dir();
    let mut rows: Vec<[Cell; 9]> = Vec::new();
    for found in reviews_in(&folder, workspace, store, &format)? {
        let Ok(about) = folder.join(&found.file).symlink_metadata() else {
            continue;
        };
        let written = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        rows.push([
            Cell::Text(found.scope.level.word().to_owned()),
            Cell::Text(found.scope.id.clone()),
            Cell::Text(found.report),
            Cell::Text(found.view.period.to_string()),
            Cell::Date(found.view.as_of),
            Cell::Text(found.ending),
            Cell::Text(found.file),
            Cell::Integer(signed(about.len())),
            Cell::Integer(written.map_or(0, |at| signed(at.as_secs()))),
        ]);
    }
    store.run("queries/publish/reviews_create.sql", &Params::none())?;
    store.append("publish_reviews", rows.iter().map(<[Cell; 9]>::as_slice))
}
