//! The lines of a messy file.

use crate::diagnostic::Result;

/// A line below the headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A row of the table, good or bad.
    Row,
    /// 合计 or 小计 in the first cell, sums below the money.
    Total,
    /// A sentence in the first cell.
    Banner,
    Header,
    Blank,
}

impl What {
    pub(super) fn parse(word: &str) -> Self {
        match word {
            "total" => Self::Total,
            "banner" => Self::Banner,
            "header" => Self::Header,
            "blank" => Self::Blank,
            _ => Self::Row,
        }
    }
}

/// Writes the lines of one file in their order.
pub(super) trait Sink {
    /// Adds a line; an empty text is no value.
    fn line(&mut self, what: What, cells: &[&str]) -> Result<()>;

    /// Ends the file.
    fn finish(self: Box<Self>) -> Result<()>;
}
