//! How results leave the program: drawn for a person, or in a format for other programs, to stdout or a file.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::ValueEnum;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, TableComponent, presets};

use super::context::Context;
use crate::diagnostic::Result;
use crate::tabular::{self, Tabular, TabularError};
use crate::visible::visible;
use crate::workspace::{Workspace, write_file};

pub(in crate::cli) use super::terminal::{outln, print, print_data, tell};

/// A table aligned by the width of its characters, as wide as the terminal; `right` are the columns of numbers.
pub(super) fn table(heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>, right: &[usize]) -> Table {
    let mut table = Table::new();
    table
        .load_preset(presets::NOTHING)
        .set_style(TableComponent::HeaderLines, '─')
        .set_style(TableComponent::MiddleHeaderIntersections, '─')
        .set_content_arrangement(ContentArrangement::Dynamic);
    let align = |index: usize, text: String| {
        let side = if right.contains(&index) {
            CellAlignment::Right
        } else {
            CellAlignment::Left
        };
        Cell::new(visible(&text)).set_alignment(side)
    };
    table.set_header(heads.iter().enumerate().map(|(i, head)| align(i, (*head).to_owned())));
    for row in rows {
        table.add_row(row.into_iter().enumerate().map(|(i, text)| align(i, text)));
    }
    table
}

/// How a result is written, and where to.
#[derive(clap::Args)]
#[group(id = "output")]
pub(super) struct Args {
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[arg(long)]
    bom: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Table,
    Csv,
    Json,
    Jsonl,
    Parquet,
    Xlsx,
}

impl Args {
    /// Refuses what cannot work, before any work is done.
    pub(super) fn check(&self) -> Result<()> {
        let binary = match self.format {
            Format::Parquet => Some("parquet"),
            Format::Xlsx => Some("xlsx"),
            _ => None,
        };
        if let Some(format) = binary.filter(|_| self.out.is_none() && std::io::stdout().is_terminal()) {
            return Err(TabularError::Terminal { format }.into());
        }
        if self.bom && self.format != Format::Csv {
            return Err(TabularError::Bom.into());
        }
        Ok(())
    }

    /// Writes `data`, dated `as_of` where the format has a date; `drawn` is what a person sees instead.
    pub(super) fn write(
        &self,
        (workspace, context): (&Workspace, &Context),
        data: &Tabular,
        as_of: NaiveDate,
        drawn: impl FnOnce() -> Result<String>,
    ) -> Result<()> {
        let bytes = match self.format {
            Format::Table => visible(&drawn()?).as_bytes().to_vec(),
            Format::Csv => tabular::csv(data, self.bom),
            Format::Json => tabular::json(data),
            Format::Jsonl => tabular::json_lines(data),
            Format::Xlsx => tabular::xlsx(data, as_of)?,
            Format::Parquet => tabular::parquet(data, &workspace.library, &workspace.settings.store, workspace.root())?,
        };
        match &self.out {
            Some(path) => {
                let path = context.at(path);
                workspace.refuse_reserved(&path)?;
                refuse_other_than_files(&path)?;
                write_file(&path, &bytes)
            }
            None => print_data(&bytes),
        }
    }
}

/// A pipe, a device such as `/dev/stdout`, a folder: a file is put into its place, and none of them may go.
fn refuse_other_than_files(path: &Path) -> Result<()> {
    match path.symlink_metadata() {
        Ok(found) if !found.is_file() => {
            let path = path.display().to_string();
            Err(TabularError::NoFile { path }.into())
        }
        _ => Ok(()),
    }
}

/// The data as a table for reading: as it is, numbers to the right.
pub(super) fn plain_table(data: &Tabular) -> String {
    let heads: Vec<&str> = data.columns.iter().map(|c| c.name.as_str()).collect();
    let rows = data
        .rows
        .iter()
        .map(|row| row.iter().map(ToString::to_string).collect());
    let right: Vec<usize> = (0..heads.len()).filter(|i| data.columns[*i].kind.is_number()).collect();
    format!("{}\n", table(&heads, rows, &right))
}
