//! What a sheet may be read as: a layout, or one table.

use crate::contract::{Column, Contract, Kind, Table};
use crate::ingest::layout::{Layout, Layouts, Shape};

/// A layout or a table.
#[derive(Clone, Copy)]
pub enum Scheme<'l, 'c> {
    Layout(&'l Layout),
    Table(&'c Table),
}

/// A column that a scheme takes.
#[derive(Clone, Copy)]
pub struct Field<'l, 'c> {
    pub table: &'c Table,
    /// As the layout calls it.
    pub name: &'l str,
    /// `None` for what other columns are made of.
    pub column: Option<&'c Column>,
    pub is_required: bool,
}

/// All there are.
pub fn schemes<'l, 'c>(layouts: &'l Layouts, contract: &'c Contract) -> Vec<Scheme<'l, 'c>> {
    let layouts = layouts
        .iter()
        .filter(|layout| layout.shape.is_none())
        .map(Scheme::Layout);
    layouts.chain(contract.tables().map(Scheme::Table)).collect()
}

impl<'l, 'c: 'l> Scheme<'l, 'c> {
    pub fn name(&self) -> &'l str {
        match self {
            Self::Layout(layout) => &layout.name,
            Self::Table(table) => &table.name,
        }
    }

    /// Title in Chinese and English.
    pub fn titles(&self) -> (&'l str, &'l str) {
        match self {
            Self::Layout(layout) => (&layout.zh, &layout.en),
            Self::Table(table) => (&table.zh, &table.en),
        }
    }

    /// The columns it takes, each once: those of tables it cannot do without first.
    pub fn fields(&self, contract: &'c Contract) -> Vec<Field<'l, 'c>> {
        let mut fields: Vec<Field<'l, 'c>> = Vec::new();
        let tables: Vec<(&'c Table, bool)> = match self {
            Self::Table(table) => vec![(*table, true)],
            Self::Layout(layout) => {
                let table = |name: &str| contract.table(name).ok();
                let main: Vec<&str> = layout.main_tables().collect();
                let others = layout.tables().filter(|name| !main.contains(name));
                let others = others.filter_map(|name| Some((table(name)?, false)));
                let main = main.iter().filter_map(|name| Some((table(name)?, true)));
                main.chain(others).collect()
            }
        };
        for (table, is_main) in &tables {
            for column in &table.columns {
                let is_taken = match self {
                    Self::Layout(layout) => layout.takes(&table.name, &column.name),
                    Self::Table(_) => true,
                };
                if is_taken && !fields.iter().any(|field| field.name == column.name) {
                    fields.push(Field {
                        table,
                        name: &column.name,
                        column: Some(column),
                        is_required: *is_main && column.required,
                    });
                }
            }
        }
        if let Self::Layout(layout) = self {
            for name in layout.further_names() {
                if !fields.iter().any(|field| field.name == name)
                    && let Some((table, _)) = tables.first()
                {
                    fields.push(Field {
                        table,
                        name,
                        column: None,
                        is_required: false,
                    });
                }
            }
        }
        fields
    }

    /// The layout by which a sheet is read where `shape` says what its columns are.
    pub fn with(&self, contract: &Contract, shape: Shape) -> Layout {
        match self {
            Self::Layout(layout) => layout.shaped(shape),
            Self::Table(table) => {
                let made = made_key(contract, table, &shape);
                Layout::of_table(table, made.into_iter().collect(), shape)
            }
        }
    }
}

/// The key of a table whose rows have none of their own, put together from who, when and the number among equal rows.
pub fn made_key(contract: &Contract, table: &Table, shape: &Shape) -> Option<(String, String)> {
    let [key] = &table.key[..] else {
        return None;
    };
    let is_there = |column: &&Column| shape.columns.contains_key(&column.name);
    // What others refer to by its id must have one of its own.
    let refers = |column: &Column| column.references.as_ref() == Some(&table.name);
    if shape.columns.contains_key(key) || contract.tables().any(|other| other.columns.iter().any(refers)) {
        return None;
    }
    let required = || {
        table
            .columns
            .iter()
            .filter(|column| column.required && column.name != *key)
    };
    let who = required().filter(|column| column.references.is_some());
    let when = required().filter(|column| matches!(column.kind, Kind::Date | Kind::Timestamp));
    let (who, when): (Vec<&Column>, Vec<&Column>) = (who.filter(is_there).collect(), when.filter(is_there).collect());
    if who.is_empty() || when.is_empty() {
        return None;
    }
    let pieces = who.iter().chain(&when).map(|column| format!("{{{}}}-", column.name));
    Some((key.clone(), format!("{}{{n}}", pieces.collect::<String>())))
}
