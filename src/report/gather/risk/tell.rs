//! The model in words: why an item is at risk, the card, the weights; in both languages.

use std::collections::BTreeMap;

use num_traits::ToPrimitive as _;

use super::features::Design;
use super::judge::{Judged, Judgement, Stretch, auc, calibration, per_10000};
use super::parts::{FEWEST_ITEMS, FEWEST_OF_AN_OUTCOME, Part, Parts};
use crate::diagnostic::Result;
use crate::report::text::words::Words;
use crate::store::Cell;
use crate::workspace::{Locale, Workspace};

/// Number of stretches of the calibration.
const STRETCHES: u8 = 10;

/// No more reasons than this are named.
const MOST: usize = 3;

/// What adds less than a quarter to the odds, on the scale of their logarithm, is no reason.
const LEAST: f64 = 0.223;

/// A reason: number of the feature, and the level.
pub type Reason = (usize, String);

/// The levels that add most, the strongest first.
pub fn reasons(levels: impl Iterator<Item = (usize, String, f64)>) -> Vec<Reason> {
    let mut strong: Vec<_> = levels.filter(|(_, _, effect)| *effect >= LEAST).collect();
    strong.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    strong.truncate(MOST);
    strong.into_iter().map(|(index, code, _)| (index, code)).collect()
}

/// Writes rows of the tables.
pub struct Teller<'d> {
    design: &'d Design,
    zh: Words,
    en: Words,
}

impl<'d> Teller<'d> {
    /// Reads the words.
    pub fn new(workspace: &Workspace, design: &'d Design) -> Result<Self> {
        Ok(Self {
            design,
            zh: Words::load(&workspace.library, Locale::ZhCn)?,
            en: Words::load(&workspace.library, Locale::En)?,
        })
    }

    /// Codes for programs, and the words for readers of both languages.
    pub fn reasons(&self, reasons: &[Reason]) -> [String; 3] {
        let feature = |index: usize| &self.design.features[index];
        let codes = reasons
            .iter()
            .map(|(index, code)| format!("{}={code}", feature(*index).name));
        let told = |words: &Words, between: &str| {
            let told = reasons
                .iter()
                .map(|(index, code)| words.word(&feature(*index).words, code));
            told.collect::<Vec<_>>().join(between)
        };
        [
            codes.collect::<Vec<_>>().join(" "),
            told(&self.zh, "；"),
            told(&self.en, "; "),
        ]
    }

    /// Rows of `risk_factors`: the levels of each feature, the most dangerous first.
    pub fn factors(&self, effects: &[BTreeMap<&str, f64>]) -> Vec<Vec<Cell>> {
        let mut rows = Vec::new();
        for ((feature, levels), effects) in self.design.features.iter().zip(&self.design.levels).zip(effects) {
            let mut sorted: Vec<_> = effects.iter().collect();
            sorted.sort_by(|a, b| b.1.total_cmp(a.1).then(a.0.cmp(b.0)));
            for (code, effect) in sorted {
                let level = &levels[*code];
                rows.push(vec![
                    Cell::Integer(place(rows.len())),
                    Cell::Text(feature.name.clone()),
                    Cell::Text(feature.title(Locale::ZhCn).to_owned()),
                    Cell::Text(feature.title(Locale::En).to_owned()),
                    Cell::Text(self.zh.word(&feature.words, code)),
                    Cell::Text(self.en.word(&feature.words, code)),
                    count(level.cases),
                    count(level.lost),
                    Cell::Text(format!("× {:.2}", effect.exp())),
                ]);
            }
        }
        rows
    }

    /// Rows of `risk_card`: the model in training and held out, held out by the first feature, and by tenths of risk.
    pub fn card(&self, parts: &Parts, judgement: &Judgement) -> Result<Vec<Vec<Cell>>> {
        let held_out = judgement.all_held_out();
        let mut rows = vec![
            self.part(("trained", 1), &parts.trained, &judgement.trained, parts.sampled)?,
            self.part(("held_out", 2), &parts.held_out, &held_out, parts.sampled)?,
        ];
        let mut by_level: BTreeMap<&str, Vec<Judged>> = BTreeMap::new();
        for (level, judged) in &judgement.held_out {
            by_level.entry(level).or_default().push(*judged);
        }
        for (number, (level, judged)) in by_level.iter().enumerate() {
            let list = self
                .design
                .features
                .first()
                .map_or("", |feature| feature.words.as_str());
            let labels = [self.zh.word(list, level), self.en.word(list, level)];
            rows.push(row(
                "timing",
                place(number),
                labels,
                Cell::Null,
                &all(judged),
                area(judged),
            ));
        }
        for (number, stretch) in calibration(&held_out, STRETCHES).iter().enumerate() {
            let label = format!("{} – {}", percent(stretch.low), percent(stretch.high));
            let labels = [label.clone(), label];
            rows.push(row("tenth", place(number), labels, Cell::Null, stretch, Cell::Null));
        }
        Ok(rows)
    }

    /// The one row of a card without a model.
    pub fn too_short(&self, parts: &Parts) -> Result<Vec<Cell>> {
        let numbers = [
            ("items", parts.trained.items.to_string()),
            ("lost", parts.trained.lost_items.to_string()),
            ("fewest", FEWEST_ITEMS.to_string()),
            ("fewest_lost", FEWEST_OF_AN_OUTCOME.to_string()),
        ];
        let labels = self.filled("risk.too_short", &numbers)?;
        let none = Stretch {
            low: 0.0,
            high: 0.0,
            cases: 0.0,
            events: 0.0,
            foretold: 0.0,
        };
        Ok(row("none", 1, labels, Cell::Null, &none, Cell::Null))
    }

    fn part(
        &self,
        (name, place): (&str, i64),
        part: &Part,
        judged: &[Judged],
        sampled: Option<i64>,
    ) -> Result<Vec<Cell>> {
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let days = [("first", day(part.first_on)), ("last", day(part.last_on))];
        let mut labels = self.filled(&format!("risk.{name}"), &days)?;
        if let Some(share) = sampled {
            let share = percent(share.to_f64().unwrap_or_default() / 10_000.0);
            let added = self.filled("risk.sampled", &[("share", share)])?;
            labels
                .iter_mut()
                .zip(added)
                .for_each(|(label, more)| label.push_str(&more));
        }
        Ok(row(
            "model",
            place,
            labels,
            Cell::Integer(part.items),
            &all(judged),
            area(judged),
        ))
    }

    fn filled(&self, key: &str, values: &[(&str, String)]) -> Result<[String; 2]> {
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Ok([self.zh.texts().fill(key, &values)?, self.en.texts().fill(key, &values)?])
    }
}

/// A row of the card.
fn row(block: &str, place: i64, [zh, en]: [String; 2], items: Cell, cases: &Stretch, auc: Cell) -> Vec<Cell> {
    let foretold = if cases.cases > 0.0 {
        Cell::Integer(per_10000(cases.foretold / cases.cases))
    } else {
        Cell::Null
    };
    vec![
        Cell::Text(block.to_owned()),
        Cell::Integer(place),
        Cell::Text(zh),
        Cell::Text(en),
        items,
        count(cases.cases),
        count(cases.events),
        foretold,
        auc,
    ]
}

/// All cases as one stretch.
fn all(judged: &[Judged]) -> Stretch {
    let sum = |value: fn(&Judged) -> f64| judged.iter().map(value).sum();
    Stretch {
        low: 0.0,
        high: 1.0,
        cases: sum(|j| j.cases),
        events: sum(|j| j.events),
        foretold: sum(|j| j.cases * j.chance),
    }
}

fn area(judged: &[Judged]) -> Cell {
    auc(judged).map_or(Cell::Null, |area| Cell::Text(format!("{area:.3}")))
}

fn percent(chance: f64) -> String {
    format!("{:.1}%", chance * 100.0)
}

fn count(number: f64) -> Cell {
    number.to_i64().map_or(Cell::Null, Cell::Integer)
}

fn place(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_reasons_come_first_and_weak_ones_not_at_all() {
        let level = |index: usize, effect: f64| (index, format!("l{index}"), effect);
        let found = reasons(
            [
                level(0, 0.3),
                level(1, -3.0),
                level(2, 0.22),
                level(3, 1.5),
                level(4, 0.3),
                level(5, 0.25),
            ]
            .into_iter(),
        );
        let found: Vec<usize> = found.into_iter().map(|(index, _)| index).collect();
        assert_eq!(found, [3, 0, 4]);
    }
}
