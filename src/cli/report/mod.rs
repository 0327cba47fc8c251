//! `report`: a periodic review as workbook and HTML.

mod all;
mod files;
mod of_scope;
mod periodic;

pub(super) use files::{FileFormat, write, write_files};
pub(super) use of_scope::OfScope;
pub(super) use periodic::{Args, run};
