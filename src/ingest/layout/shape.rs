//! What a layout says of the headers and words of its own files, and by which headers those are known: the part of a
//! mapping file that `duebook map` writes.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::contract::Contract;
use crate::ingest::fold::fold;
use crate::ingest::headers::{OwnNames, Unit};
use crate::message::{Message, say};

/// Files of one shape, whatever they are called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Shape {
    /// All headers of such a file.
    pub headers: Vec<String>,
    /// Headers without which a file is not of this shape, whatever else it has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only_with: Vec<String>,
    /// Headers that mean nothing here.
    pub unused: Vec<String>,
    /// Headers by the column they mean, as in the files of aliases.
    pub columns: BTreeMap<String, Vec<String>>,
    /// By column, words of the file with the word each stands for.
    pub words: BTreeMap<String, BTreeMap<String, String>>,
    /// By column, the unit of its amounts.
    pub units: BTreeMap<String, String>,
}

impl Shape {
    pub fn names(&self) -> OwnNames {
        OwnNames::new(&self.columns, &self.unused)
    }

    /// How many of `headers` a file of this shape has; `None` if they are those of another: one that is read is not there,
    /// or most are unknown here.
    pub fn fits(&self, headers: &[String]) -> Option<usize> {
        let folded = |headers: &[String]| -> HashSet<String> {
            let folded = headers.iter().map(|header| fold(header));
            folded.filter(|header| !header.is_empty()).collect()
        };
        let (own, found) = (folded(&self.headers), folded(headers));
        let mut read = self.columns.values().flatten().chain(&self.only_with);
        let same = found.intersection(&own).count();
        (read.all(|header| found.contains(&fold(header))) && same * 2 > found.len()).then_some(same)
    }

    /// The words of `column`, folded, with what each stands for.
    pub fn words_of(&self, column: &str) -> Option<HashMap<String, String>> {
        let words = self.words.get(column)?.iter();
        Some(words.map(|(word, meant)| (fold(word), meant.clone())).collect())
    }

    /// The powers of ten of the unit of `column`.
    pub fn zeros_of(&self, column: &str) -> Option<i32> {
        Some(Unit::named(self.units.get(column)?)?.zeros)
    }

    /// Words and units as text, which decide about the rows of a file as its columns do.
    pub fn decisions(&self) -> String {
        let words = self.words.iter().flat_map(|(column, words)| {
            let words = words.iter();
            words.map(move |(word, meant)| format!("{column} {word}={meant}"))
        });
        let units = self.units.iter().map(|(column, unit)| format!("{column} {unit}"));
        words.chain(units).collect::<Vec<_>>().join(", ")
    }

    /// What in it is not there, each with the word to point at.
    pub fn mistakes(&self, contract: &Contract) -> Vec<(Message, String)> {
        let columns = |name: &str| {
            contract
                .tables()
                .filter_map(|table| table.column(name))
                .collect::<Vec<_>>()
        };
        let mut mistakes = Vec::new();
        for (column, words) in &self.words {
            for word in words.values() {
                let is_word =
                    |known: &&crate::contract::Column| known.words.is_empty() || known.words.contains_key(word);
                if !columns(column).iter().any(is_word) {
                    mistakes.push((say!("errors.ingest.layout.no_word", column, word), word.clone()));
                }
            }
        }
        for (column, unit) in &self.units {
            if Unit::named(unit).is_none() {
                mistakes.push((say!("errors.ingest.layout.no_unit", column, unit), unit.clone()));
            }
        }
        mistakes
    }
}
