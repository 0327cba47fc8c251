//! `report`: a periodic review as workbook and HTML.

mod all;
mod files;
mod periodic;
mod relations;

pub(super) use files::{FileFormat, write, write_files};
pub(super) use periodic::{Args, run};
