//! Tables as templates see them: groups of rows, each cell with its text, what it is sorted by and how it looks.

use serde::Serialize;

use super::plot::{self, PlotView};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::report::model::{Column, ColumnStyle, Group, Table, Value};
use crate::report::text::format::{self, Format, change_of, state_word};

#[derive(Debug, Serialize)]
pub(super) struct TableView {
    columns: Vec<ColumnView>,
    groups: Vec<GroupView>,
    /// True if the table is divided, so that groups have headings.
    divided: bool,
}

#[derive(Debug, Serialize)]
struct ColumnView {
    title: String,
    class: &'static str,
}

#[derive(Debug, Serialize)]
struct GroupView {
    anchor: String,
    title: String,
    rows: Vec<Vec<CellView>>,
    total: Option<Vec<CellView>>,
    plot: Option<PlotView>,
}

#[derive(Debug, Serialize)]
struct CellView {
    text: String,
    raw: String,
    /// The file it leads to.
    href: Option<String>,
    /// Class of what stands in the cell: a state's or a change's word.
    look: String,
    /// Length of the bar behind a share, in percent.
    bar: Option<String>,
}

pub(super) fn view(table: &Table, section: &str, format: &Format) -> Result<TableView> {
    let columns = table.columns.iter().map(|column| ColumnView {
        title: column.title.clone(),
        class: class(column.style),
    });
    let groups = table.groups.iter().enumerate();
    let groups = groups.map(|(index, group)| group_view(table, section, index, group, format));
    Ok(TableView {
        columns: columns.collect(),
        groups: groups.collect::<Result<_>>()?,
        divided: table.groups.iter().any(|group| group.title.is_some()),
    })
}

fn group_view(table: &Table, section: &str, index: usize, group: &Group, format: &Format) -> Result<GroupView> {
    let cells = |values: &Vec<Value>| {
        let pairs = values.iter().zip(&table.columns);
        pairs
            .map(|(value, column)| cell(value, column, format))
            .collect::<Result<Vec<_>>>()
    };
    Ok(GroupView {
        anchor: format!("{section}-{}", index + 1),
        title: group.title.clone().unwrap_or_default(),
        rows: group.rows.iter().map(cells).collect::<Result<_>>()?,
        total: group.total.as_ref().map(cells).transpose()?,
        plot: match &table.plot {
            Some(plot) => plot::view(plot, table, group, format)?,
            None => None,
        },
    })
}

fn class(style: ColumnStyle) -> &'static str {
    match style {
        ColumnStyle::Number => "num",
        ColumnStyle::Share => "num share",
        ColumnStyle::Text => "text",
        ColumnStyle::Id => "mono",
        ColumnStyle::Prose => "prose",
        ColumnStyle::Hand => "hand",
    }
}

fn cell(value: &Value, column: &Column, format: &Format) -> Result<CellView> {
    let look = match value {
        Value::State(state) => format!("state {}", state_word(*state)),
        Value::Change(held) => change_of(held).map_or_else(String::new, |c| format!("change {}", c.sense.word())),
        _ => String::new(),
    };
    let share = value.number().and_then(|number| number.rate(4));
    let bar = share.filter(|_| column.style == ColumnStyle::Share);
    Ok(CellView {
        text: format.text(value)?,
        raw: format::raw(value),
        href: match value {
            Value::Link(link) => Some(format!("{}.html", link.file)),
            _ => None,
        },
        look,
        bar: bar.map(|share| {
            (share.clamp(Decimal::ZERO, Decimal::ONE) * Decimal::ONE_HUNDRED)
                .round_dp(1)
                .to_string()
        }),
    })
}
