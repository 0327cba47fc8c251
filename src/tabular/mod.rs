//! A table on its way out: typed columns and exact cells, and the formats other programs read them in.
//!
//! Every format carries the same values: text stays text (never a formula, never a number), exact numbers stay exact,
//! no value is empty or `null`. The same table gives the same bytes. What a person reads on the terminal is drawn by
//! the command line; here is what goes into files and pipes.

mod error;
mod out;
mod parquet;
mod table;
mod text;
mod xlsx;

pub use error::TabularError;
pub use out::Out;
pub use parquet::write_parquet;
pub use table::{Column, Kind, Table, Tabular};
pub use text::{csv, guarded, json_lines, write_csv, write_json, write_json_lines};
pub use xlsx::{is_workbook_day, write_xlsx, xlsx};
