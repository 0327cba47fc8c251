//! The entities a number can be of: those of the reference day, and the words of the properties.

use super::dimension::{DIMENSIONS, Dimension, Filter, Grain};
use super::run::Run;
use crate::contract::{Column, Contract};
use crate::diagnostic::{Diagnose, Result};
use crate::library::Library;
use crate::locale::Locale;
use crate::message::{Message, Say, messages, say};
use crate::names::{self, Named};
use crate::store::Params;
use crate::texts::Texts;

messages! {
    "errors.entity"
    /// Why nobody is meant.
    #[derive(Debug)]
    pub enum EntityError {
        /// Nobody of that id or name on the reference day.
        Unknown {
            said: String,
            /// Among what.
            by: &'static str,
            hint: Message,
        },
        /// An id that several dimensions have.
        Ambiguous { entity_id: String, by: Vec<&'static str> },
        /// A split without the entity.
        None,
    }
}

impl Diagnose for EntityError {
    fn hints(&self) -> Vec<Message> {
        vec![match self {
            Self::Unknown { hint, .. } => hint.clone(),
            Self::Ambiguous { by, .. } => {
                let ways: Vec<String> = by.iter().map(|word| format!("--by {word}")).collect();
                say!("errors.entity.ambiguous.hint", ways)
            }
            Self::None => self.message().part("hint"),
        }]
    }
}

/// Entities by dimension.
pub struct Entities(Vec<(Dimension, Vec<Named>)>);

impl Entities {
    /// Those of `run`. Properties are called as files and as reports of either language call them.
    pub fn load(run: &Run<'_>, library: &Library) -> Result<Self> {
        let contract = Contract::load(library)?;
        let texts = [Texts::load(library, Locale::ZhCn)?, Texts::load(library, Locale::En)?];
        let rows = run.store.rows("queries/explain/entities.sql", &Params::none())?;
        let of = |dimension: Dimension| {
            let rows = rows.iter().filter(move |row| row.text("dimension") == dimension.word);
            let named = rows.map(|row| Named::new(row.text("entity_id"), row.text("entity_name")));
            let mut known: Vec<Named> = named.collect();
            for named in known.iter_mut().filter(|_| !dimension.is_level) {
                let id = format!("words.{}.{}", dimension.word, named.id);
                named
                    .names
                    .extend(texts.iter().filter_map(|texts| texts.find(&id)).map(str::to_owned));
                named.names.extend(spellings(&contract, dimension, &named.id));
            }
            (dimension, known)
        };
        Ok(Self(DIMENSIONS.into_iter().map(of).collect()))
    }

    fn of(&self, dimension: Dimension) -> &[Named] {
        let known = self.0.iter().find(|(of, _)| *of == dimension);
        known.map_or(&[], |(_, known)| known)
    }

    /// The id of what `said` is the id or name of. Payment numbers and stages are no list: any number may be asked for, as may
    /// anything while nothing is loaded.
    pub fn id(&self, dimension: Dimension, said: &str) -> Result<String> {
        let known = self.of(dimension);
        if let Some(named) = names::find(said, known)? {
            return Ok(named.id.clone());
        }
        let is_number = matches!(dimension.needs, Grain::DueNo | Grain::Stage);
        if known.is_empty() && (!is_number || said == NONE || said.parse::<i64>().is_ok()) {
            return Ok(said.to_owned());
        }
        Err(unknown(said, Some(dimension), known))
    }

    /// The same of a filter.
    pub fn filter(&self, filter: &Filter) -> Result<Filter> {
        Ok(Filter {
            dimension: filter.dimension,
            value: self.id(filter.dimension, &filter.value)?,
        })
    }

    /// The one dimension that has the id or name, with the id.
    pub fn only(&self, said: &str) -> Result<(Dimension, String)> {
        let mut found = Vec::new();
        for (dimension, known) in &self.0 {
            if let Some(named) = names::find(said, known)? {
                found.push((*dimension, named.id.clone()));
            }
        }
        match &found[..] {
            [one] => Ok(one.clone()),
            [] => {
                let all: Vec<Named> = self.0.iter().flat_map(|(_, known)| known.clone()).collect();
                Err(unknown(said, None, &all))
            }
            several => Err(EntityError::Ambiguous {
                entity_id: said.to_owned(),
                by: several.iter().map(|(dimension, _)| dimension.word).collect(),
            }
            .into()),
        }
    }
}

/// What stands for the lack of a value.
const NONE: &str = "(none)";

/// What files call `id` in columns named like the dimension.
fn spellings<'c>(contract: &'c Contract, dimension: Dimension, id: &'c str) -> impl Iterator<Item = String> + 'c {
    let columns = contract.tables().flat_map(|table| &table.columns);
    let columns = columns.filter(move |column| column.name == dimension.word);
    let spellings = columns.flat_map(Column::spellings);
    spellings
        .filter(move |(_, word)| *word == id)
        .map(|(spelling, _)| spelling.to_owned())
}

fn unknown(said: &str, by: Option<Dimension>, known: &[Named]) -> crate::Error {
    let hint = match by {
        Some(_) if known.is_empty() => say!("errors.entity.number"),
        Some(_) => names::hint(said, known),
        None => names::near(said, known).unwrap_or_else(|| say!("errors.entity.unknown.list")),
    };
    EntityError::Unknown {
        said: said.to_owned(),
        by: by.map_or("entity", |d| d.word),
        hint,
    }
    .into()
}
