//! A question in SQL, answered from the store and from nothing else.
//!
//! The store is opened so that nothing in it can change and no file can be reached; the question stands inside a
//! `SELECT ... FROM (...)`, where only what reads is grammar. What would do more is refused before that, with a
//! sentence that says so.

use std::time::Duration;

use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use crate::diagnostic::{Diagnose, Place, Result};
use crate::library::Source;
use crate::message::{Message, Say, messages, say};
use crate::store::reading::{self, Beginning};
use crate::store::{Cell, Params, Statement, Store};
use crate::tabular::{Column, Kind, Table};

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

/// Rows that are in memory at once.
const PAGE: i64 = 20_000;

/// The answer to a question, kept beside the store's memory: on the disk where it is large.
pub struct Answer<'s> {
    store: &'s Store,
    columns: Vec<Column>,
    count: u64,
}

/// The answer to `sql`, which is stopped if it takes longer than `limit`. Nested and rare types come as text.
pub fn run<'s>(store: &'s Store, sql: &str, limit: Duration) -> Result<Answer<'s>> {
    let asked = Source {
        name: "SQL".to_owned(),
        text: sql.to_owned(),
        is_override: true,
    };
    check_reading(&asked)?;
    store.within(limit, || {
        let columns = columns(store, &asked)?;
        let template = store.library().get("queries/query/keep.sql.j2")?;
        let statement = Statement::render_around(template, context! { columns => Serde(&columns) }, &asked)?;
        let count = store.create(&statement, &Params::none())?;
        Ok(Answer {
            store,
            columns: columns
                .into_iter()
                .map(|column| Column::new(column.name, column.kind))
                .collect(),
            count: count as u64,
        })
    })
}

impl Table for Answer<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn count(&self) -> u64 {
        self.count
    }

    fn each(&self, most: u64, take: &mut dyn FnMut(&[Cell]) -> Result<()>) -> Result<()> {
        let rows = i64::try_from(self.count.min(most)).unwrap_or(i64::MAX);
        let page = self.store.statement("queries/query/page.sql")?;
        let mut first = 0;
        while first < rows {
            let behind = rows.min(first + PAGE);
            let params = Params::none().with("first", first).with("behind", behind);
            self.store.each(&page, &params, |row| take(row.cells()))?;
            first = behind;
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Described {
    name: String,
    is_plain: bool,
    #[serde(skip)]
    kind: Kind,
}

fn columns(store: &Store, asked: &Source) -> Result<Vec<Described>> {
    let wrapper = store.library().get("queries/query/columns.sql")?;
    let described = store.query(&Statement::wrap(wrapper, asked)?, &Params::none())?;
    let answer = described.iter().map(|row| {
        let kind = Kind::of(&row.text("column_type"));
        Described {
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
