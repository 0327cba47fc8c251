//! Tables of any columns, whole or in groups, and the picture drawn of their rows.

use super::value::Value;
use crate::word::words;

/// Any rows and columns, in one or several groups of the same columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub columns: Vec<Column>,
    /// The groups in reading order; a table that is not divided is one group without title.
    pub groups: Vec<Group>,
    /// What is drawn of each group.
    pub plot: Option<Plot>,
    /// What the groups are, as the head of a column.
    pub group_column: Option<String>,
    /// True if each group stands on a sheet of its own in the workbook.
    pub sheet_per_group: bool,
}

impl Table {
    /// A table that is not divided.
    pub fn whole(columns: Vec<Column>, rows: Vec<Vec<Value>>, total: Option<Vec<Value>>) -> Self {
        let group = Group {
            id: String::new(),
            title: None,
            rows,
            total,
        };
        Self {
            columns,
            groups: vec![group],
            plot: None,
            group_column: None,
            sheet_per_group: false,
        }
    }

    /// True if no group has a row.
    pub fn is_empty(&self) -> bool {
        self.groups.iter().all(|group| group.rows.is_empty())
    }
}

/// Rows that belong together, such as a team's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Its id, such as `T11`; empty for a table that is not divided.
    pub id: String,
    /// Its heading and the name of its sheet.
    pub title: Option<String>,
    /// The rows, a value per column.
    pub rows: Vec<Vec<Value>>,
    /// The totals, from the data at the total's grain.
    pub total: Option<Vec<Value>>,
}

/// One column of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    pub title: String,
    pub style: ColumnStyle,
}

/// How the values of a column stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColumnStyle {
    /// Numbers, on the right.
    #[default]
    Number,
    /// Shares, on the right, with a bar behind them where there is room.
    Share,
    /// Names and words, on the left.
    Text,
    /// Ids, on the left, in letters of one width.
    Id,
    /// Sentences, on the left, with room to wrap.
    Prose,
    /// Empty room to write by hand.
    Hand,
}

impl ColumnStyle {
    /// True for what stands on the right.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Number | Self::Share)
    }
}

/// A picture of a table's rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plot {
    pub kind: PlotKind,
    /// Column of the names.
    pub label: usize,
    /// Columns of the numbers.
    pub values: Vec<usize>,
}

impl Plot {
    /// True if a group's rows give a picture: one bar has nothing to be compared with, one point is no line, and strips of one
    /// value each are not seen.
    pub fn has_picture(&self, rows: &[Vec<Value>]) -> bool {
        let number = |row: &[Value], column: Option<&usize>| column.and_then(|column| row.get(*column)?.number());
        if self.kind == PlotKind::Pareto {
            // Reasons of one case each have no vital few.
            let first = rows.first().and_then(|row| number(row, self.values.first()));
            return rows.iter().any(|row| number(row, self.values.first()) != first);
        }
        if self.kind != PlotKind::Box {
            return rows.len() > 1;
        }
        let is_wide = |row: &Vec<Value>| number(row, self.values.first()) != number(row, self.values.last());
        rows.iter().any(is_wide)
    }
}

words! {
    /// The pictures of tables.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum PlotKind {
        /// Bars from the largest, with the line of their cumulative share; the vital few stand out.
        Pareto = "pareto",
        /// Horizontal bars; a second column of numbers is a mark on each.
        Bars = "bars",
        /// Horizontal bars around a common middle, each a part of the one before.
        Funnel = "funnel",
        /// Steps from a first value to a last one.
        Waterfall = "waterfall",
        /// A line per column of numbers over the names.
        Lines = "lines",
        /// Smallest, lower quartile, median, upper quartile and greatest value of each row.
        Box = "box",
    }
}
