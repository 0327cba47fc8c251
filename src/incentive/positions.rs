//! What people are from when to when: grade, leader and pay of a position. What somebody is in a period is what the person
//! was on its last day of work in it.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::number::Number;
use crate::word::words;

/// What somebody is from a day on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    pub from: NaiveDate,
    /// The day it ends; one that begins on that day counts already.
    pub to: Option<NaiveDate>,
    /// The grade; empty if there is none.
    pub grade: String,
    /// Who leads the person.
    pub leader: Option<String>,
    pub base: Option<Number>,
    pub target_pay: Option<Number>,
}

words! {
    /// The amounts of a position.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum PositionPay {
        Base = "base",
        TargetPay = "target_pay",
    }
}

impl Position {
    /// The amount; none if it has none.
    pub fn pay(&self, which: PositionPay) -> Option<&Number> {
        match which {
            PositionPay::Base => self.base.as_ref(),
            PositionPay::TargetPay => self.target_pay.as_ref(),
        }
    }
}

/// The positions of all people, in and out of the population.
#[derive(Clone, Debug, Default)]
pub struct Positions(HashMap<String, Vec<Position>>);

impl Positions {
    pub fn add(&mut self, person: &str, position: Position) {
        self.0.entry(person.to_owned()).or_default().push(position);
    }

    pub(super) fn sort(&mut self) {
        for own in self.0.values_mut() {
            own.sort_by_key(|position| position.from);
        }
    }

    fn of(&self, person: &str) -> &[Position] {
        self.0.get(person).map(Vec::as_slice).unwrap_or_default()
    }

    /// The position in force on a day.
    pub fn on(&self, person: &str, day: NaiveDate) -> Option<&Position> {
        let position = self.last(person, day)?;
        position.to.is_none_or(|to| day <= to).then_some(position)
    }

    /// The same, where a day before the first position counts as the first.
    pub fn on_or_first(&self, person: &str, day: NaiveDate) -> Option<&Position> {
        let first = self.of(person).first().filter(|first| day < first.from);
        first.or_else(|| self.on(person, day))
    }

    /// The position that began last by a day, in force then or not.
    pub fn last(&self, person: &str, day: NaiveDate) -> Option<&Position> {
        let own = self.of(person);
        own[..own.partition_point(|position| position.from <= day)].last()
    }

    /// Everybody who has one.
    pub(super) fn people(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_position_lasts_until_its_end_or_until_the_next_begins() {
        let mut positions = Positions::default();
        for (from, to, grade) in [
            ("2026-02-10", Some("2026-02-20"), "b"),
            ("2026-01-10", Some("2026-02-10"), "a"),
            ("2026-03-01", None, "c"),
        ] {
            let (from, to, grade) = (day(from), to.map(day), grade.to_owned());
            positions.add(
                "p",
                Position {
                    from,
                    to,
                    grade,
                    ..Position::default()
                },
            );
        }
        positions.sort();
        let grade = |position: Option<&Position>| position.map_or(String::new(), |p| p.grade.clone());
        for (on, in_force, or_first, last) in [
            ("2026-01-09", "", "a", ""),
            ("2026-01-10", "a", "a", "a"),
            ("2026-02-10", "b", "b", "b"),
            ("2026-02-20", "b", "b", "b"),
            ("2026-02-21", "", "", "b"),
            ("2026-03-01", "c", "c", "c"),
        ] {
            let found = [
                positions.on("p", day(on)),
                positions.on_or_first("p", day(on)),
                positions.last("p", day(on)),
            ];
            assert_eq!(found.map(grade), [in_force, or_first, last], "{on}");
        }
        assert_eq!(positions.on("q", day("2026-01-10")), None);
    }
}
