//! What the columns of a strange file are: a proposal for each, with how sure it is and why; what a person decides; and the
//! mapping file by which files of that shape are loaded from then on.
//!
//! [`propose`] returns data and asks nobody, so that a terminal and a page can ask in their own ways.

mod alike;
mod assign;
mod decision;
mod evidence;
mod mapping_file;
mod propose;
mod scheme;

use std::path::PathBuf;

use super::layout::Shape;
use crate::message::Message;
use crate::word::words;

pub use crate::ingest::headers::Join;
pub use decision::{Decision, MapError};
pub use mapping_file::save;
pub use propose::{Asked, propose};

/// What a file seems to hold.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// As the user knows it.
    pub path: PathBuf,
    pub sheets: Vec<SheetProposal>,
}

/// What one sheet of it seems to hold.
#[derive(Clone, Debug)]
pub struct SheetProposal {
    pub sheet: Option<String>,
    pub headers: HeaderRow,
    /// The layout or table it is read as; `None` if nothing in it is like any.
    pub read_as: Option<ReadAs>,
    pub columns: Vec<ColumnProposal>,
    /// What the columns that are taken do not fill.
    pub missing: Vec<Missing>,
    /// What is put together from several columns or taken without one: column and text.
    pub made: Vec<(String, String)>,
    pub shape: Shape,
    /// How payments that name a policy alone find their due item.
    pub join: Option<Join>,
}

/// The row that was taken for the headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderRow {
    /// As a person counts the rows; 0 where headers take no row.
    pub row: u64,
    /// How many headers there are, and how many of them are names of columns.
    pub all: usize,
    pub known: usize,
}

/// The layout or the table a sheet is read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadAs {
    /// By which `--table` asks for it.
    pub name: String,
    pub zh: String,
    pub en: String,
    pub is_layout: bool,
    /// True if it is loaded as it is, without any mapping.
    pub is_loadable: bool,
    pub why: Message,
}

/// What a column of a sheet seems to be.
#[derive(Clone, Debug)]
pub struct ColumnProposal {
    /// Its header, as in the file; empty if it has none.
    pub header: String,
    /// Three of its values.
    pub values: Vec<String>,
    pub meaning: Option<Meaning>,
    pub sureness: Sureness,
    /// Why, the strongest reason first.
    pub why: Vec<Message>,
    /// What else it might be, likeliest first.
    pub others: Vec<Meaning>,
    /// Words of the column that stand for none of the table's, each with the one it may mean.
    pub unknown_words: Vec<(String, Option<String>)>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    pub table: String,
    pub column: String,
    pub zh: String,
    pub en: String,
    /// The words it may have.
    pub words: Vec<String>,
}

words! {
    /// How sure a proposal is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Sureness {
        /// Nothing is like it.
        None = "none",
        /// The only one left, or somewhat alike.
        Guess = "guess",
        Likely = "likely",
        Sure = "sure",
        /// A person said so.
        Said = "said",
    }
}

/// Columns a table needs that nothing fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    pub table: String,
    pub zh: String,
    pub en: String,
    /// True if the file is of use without this table.
    pub is_optional: bool,
    pub columns: Vec<Meaning>,
}

impl ColumnProposal {
    /// True if it is taken without asking.
    pub fn is_taken(&self) -> bool {
        self.sureness >= Sureness::Sure
    }

    /// True if somebody has to say what it is.
    pub fn is_open(&self) -> bool {
        !self.is_taken() && self.meaning.is_some()
    }
}

impl SheetProposal {
    /// True if everything its tables need is there and nobody has to be asked.
    pub fn is_settled(&self) -> bool {
        self.is_complete()
            && !self
                .columns
                .iter()
                .any(|column| column.is_open() || !column.unknown_words.is_empty())
    }

    /// True if all tables that cannot be left out are filled.
    pub fn is_complete(&self) -> bool {
        self.read_as.is_some() && self.missing.iter().all(|missing| missing.is_optional)
    }
}
