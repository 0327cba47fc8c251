//! Reports: a [`definition`] says which sections there are, [`build`] fills the typed [`model`] from metric values, and
//! two writers turn it into one self-contained HTML file and one workbook that show the same texts.
//!
//! [`html::render`] and [`xlsx::write`] are pure functions of the model and the library's templates and texts: two runs
//! give the same bytes. What the sections contain is decided where the model is filled, how values are written in
//! [`format`](mod@format) alone.

pub mod answers;
pub mod build;
pub mod control;
pub mod definition;
pub mod error;
pub mod figures;
pub mod format;
pub mod heat;
pub mod html;
pub mod incentives;
pub mod measure;
pub mod model;
pub mod pay;
pub mod prepare;
pub mod risk;
pub mod schedule;
pub mod scope;
pub mod shared;
pub mod statement;
pub mod table;
pub mod texts;
pub mod values;
pub mod views;
pub mod words;
pub mod worklist;
pub mod xlsx;

#[cfg(test)]
mod example;
#[cfg(test)]
mod tests;

use crate::diagnostic::Result;

/// An accent colour as `#rrggbb`, in numbers.
fn check_accent(accent: &str) -> Result<u32> {
    accent
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6)
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .ok_or_else(|| {
            error::ReportError::Accent {
                value: accent.to_owned(),
            }
            .into()
        })
}
