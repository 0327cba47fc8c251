//! Files into the store: decode, find headers and table, read values, judge rows, reconcile with what is there.
//!
//! Promises: a row that breaks the contract never stops a file and never disappears; a file is kept whole or not at
//! all, and one that cannot be loaded stops no other; the same file twice is the same as once; nothing is replaced,
//! rounded or guessed in silence. Before anything is written all files of a run are opened.
//!
//! Printing is left to the caller: [`run`] returns a [`Summary`].

mod aliases;
mod archive;
mod control;
mod covers;
mod dates;
mod decode;
mod encoding;
mod error;
mod file_part;
mod fold;
mod foreign;
mod headers;
mod joins;
mod known;
mod layout;
mod letter_case;
mod load;
pub mod map;
mod marks;
mod moves;
mod note;
mod number;
mod old_store;
mod open;
mod opened;
mod options;
mod owners;
mod paths;
mod progress;
mod readings;
mod rebuild;
mod reconcile;
mod rejects;
mod rows;
mod run;
mod run_error;
mod skip;
mod source;
mod stage;
mod summary;
#[cfg(test)]
mod tests;
mod text;
pub mod typed;
mod values;

pub use archive::faults as archive_faults;
pub use control::{Control, MonthSums};
pub use error::{IngestError, map_command};
pub use note::Note;
pub use old_store::Pay;
pub use options::Options;
pub use owners::HandOvers;
pub use paths::allowed_folders;
pub use progress::{Progress, Silent};
pub use rebuild::{Rebuilt, rebuild};
pub use run::run;
pub use run_error::RunError;
pub use skip::{Skip, Skipped};
pub use summary::{Failed, FileReport, Outcome, ReasonCount, Summary};
