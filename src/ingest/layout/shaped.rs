//! Layouts made from a mapping, and what is asked of a layout to make one: which names it reads, what a sheet lacks.

use std::collections::BTreeMap;

use super::{FOLDER, Fill, Filling, Layout, Layouts, Part, Shape, Wording, find_slot, pieces};
use crate::contract::{Column, Contract, Table};
use crate::diagnostic::{Place, Result, did_you_mean, nearest};
use crate::ingest::error::IngestError;
use crate::ingest::fold::fold;
use crate::ingest::headers::{Heads, Join, Known, Names};
use crate::message::say;

impl Layouts {
    /// Gives each layout the parts of the one it is like; what its own parts say of columns counts more.
    pub(super) fn take_over_parts(&mut self) -> Result<()> {
        for index in 0..self.layouts.len() {
            let Some(like) = self.layouts[index].like.clone() else {
                continue;
            };
            let model = self.get(&like).filter(|model| model.like.is_none());
            let Some(parts) = model.map(|model| model.parts.clone()) else {
                let known = self.layouts.iter().filter(|layout| layout.like.is_none());
                let known: Vec<&str> = known.map(|layout| layout.name.as_str()).collect();
                let message = say!(
                    "errors.ingest.layout.no_layout",
                    like,
                    hint = did_you_mean(&like, &known)
                );
                let place = Box::new(Place::file(format!("{FOLDER}/{}.toml", self.layouts[index].name)));
                return Err(IngestError::Layout { message, place }.into());
            };
            let layout = &mut self.layouts[index];
            for own in std::mem::replace(&mut layout.parts, parts) {
                match layout.parts.iter_mut().find(|part| part.table == own.table) {
                    Some(part) => {
                        part.columns.extend(own.columns);
                        part.join = own.join.or(part.join);
                    }
                    None => layout.parts.push(own),
                }
            }
        }
        Ok(())
    }

    /// Lets `names` know the headers of their files.
    pub fn teach(&self, names: &mut Names<'_>) {
        for shape in self.layouts.iter().filter_map(|layout| layout.shape.as_ref()) {
            names.learn(&shape.names());
        }
    }

    /// The layout whose files have these headers: of several the one that knows most of them.
    pub fn by_shape(&self, headers: &[String]) -> Option<&Layout> {
        let fitting = self.layouts.iter().filter_map(|layout| {
            let same = layout.shape.as_ref()?.fits(headers)?;
            Some((same, layout))
        });
        fitting.max_by_key(|(same, _)| *same).map(|(_, layout)| layout)
    }

    /// The name of the layout or table that is asked for by its name or title.
    pub fn asked(&self, contract: &Contract, said: &str) -> Result<String> {
        let layout = |layout: &&Layout| {
            [&layout.name, &layout.zh, &layout.en]
                .iter()
                .any(|name| fold(name) == fold(said))
        };
        let by_layout = self.get(said).or_else(|| self.layouts.iter().find(layout));
        let by_title = |table: &&Table| [&table.zh, &table.en].iter().any(|name| fold(name) == fold(said));
        match (contract.table(said), by_layout, contract.tables().find(by_title)) {
            (Ok(table), ..) => Ok(table.name.clone()),
            (_, Some(layout), _) => Ok(layout.name.clone()),
            (.., Some(table)) => Ok(table.name.clone()),
            (Err(_), None, None) => {
                let known = self.all_names(contract);
                let every: Vec<&str> = known.iter().flat_map(|(name, zh, en)| [*name, *zh, *en]).collect();
                let hint = nearest(said, every).map_or_else(
                    || {
                        let known: Vec<String> = known
                            .iter()
                            .map(|(name, zh, en)| format!("{name} {zh} ({en})"))
                            .collect();
                        say!("errors.known", known)
                    },
                    |near| say!("errors.did_you_mean", near = near.to_owned()),
                );
                let name = said.to_owned();
                Err(IngestError::NoLayoutOrTable { name, near: hint }.into())
            }
        }
    }

    /// Layouts, then tables: name and titles.
    pub fn all_names<'a>(&'a self, contract: &'a Contract) -> Vec<(&'a str, &'a str, &'a str)> {
        let layouts = self
            .layouts
            .iter()
            .map(|layout| (&*layout.name, &*layout.zh, &*layout.en));
        let tables = contract.tables().map(|table| (&*table.name, &*table.zh, &*table.en));
        layouts.chain(tables).collect()
    }
}

/// What a part lacks.
pub struct Lacking<'c> {
    pub table: &'c Table,
    /// Required columns that nothing fills.
    pub columns: Vec<&'c Column>,
    /// Columns without which an optional part is not meant.
    pub needs: Vec<String>,
    pub optional: bool,
}

impl Layout {
    /// The same for files of this shape.
    pub fn shaped(&self, shape: Shape) -> Self {
        Self {
            like: Some(self.name.clone()),
            shape: Some(shape),
            ..self.clone()
        }
    }

    /// The layout of files of this shape that fill one table, some columns of which are put together.
    pub fn of_table(table: &Table, made: BTreeMap<String, String>, shape: Shape) -> Self {
        let columns = made
            .into_iter()
            .map(|(column, text)| (column, vec![Wording::Text(text)]));
        Self {
            name: table.name.clone(),
            zh: table.zh.clone(),
            en: table.en.clone(),
            files: Vec::new(),
            like: None,
            shape: Some(shape),
            parts: vec![Part {
                table: table.name.clone(),
                optional: false,
                needs: Vec::new(),
                when: Vec::new(),
                when_any: Vec::new(),
                known: Known::default(),
                by: Vec::new(),
                join: None,
                columns: columns.collect(),
            }],
        }
    }

    /// How its payments find their due items.
    pub fn join(&self) -> Option<Join> {
        self.parts.iter().find_map(|part| part.join)
    }

    /// False for a column that is always filled otherwise than from a column of its own: the day from which a team counts.
    pub fn takes(&self, table: &str, column: &str) -> bool {
        let part = self.parts.iter().find(|part| part.table == table);
        let wordings = part.and_then(|part| part.columns.get(column));
        wordings.is_none_or(|wordings| wordings.iter().any(|wording| wording.names().contains(&column)))
    }

    /// The layout whose parts it takes over.
    pub fn model(&self) -> Option<&str> {
        self.like.as_deref()
    }

    /// What fills columns that no column of a sheet with `heads` does: the text of the first way that is possible.
    pub fn made<'c>(&self, names: &Names<'c>, heads: Heads<'_>) -> Vec<(&'c Table, String, String)> {
        let own = self.shape.as_ref().map(|shape| names.with_own(&shape.names()));
        let names = own.as_ref().unwrap_or(names);
        let mut made = Vec::new();
        for part in &self.parts {
            let Some(filling) = part.fill(names, heads) else {
                continue;
            };
            let slot = |name: &str| find_slot(names, filling.table, heads, name);
            for (column, fill) in filling.table.columns.iter().zip(&filling.columns) {
                let (Some(Fill::Text(_)), Some(wordings)) = (fill, part.columns.get(&column.name)) else {
                    continue;
                };
                let taken = wordings.iter().find_map(|wording| match wording {
                    Wording::Text(text) => pieces(text, &slot).map(|_| text.clone()),
                    Wording::Annualise { .. } | Wording::Days { .. } => None,
                });
                made.extend(taken.map(|text| (filling.table, column.name.clone(), text)));
            }
        }
        made
    }

    /// The required columns that nothing fills, by table, and whether the table may be left out.
    pub fn lacking<'c>(&self, names: &Names<'c>, heads: Heads<'_>) -> Vec<Lacking<'c>> {
        let own = self.shape.as_ref().map(|shape| names.with_own(&shape.names()));
        let names = own.as_ref().unwrap_or(names);
        let lacking = self.parts.iter().filter_map(|part| part.lacking(names, heads));
        lacking.collect()
    }

    /// The tables it brings rows to, in order.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| part.table.as_str())
    }

    /// The tables it cannot do without.
    pub fn main_tables(&self) -> impl Iterator<Item = &str> {
        let main = self.parts.iter().filter(|part| !part.optional);
        main.map(|part| part.table.as_str())
    }

    /// Names that its texts put values together from, beside the columns of its tables.
    pub fn further_names(&self) -> impl Iterator<Item = &str> {
        let wordings = self.parts.iter().flat_map(|part| part.columns.values().flatten());
        wordings.flat_map(Wording::names)
    }
}

impl Part {
    fn lacking<'c>(&self, names: &Names<'c>, heads: Heads<'_>) -> Option<Lacking<'c>> {
        let table = names.contract().table(&self.table).ok()?;
        let slot = |name: &str| find_slot(names, table, heads, name);
        let is_filled = |column: &&Column| self.fill_of(names, table, column, heads).0.is_some();
        let missing = table
            .columns
            .iter()
            .filter(|column| column.required && !is_filled(column));
        let mut columns: Vec<&Column> = missing.collect();
        // What is made of others is there as soon as those are.
        let is_made = |column: &&Column| self.columns.contains_key(&column.name);
        if !columns.iter().all(is_made) {
            columns.retain(|column| !is_made(column));
        }
        let lacking = Lacking {
            table,
            columns,
            needs: self.needs.iter().filter(|name| slot(name).is_none()).cloned().collect(),
            optional: self.optional,
        };
        (!lacking.columns.is_empty() || !lacking.needs.is_empty()).then_some(lacking)
    }
}

impl Filling<'_> {
    /// Takes over what a layout says of words and units.
    pub(super) fn follow(&mut self, shape: &Shape) {
        self.decisions = shape.decisions();
        for (column, fill) in self.table.columns.iter().zip(&self.columns) {
            let zeros = shape.zeros_of(&column.name);
            self.units.extend(zeros.map(|zeros| (column.name.clone(), zeros)));
            if let (Some(Fill::Cell(origin)), Some(words)) = (fill, shape.words_of(&column.name)) {
                self.words.insert(origin.index, words);
            }
        }
    }
}

impl Wording {
    /// The names of columns in it.
    fn names(&self) -> Vec<&str> {
        match self {
            Self::Text(text) => text
                .split('{')
                .skip(1)
                .filter_map(|rest| Some(rest.split_once('}')?.0))
                .filter(|name| *name != "n")
                .map(|name| name.trim_end_matches('?'))
                .collect(),
            Self::Annualise { annualise, by } => vec![annualise, by],
            Self::Days { days_until, from } => vec![days_until, from],
        }
    }
}
