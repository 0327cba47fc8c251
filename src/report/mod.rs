//! Reports: from a typed [`model`] to one self-contained HTML file and one workbook that show the same texts.

pub mod model;
