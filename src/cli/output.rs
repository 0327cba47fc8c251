//! How results leave the program: drawn for a person, or in a format for other programs, to stdout or a file.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::ValueEnum;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, TableComponent, presets};

use super::context::Context;
use crate::diagnostic::Result;
use crate::tabular::{self, Out, TabularError};
use crate::visible::visible;
use crate::workspace::{Workspace, write_file_with};

pub(in crate::cli) use super::terminal::{outln, print, print_with, tell};

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
        // A cell is drawn line by line: what is left of other ends of lines would steer.
        Cell::new(visible(&text).replace("\r\n", "\n")).set_alignment(side)
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

    /// True if a person reads it as a table.
    pub(super) fn is_drawn(&self) -> bool {
        self.format == Format::Table
    }

    /// Writes `data`, dated `as_of` where the format has a date; `drawn` is what a person sees instead.
    pub(super) fn write(
        &self,
        (workspace, context): (&Workspace, &Context),
        data: &dyn tabular::Table,
        as_of: NaiveDate,
        drawn: impl FnOnce() -> Result<String>,
    ) -> Result<()> {
        let (library, settings, folder) = (&workspace.library, &workspace.settings.store, workspace.root());
        let put = |out: &mut Out<'_>| match self.format {
            Format::Table => out.put(visible(&drawn()?).as_bytes()),
            Format::Csv => tabular::write_csv(data, self.bom, out),
            Format::Json => tabular::write_json(data, out),
            Format::Jsonl => tabular::write_json_lines(data, out),
            Format::Xlsx => tabular::write_xlsx(data, as_of, folder, out),
            Format::Parquet => tabular::write_parquet(data, (library, settings), folder, out),
        };
        match &self.out {
            Some(path) => {
                let path = context.at(path);
                workspace.refuse_reserved(&path)?;
                refuse_other_than_files(&path)?;
                write_file_with(&path, |to| put(&mut Out::new(&path, to)))
            }
            None => print_with(put),
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

/// Rows that are drawn for reading: a table is laid out as a whole.
pub(super) const MOST_DRAWN: u64 = 10_000;

/// The data as a table for reading: as it is, numbers to the right; of a long one the first rows.
pub(super) fn plain_table(data: &dyn tabular::Table) -> Result<String> {
    let heads: Vec<&str> = data.columns().iter().map(|c| c.name.as_str()).collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    data.each(MOST_DRAWN, &mut |row| {
        rows.push(row.iter().map(ToString::to_string).collect());
        Ok(())
    })?;
    let right: Vec<usize> = (0..heads.len())
        .filter(|i| data.columns()[*i].kind.is_number())
        .collect();
    Ok(format!("{}\n", table(&heads, rows, &right)))
}
