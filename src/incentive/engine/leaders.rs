//! Who leads whom in the period: by the position of each on its last day of work.

use std::collections::{BTreeMap, BTreeSet};

use super::error::{RunError, RunFault};
use crate::diagnostic::Place;
use crate::incentive::input::Input;
use crate::message::Message;

/// The leader of everybody who has one.
pub(crate) struct Leaders<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Leaders<'a> {
    pub(crate) fn of(input: &'a Input) -> Self {
        let people = input.positions.people();
        let led = people.filter_map(|id| {
            let position = input.positions.on(id, input.last_day_of(id))?;
            Some((id, position.leader.as_deref()?))
        });
        Self(led.collect())
    }

    /// Who leads a person, the nearest first.
    pub(crate) fn above(&self, person: &str) -> impl Iterator<Item = &'a str> {
        std::iter::successors(self.0.get(person).copied(), |next| self.0.get(next).copied())
    }

    /// Refuses people who lead each other: one error for each circle, with all of them.
    pub(crate) fn refuse_circles(&self, block: &Message, place: &Place) -> Vec<RunError> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut errors = Vec::new();
        for start in self.0.keys().copied() {
            let mut way: Vec<&str> = Vec::new();
            let mut next = Some(start);
            while let Some(person) = next.filter(|person| seen.insert(person)) {
                way.push(person);
                next = self.0.get(person).copied();
            }
            if let Some(at) = next.and_then(|again| way.iter().position(|person| *person == again)) {
                let mut circle = way.split_off(at);
                circle.sort_unstable();
                errors.push(RunError {
                    block: block.clone(),
                    whom: Message::verbatim(circle.join(", ")),
                    fault: Box::new(RunFault::Circle),
                    place: Box::new(place.clone()),
                });
            }
        }
        errors
    }
}
