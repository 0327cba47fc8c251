//! The files compiled into the program.

use include_dir::{Dir, include_dir};

/// SQL, contract, aliases: the folder `queries`.
pub static QUERIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/queries");

/// Templates, styles and texts: the folder `report-templates`.
pub static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/report-templates");
