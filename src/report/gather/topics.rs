//! What customers talk of: the words of comments by topic, from `report-templates/feedback_topics.toml`, as the table
//! `report_topics`.

use serde::Deserialize;

use crate::diagnostic::Result;
use crate::library::Library;
use crate::store::{Cell, Params, Store};

/// The table.
pub(super) const TOPICS: &str = "report_topics";

const FILE: &str = "report-templates/feedback_topics.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Topics {
    none: Title,
    topic: Vec<Topic>,
}

/// What stands for comments of no topic.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Title {
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Topic {
    id: String,
    zh: String,
    en: String,
    words: Vec<String>,
}

/// Fills the table: a row for each word, in the order of the file; last a row without a word, for what has no topic.
pub(super) fn make(store: &Store, library: &Library) -> Result<()> {
    store.run("queries/reports/topics/create.sql", &Params::none())?;
    let topics: Topics = library.get(FILE)?.toml()?;
    let row = |place: usize, id: &str, zh: &str, en: &str, word: Cell| {
        let text = |text: &str| Cell::Text(text.to_owned());
        [Cell::Integer(place as i64), text(id), text(zh), text(en), word]
    };
    let words = topics.topic.iter().enumerate().flat_map(|(place, topic)| {
        let of_word = move |word: &String| row(place, &topic.id, &topic.zh, &topic.en, Cell::Text(word.clone()));
        topic.words.iter().map(of_word)
    });
    let none = row(topics.topic.len(), "", &topics.none.zh, &topics.none.en, Cell::Null);
    let rows: Vec<[Cell; 5]> = words.chain([none]).collect();
    store.append(TOPICS, rows.iter().map(<[Cell; 5]>::as_slice))
}
