//! What book is wanted.

use crate::period::Month;

/// What the book is like.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Number of policies.
    pub policies: i64,
    /// Months of activity up to `until`; due items and payments reach further back, for persistency.
    pub months: i32,
    /// Last month with facts.
    pub until: Month,
    /// Number of specialists.
    pub specialists: i64,
    /// Another seed is another book.
    pub seed: i64,
    /// How the files are written.
    pub format: Format,
    /// True for files as real exports are: the same rows to whoever reads them well, among much that is in the way.
    pub messy: bool,
}

impl Default for Options {
    /// 20,000 policies, 40 specialists, 24 months to June 2026, clean CSV.
    fn default() -> Self {
        let until = Month::new(2026, 6).expect("June 2026 is a month");
        Self {
            policies: 20_000,
            months: 24,
            until,
            specialists: 40,
            seed: 1,
            format: Format::Csv,
            messy: false,
        }
    }
}

/// A file format of the sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    Csv,
    Parquet,
    Xlsx,
}

impl Format {
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Xlsx => "xlsx",
        }
    }
}
