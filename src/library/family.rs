//! Families: one file that stands for several, which differ in a few words.
//!
//! A file whose name holds a word in braces, `persistency_{months}_count.sql`, lists in its header what the word is for each
//! member, and other words that change with it:
//!
//! ```text
//! -- family: months = 13, 25, 37
//! -- family: cohort_months = 14, 26, 38
//! ```
//!
//! Its members are `persistency_13_count.sql` and so on: the text without these lines, each `{months}` and `{cohort_months}`
//! replaced. A member is a file like any other: a workspace replaces one by a file of its name.

use super::source::Source;
use crate::diagnostic::{Diagnose, Place, Result};
use crate::message::{Message, messages, say};

messages! {
    "errors.family"
    /// A family that cannot be told apart into its members.
    #[derive(Debug)]
    pub enum FamilyError {
        /// A line that names a word and no values.
        NoValues { name: String, line: String, place: Box<Place> },
        /// Words with different numbers of values.
        Uneven { name: String, place: Box<Place> },
        /// A word in the file's name that no line explains.
        Unexplained { name: String, place: Box<Place> },
    }
}

impl Diagnose for FamilyError {
    fn place(&self) -> Option<Place> {
        let (Self::NoValues { place, .. } | Self::Uneven { place, .. } | Self::Unexplained { place, .. }) = self;
        Some(*place.clone())
    }

    fn hints(&self) -> Vec<Message> {
        vec![say!("errors.family.hint")]
    }
}

/// A word of a family and what it is in each member.
struct Word {
    braced: String,
    values: Vec<String>,
}

impl Source {
    /// True if it stands for several.
    pub(crate) fn is_family(&self) -> bool {
        self.name.contains('{')
    }

    /// The files it stands for; itself if it is no family.
    pub(crate) fn members(self) -> Result<Vec<Self>> {
        if !self.is_family() {
            return Ok(vec![self]);
        }
        let words = words(&self)?;
        let lines = self.text.split_inclusive('\n');
        let text: String = lines.filter(|line| !line.starts_with("-- family:")).collect();
        let member = |at: usize| {
            let fill = |text: &str| {
                let filled = words.iter();
                filled.fold(text.to_owned(), |text, word| {
                    text.replace(&word.braced, &word.values[at])
                })
            };
            Self {
                name: fill(&self.name),
                text: fill(&text),
                is_override: self.is_override,
            }
        };
        let count = words.first().map_or(0, |word| word.values.len());
        Ok((0..count).map(member).collect())
    }
}

fn words(source: &Source) -> Result<Vec<Word>> {
    let name = || source.name.clone();
    let place = |offset: usize| Box::new(source.place(offset));
    let mut words: Vec<Word> = Vec::new();
    for field in source.header().iter().filter(|field| field.key == "family") {
        let Some((word, values)) = field.value.split_once('=') else {
            return Err(FamilyError::NoValues {
                name: name(),
                line: field.value.clone(),
                place: place(field.offset),
            }
            .into());
        };
        let values: Vec<String> = values.split(',').map(|value| value.trim().to_owned()).collect();
        if words.first().is_some_and(|first| first.values.len() != values.len()) {
            return Err(FamilyError::Uneven {
                name: name(),
                place: place(field.offset),
            }
            .into());
        }
        words.push(Word {
            braced: format!("{{{}}}", word.trim()),
            values,
        });
    }
    let named = words
        .iter()
        .fold(source.name.clone(), |name, word| name.replace(&word.braced, ""));
    if words.is_empty() || named.contains(['{', '}']) {
        return Err(FamilyError::Unexplained {
            name: name(),
            place: place(0),
        }
        .into());
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family(name: &str, text: &str) -> Result<Vec<Source>> {
        let source = Source {
            name: name.to_owned(),
            text: text.to_owned(),
            is_override: true,
        };
        source.members()
    }

    #[test]
    fn each_member_has_its_words_and_no_other_brace_is_touched() {
        let text = "-- id: a_{n}\n-- family: n = 1, 2\n-- family: year = one, two\nSELECT '{n}', '{year}', '{x}'\n";
        let members = family("queries/metrics/a_{n}.sql", text).unwrap();
        let told: Vec<(&str, &str)> = members.iter().map(|m| (m.name.as_str(), m.text.as_str())).collect();
        assert_eq!(
            told,
            [
                ("queries/metrics/a_1.sql", "-- id: a_1\nSELECT '1', 'one', '{x}'\n"),
                ("queries/metrics/a_2.sql", "-- id: a_2\nSELECT '2', 'two', '{x}'\n"),
            ]
        );
        assert!(members.iter().all(|member| member.is_override));
    }

    #[test]
    fn a_family_that_says_too_little_is_an_error_at_its_line() {
        for (text, problem) in [
            ("SELECT 1", "does not say what the word in its name stands for"),
            ("-- family: n\nSELECT 1", "has a word without values"),
            ("-- family: m = 1, 2\nSELECT 1", "does not say what the word"),
            (
                "-- family: n = 1, 2\n-- family: m = 1\nSELECT 1",
                "has not as many values",
            ),
        ] {
            let error = family("queries/metrics/a_{n}.sql", text).unwrap_err().to_string();
            assert!(
                error.contains(problem) && error.contains("a_{n}.sql:"),
                "{text}: {error}"
            );
        }
    }
}
