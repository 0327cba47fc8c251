//! What the model knows of a case: the columns of `features.sql`, and the indicator columns their levels become.

use std::collections::BTreeMap;

use num_traits::ToPrimitive as _;

use super::logistic::Pattern;
use crate::diagnostic::Result;
use crate::library::Library;
use crate::message::say;
use crate::report::error::ReportError;
use crate::store::{Row, Rows};
use crate::workspace::Locale;

/// The file whose header names the features.
pub const FILE: &str = "queries/analytics/risk/features.sql";

/// One property of a case, of a few levels.
#[derive(Clone, Debug)]
pub struct Feature {
    pub name: String,
    /// The list of words its levels are in.
    pub words: String,
    /// True if its levels are told as reasons: not what a list shows beside them anyway.
    pub is_reason: bool,
    zh: String,
    en: String,
}

impl Feature {
    /// What it is called.
    pub fn title(&self, locale: Locale) -> &str {
        locale.pick(&self.zh, &self.en)
    }
}

/// The features a header names.
pub fn load(library: &Library) -> Result<Vec<Feature>> {
    let file = library.get(FILE)?;
    let header = file.header();
    let [names, words, zh, en] = ["features", "words", "features_zh", "features_en"].map(|key| header.list(key));
    if names.is_empty() || [&words, &zh, &en].iter().any(|list| list.len() != names.len()) {
        return Err(ReportError::Definition {
            message: say!(
                "errors.report.definition.uneven_features",
                features = names.len(),
                lists = words.len(),
                zh = zh.len(),
                en = en.len()
            ),
            place: Box::new(file.place(header.field("features").map_or(0, |field| field.offset))),
            hint: say!("errors.report.definition.as_many"),
        }
        .into());
    }
    let silent = header.list("not_reasons");
    let make = |(((name, words), zh), en): (((&str, &str), &str), &str)| Feature {
        name: name.to_owned(),
        words: words.to_owned(),
        is_reason: !silent.contains(&name),
        zh: zh.to_owned(),
        en: en.to_owned(),
    };
    Ok(names.into_iter().zip(words).zip(zh).zip(en).map(make).collect())
}

/// One level of a feature as the training cases have it.
#[derive(Clone, Debug, Default)]
pub struct Level {
    pub cases: f64,
    /// How many of them were lost.
    pub lost: f64,
    /// Its indicator column; 0 for the most frequent level, against which the others are held.
    pub column: usize,
}

/// The features with their levels.
pub struct Design {
    pub features: Vec<Feature>,
    /// Of each feature its levels by code.
    pub levels: Vec<BTreeMap<String, Level>>,
    /// Number of indicator columns.
    pub width: usize,
}

impl Design {
    /// Counts the levels of the training cases and gives them columns.
    pub fn of(features: Vec<Feature>, patterns: &Rows) -> Self {
        let mut levels: Vec<BTreeMap<String, Level>> = vec![BTreeMap::new(); features.len()];
        for row in patterns.iter() {
            let (cases, lost) = (number(row, "trained"), number(row, "trained_lost"));
            for (feature, known) in features.iter().zip(&mut levels) {
                if cases > 0.0 {
                    let level = known.entry(row.text(&feature.name)).or_default();
                    level.cases += cases;
                    level.lost += lost;
                }
            }
        }
        let mut width = 0;
        for known in &mut levels {
            // Of equally frequent ones the first by name.
            let most = known
                .iter()
                .max_by(|(a, x), (b, y)| x.cases.total_cmp(&y.cases).then(b.cmp(a)));
            let Some(base) = most.map(|(code, _)| code.clone()) else {
                continue;
            };
            for (_, level) in known.iter_mut().filter(|(code, _)| **code != base) {
                width += 1;
                level.column = width;
            }
        }
        Self {
            features,
            levels,
            width,
        }
    }

    /// The levels of a pattern, feature by feature. One that no training case had is taken for the most frequent one:
    /// nothing is known of it.
    pub fn levels_of<'d>(&'d self, row: Row<'d>) -> impl Iterator<Item = (usize, String, usize)> + 'd {
        self.features
            .iter()
            .zip(&self.levels)
            .enumerate()
            .map(move |(index, (feature, known))| {
                let code = row.text(&feature.name);
                let column = known.get(&code).map_or(0, |level| level.column);
                (index, code, column)
            })
    }

    /// The indicator columns of a pattern.
    pub fn columns(&self, row: Row<'_>) -> Vec<usize> {
        let columns = self.levels_of(row).map(|(_, _, column)| column);
        columns.filter(|column| *column > 0).collect()
    }

    /// A pattern's cases of one part, `trained` or `held_out`.
    pub fn pattern(&self, row: Row<'_>, part: &str) -> Pattern {
        Pattern {
            columns: self.columns(row),
            cases: number(row, part),
            events: number(row, &format!("{part}_lost")),
        }
    }

    /// What each level of a feature adds to the logarithm of the odds, against the average of the training cases: unlike
    /// the weights themselves this does not depend on the level they are held against.
    pub fn effects(&self, weights: &[f64]) -> Vec<BTreeMap<&str, f64>> {
        let effects = self.levels.iter().map(|known| {
            let weight = |level: &Level| if level.column == 0 { 0.0 } else { weights[level.column] };
            let all: f64 = known.values().map(|level| level.cases).sum();
            let mean = known.values().map(|level| level.cases * weight(level)).sum::<f64>() / all;
            known
                .iter()
                .map(|(code, level)| (code.as_str(), weight(level) - mean))
                .collect()
        });
        effects.collect()
    }
}

/// The count in a column.
pub(super) fn number(row: Row<'_>, column: &str) -> f64 {
    row.integer(column).and_then(|count| count.to_f64()).unwrap_or_default()
}
