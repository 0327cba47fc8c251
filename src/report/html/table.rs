//! What the template of tables gets: groups of rows, each cell with its text, what it is sorted by and how it looks.

use minijinja::value::Serde;
use minijinja::{Value as View, context};

use super::plot;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::report::model::{Column, ColumnStyle, Group, Table, Value};
use crate::report::text::format::{self, Format, change_of, state_word};

pub(super) fn view(table: &Table, section: &str, format: &Format) -> Result<View> {
    let columns = table.columns.iter();
    let columns: View = columns
        .map(|column| context! { title => &column.title, class => class(column.style) })
        .collect();
    let groups = table.groups.iter().zip(1..);
    let groups = groups.map(|(group, number)| group_view(table, &format!("{section}-{number}"), group, format));
    Ok(context! {
        columns,
        groups => groups.collect::<Result<Vec<_>>>()?,
        // Groups have headings.
        divided => table.groups.iter().any(|group| group.title.is_some()),
    })
}

fn group_view(table: &Table, anchor: &str, group: &Group, format: &Format) -> Result<View> {
    let cells = |values: &Vec<Value>| -> Result<View> {
        let pairs = values.iter().zip(&table.columns);
        pairs.map(|(value, column)| cell(value, column, format)).collect()
    };
    let plot = table.plot.as_ref();
    let plot = plot.map(|plot| plot::view(plot, table, group, format)).transpose()?;
    Ok(context! {
        anchor,
        title => group.title.as_deref().unwrap_or_default(),
        rows => group.rows.iter().map(cells).collect::<Result<Vec<_>>>()?,
        total => group.total.as_ref().map(cells).transpose()?,
        plot => Serde(plot.flatten()),
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

fn cell(value: &Value, column: &Column, format: &Format) -> Result<View> {
    // Class of what stands in the cell: a state's or a change's word.
    let look = match value {
        Value::State(state) => format!("state {}", state_word(*state)),
        Value::Change(held) => change_of(held).map_or_else(String::new, |c| format!("change {}", c.sense.word())),
        _ => String::new(),
    };
    let href = match value {
        Value::Link(link) => Some(link.address()),
        _ => None,
    };
    // Length of the bar behind a share, in percent.
    let share = value.number().and_then(|number| number.rate(4));
    let bar = share.filter(|_| column.style == ColumnStyle::Share).map(|share| {
        let percent = share.clamp(Decimal::ZERO, Decimal::ONE) * Decimal::ONE_HUNDRED;
        percent.round_dp(1).to_string()
    });
    Ok(context! { text => format.text(value)?, raw => format::raw(value), href, look, bar })
}
