//! A question in SQL, answered from the store and from nothing else.
//!
//! The store is opened so that nothing in it can change and no file can be reached; the question stands inside a
//! `SELECT ... FROM (...)`, where only what reads is grammar. What would do more is refused before that, with a
//! sentence that says so.

use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use crate::diagnostic::{Diagnose, Place, Result};
use crate::library::Source;
use crate::message::{Message, Say, messages, say};
use crate::store::reading::{self, Beginning};
use crate::store::{Params, Statement, Store};
use crate::tabular::{Column, Kind, Tabular};

messages! {
    "errors.query"
    /// Why a question is not asked.
    #[derive(Debug)]
    pub enum QueryError {
        /// It would change something, or reach out of the store.
        NotReading { word: String, place: Box<Place> },
        /// Nothing but blanks and comments.
        Empty,
        /// Standard input cannot be read as text.
        Unreadable { reason: Message },
    }
}

impl Diagnose for QueryError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::NotReading { place, .. } => Some(*place.clone()),
            Self::Empty | Self::Unreadable { .. } => None,
        }
    }

    fn hints(&self) -> Vec<Message> {
        vec![match self {
            Self::NotReading { .. } => {
                let words = reading::WORDS.map(str::to_owned).to_vec();
                say!("errors.query.not_reading.hint", words)
            }
            Self::Unreadable { .. } | Self::Empty => self.message().part("hint"),
        }]
    }
}

/// The answer to `sql`. Nested and rare types come as text.
pub fn run(store: &Store, sql: &str) -> Result<Tabular> {
    let asked = Source {
        name: "SQL".to_owned(),
        text: sql.to_owned(),
        is_override: true,
    };
    check_reading(&asked)?;
    let columns = columns(store, &asked)?;
    let template = store.library().get("queries/query/asked.sql.j2")?;
    let statement = Statement::render_around(template, context! { columns => Serde(&columns) }, &asked)?;
    let rows = store.query(&statement, &Params::none())?;
    Ok(Tabular {
        columns: columns
            .into_iter()
            .map(|column| Column::new(column.name, column.kind))
            .collect(),
        rows: rows.iter().map(|row| row.cells().to_vec()).collect(),
    })
}

#[derive(Serialize)]
struct Answer {
    name: String,
    is_plain: bool,
    #[serde(skip)]
    kind: Kind,
}

fn columns(store: &Store, asked: &Source) -> Result<Vec<Answer>> {
    let wrapper = store.library().get("queries/query/columns.sql")?;
    let described = store.query(&Statement::wrap(wrapper, asked)?, &Params::none())?;
    let answer = described.iter().map(|row| {
        let kind = Kind::of(&row.text("column_type"));
        Answer {
            name: row.text("column_name"),
            is_plain: kind.is_some(),
            kind: kind.unwrap_or(Kind::Text),
        }
    });
    Ok(answer.collect())
}

/// Refuses what does not begin like a question. What slips through meets the grammar and the closed store.
fn check_reading(asked: &Source) -> Result<(), QueryError> {
    match reading::beginning(asked) {
        Beginning::Reading => Ok(()),
        Beginning::Empty => Err(QueryError::Empty),
        Beginning::Other(word, offset) => Err(QueryError::NotReading {
            word,
            place: Box::new(asked.place(offset)),
        }),
    }
}
