//! The example plans of the field, each with a golden case, as `init` puts them into a new workspace.

use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::diagnostic::Result;
use crate::workspace::{create_folder, write_file};

static EXAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/plans/examples");

/// Writes them below `folder`; a file that is there already is left as it is.
pub fn write(folder: &Path) -> Result<()> {
    write_below(folder, &EXAMPLES)
}

fn write_below(folder: &Path, dir: &Dir<'_>) -> Result<()> {
    for file in dir.files() {
        let path = folder.join(file.path());
        if let Some(parent) = path.parent() {
            create_folder(parent)?;
        }
        if !path.exists() {
            write_file(&path, file.contents())?;
        }
    }
    dir.dirs().try_for_each(|below| write_below(folder, below))
}
