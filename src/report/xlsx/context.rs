//! What every sheet needs while it is written.

use super::names::Names;
use super::style::Styles;
use crate::report::model::Report;
use crate::report::text::format::Format;

/// The report, how its values are written, and what is decided before the first sheet.
pub(super) struct Context<'a> {
    pub report: &'a Report,
    pub format: &'a Format,
    pub styles: Styles,
    pub names: Names,
    /// Names of data, and where it lies if it is no table of Excel.
    pub ranges: Vec<(String, Option<String>)>,
}
