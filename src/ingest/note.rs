//! What was decided about a file and is not obvious: told beside the counts, in the language of the user.

use chrono::NaiveDate;

use crate::message::{Message, Say, say};

/// One thing worth a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A header that means different columns in different exports; its values decided.
    ReadByValues {
        /// As in the file.
        header: String,
        column: String,
    },
    /// Such a header whose values fit no column of the table.
    FitsNoColumn {
        /// As in the file.
        header: String,
        table: String,
    },
    /// A column that several headers mean.
    FirstOfSeveral {
        column: String,
        header: String,
        others: String,
    },
    /// The file was read by a layout.
    Layout {
        /// Its title in Chinese,
        zh: String,
        /// and in English.
        en: String,
        /// Tables it could also feed, had the file their columns.
        left_out: Vec<String>,
    },
    /// The same bytes under another name.
    LoadedAs {
        /// That name.
        path: String,
    },
    /// Columns that the file lacks and known rows keep.
    ColumnsKept { columns: String, rows: u64 },
    /// Ids that were known in another letter case.
    LetterCase {
        column: String,
        cells: u64,
        /// The first of them,
        given: String,
        /// and what it counts as.
        known: String,
    },
    /// Days without a time, where the time counts.
    WithoutTime { column: String, rows: u64 },
    /// Dates with which old exports mean "empty".
    EmptyDates { count: u64 },
    /// Cells right of the last header.
    Beside {
        cells: u64,
        /// The row of the first.
        first_row: u64,
    },
    /// Cells given the value of the one above that they are merged with.
    FilledDown {
        cells: u64,
        /// The row of the first.
        first_row: u64,
    },
    /// A workbook that counts its days from 1904, which a number alone does not show.
    DaysSince1904,
    /// A unit that stands above the headers.
    UnitOfTitle {
        unit: String,
        /// The title that names it.
        title: String,
    },
    /// The month a list of owners is taken to be of, as it says none or no year: `2026-03`.
    MonthOfList { month: String },
    /// The day to which the file says that it is complete.
    CoversTo { day: NaiveDate },
    /// A sheet that is hidden.
    HiddenSheet { sheet: String },
    /// A sheet that holds no table.
    SheetLeftOut { sheet: String },
}

impl Say for Note {
    fn message(&self) -> Message {
        match self {
            Self::ReadByValues { header, column } => say!("ingest.note.read_by_values", header, column),
            Self::FitsNoColumn { header, table } => say!("ingest.note.fits_no_column", header, table),
            Self::FirstOfSeveral { column, header, others } => {
                say!("ingest.note.first_of_several", column, header, others)
            }
            Self::Layout { zh, en, left_out } if left_out.is_empty() => say!("ingest.note.layout", zh, en),
            Self::Layout { zh, en, left_out } => say!("ingest.note.layout_in_part", zh, en, left_out = *left_out),
            Self::LoadedAs { path } => say!("ingest.note.loaded_as", path),
            Self::ColumnsKept { columns, rows: 1 } => say!("ingest.note.columns_kept_one", columns),
            Self::ColumnsKept { columns, rows } => say!("ingest.note.columns_kept", columns, rows = *rows),
            Self::LetterCase {
                column,
                cells: 1,
                given,
                known,
            } => say!("ingest.note.letter_case_one", column, given, known),
            Self::LetterCase {
                column,
                cells,
                given,
                known,
            } => say!("ingest.note.letter_case", column, cells = *cells, given, known),
            Self::WithoutTime { column, rows: 1 } => say!("ingest.note.without_time_one", column),
            Self::WithoutTime { column, rows } => say!("ingest.note.without_time", column, rows = *rows),
            Self::EmptyDates { count: 1 } => say!("ingest.note.empty_dates_one"),
            Self::EmptyDates { count } => say!("ingest.note.empty_dates", count = *count),
            Self::Beside { cells: 1, first_row } => say!("ingest.note.beside_one", row = *first_row),
            Self::Beside { cells, first_row } => say!("ingest.note.beside", cells = *cells, row = *first_row),
            Self::FilledDown { cells: 1, first_row } => say!("ingest.note.filled_down_one", row = *first_row),
            Self::FilledDown { cells, first_row } => {
                say!("ingest.note.filled_down", cells = *cells, row = *first_row)
            }
            Self::DaysSince1904 => say!("ingest.note.days_since_1904"),
            Self::UnitOfTitle { unit, title } => say!("ingest.note.unit_of_title", unit, title),
            Self::MonthOfList { month } => say!("ingest.note.month_of_list", month),
            Self::CoversTo { day } => say!("ingest.note.covers_to", day = *day),
            Self::HiddenSheet { sheet } => say!("ingest.note.hidden_sheet", sheet),
            Self::SheetLeftOut { sheet } => say!("ingest.note.sheet_left_out", sheet),
        }
    }
}
