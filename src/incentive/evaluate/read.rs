//! Reading numbers for a person or group: measures over a window, params, amounts, tables.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::Engine;
use super::error::{RunError, RunFault};
use crate::diagnostic::Place;
use crate::incentive::input::{COMPANY, Person, Sum, Window};
use crate::incentive::number::Number;
use crate::incentive::plan::lists::{By, ByKey, Param};
use crate::incentive::plan::measure::AmountSource;
use crate::incentive::plan::{Amount, Dated, Measure, Part, Scope, in_force};
use crate::incentive::table;
use crate::incentive::trace::Read;
use crate::metrics::Direction;
use crate::metrics::standard::enclosing;

/// Whose numbers are read: a person's, or a group's.
#[derive(Clone, Copy)]
pub(super) struct Who<'a> {
    pub(super) label: &'a str,
    grade: Option<&'a str>,
    specialist: Option<&'a str>,
    team: Option<&'a str>,
    branch: Option<&'a str>,
}

impl<'a> Who<'a> {
    pub(super) fn person(person: &'a Person) -> Self {
        Self {
            label: &person.id,
            grade: Some(&person.grade),
            specialist: Some(&person.id),
            team: person.team.as_deref(),
            branch: person.branch.as_deref(),
        }
    }

    /// A group: what it is called, its team if it is one, its branch if it lies in one.
    pub(super) fn group(label: &'a str, team: Option<&'a str>, branch: Option<&'a str>) -> Self {
        Self {
            label,
            grade: None,
            specialist: None,
            team,
            branch,
        }
    }

    fn id_in(&self, scope: Scope) -> Option<&'a str> {
        match scope {
            Scope::Specialist => self.specialist,
            Scope::Team => self.team,
            Scope::Branch => self.branch,
            Scope::Company => Some(COMPANY),
        }
    }

    fn fits(&self, by: &By) -> bool {
        by.keys.iter().all(|(key, value)| {
            let own = match key {
                ByKey::Grade => self.grade,
                ByKey::Team => self.team,
                ByKey::Branch => self.branch,
                ByKey::Specialist => self.specialist,
            };
            own == Some(value.as_str())
        })
    }
}

/// Where a number is read for: the block, for messages.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) kind: &'static str,
    pub(super) id: &'a str,
    pub(super) place: &'a Place,
}

impl At<'_> {
    pub(super) fn error(&self, whom: &str, fault: RunFault) -> RunError {
        RunError {
            block: format!("{} `{}`", self.kind, self.id),
            whom: whom.to_owned(),
            fault: Box::new(fault),
            place: Box::new(self.place.clone()),
        }
    }

    pub(super) fn undefined(&self, whom: &str, name: &impl ToString) -> RunError {
        self.error(whom, RunFault::Undefined(name.to_string()))
    }
}

impl Engine<'_> {
    /// The sums behind a measure.
    pub(super) fn sum(&self, who: Who<'_>, measure: &Measure, window: Window) -> Option<&Sum> {
        let id = who.id_in(measure.scope)?;
        self.input.measures.get(&measure.metric, measure.scope, window, id)
    }

    /// The number a measure names; its value is none if it is undefined.
    pub(super) fn read(&self, who: Who<'_>, measure: &Measure, window: Window) -> Read {
        let sum = self.sum(who, measure, window);
        let part = |number: Option<&Number>| number.cloned().unwrap_or_else(Number::zero);
        let numerator = part(sum.and_then(|s| s.numerator.as_ref()));
        let denominator = part(sum.and_then(|s| s.denominator.as_ref()));
        let info = self.input.metrics.get(&measure.metric);
        let is_count = info.is_some_and(|i| !i.has_denominator);
        let value = || {
            if is_count {
                return Some(numerator.clone());
            }
            let quotient = sum.and_then(|_| numerator.divided_by(&denominator))?;
            Some(&quotient * &Number::from(i64::from(info.map_or(1, |i| i.factor))))
        };
        let mut source = if is_count {
            numerator.to_string()
        } else {
            format!("{numerator} / {denominator}")
        };
        let value = match measure.part {
            Part::Numerator => Some(numerator.clone()),
            Part::Denominator => Some(denominator.clone()),
            Part::Value => value(),
            Part::Attainment => {
                let target = self.target(who, measure, window);
                source = format!("{source} : {}", target.map_or("?".to_owned(), ToString::to_string));
                let direction = info.and_then(|i| i.direction).unwrap_or(Direction::Higher);
                value().zip(target).and_then(|(value, target)| match direction {
                    _ if target.is_zero() => None,
                    Direction::Higher => value.divided_by(target),
                    Direction::Lower => target.divided_by(&value),
                })
            }
        };
        Read {
            name: measure.to_string(),
            value,
            source,
        }
    }

    /// The most specific target of the window, else of the quarter or year around it (rates only).
    fn target(&self, who: Who<'_>, measure: &Measure, window: Window) -> Option<&Number> {
        let (first, last) = self.days(window);
        let period = match window {
            Window::Period => self.input.period,
            Window::YearToDate => format!("{first}..{last}").parse().ok()?,
        };
        let is_count = self
            .input
            .metrics
            .get(&measure.metric)
            .is_some_and(|i| !i.has_denominator);
        let periods = if is_count {
            vec![period.to_string()]
        } else {
            enclosing(period)
        };
        let scopes = [Scope::Specialist, Scope::Team, Scope::Branch, Scope::Company];
        let from = scopes.iter().position(|s| *s == measure.scope).unwrap_or(0);
        periods.iter().find_map(|period| {
            scopes[from..].iter().find_map(|scope| {
                let id = who.id_in(*scope)?.to_owned();
                self.input
                    .targets
                    .get(&(*scope, id, measure.metric.clone(), period.clone()))
            })
        })
    }

    /// The number and where it comes from; undefined is an error here.
    pub(super) fn amount(
        &self,
        at: At<'_>,
        who: Who<'_>,
        amount: &Amount,
        window: Window,
    ) -> Result<(Number, Vec<Read>), RunError> {
        let (value, reads) = match &amount.source {
            AmountSource::Number(number) => (number.clone(), Vec::new()),
            AmountSource::Param(id) => {
                let (value, source) = self.param(at, who, id, window)?;
                let read = Read {
                    name: id.clone(),
                    value: Some(value.clone()),
                    source,
                };
                (value, vec![read])
            }
            AmountSource::Measure(measure) => {
                let read = self.read(who, measure, window);
                let value = read.value.clone().ok_or_else(|| at.undefined(who.label, measure))?;
                (value, vec![read])
            }
        };
        Ok((&value * &amount.times, reads))
    }

    fn param(&self, at: At<'_>, who: Who<'_>, id: &str, window: Window) -> Result<(Number, String), RunError> {
        let no_version = |day: NaiveDate| {
            let fault = RunFault::NoVersion {
                what: format!("param `{id}`"),
                day: day.to_string(),
            };
            at.error(who.label, fault)
        };
        let Some(param) = self.plan.params.iter().find(|p| p.id == id) else {
            return Err(no_version(self.day));
        };
        if !param.blend {
            let dated = on_day(at, who, param, self.day)?.ok_or_else(|| no_version(self.day))?;
            return Ok((dated.value.clone(), format!("{}, {}", dated.from, dated.place)));
        }
        let (first, last) = self.days(window);
        let (mut sum, mut count, mut day) = (Number::zero(), 0, first);
        while day <= last {
            let dated = on_day(at, who, param, day)?.ok_or_else(|| no_version(day))?;
            sum += &dated.value;
            count += 1;
            day = day + Days::new(1);
        }
        let mean = sum.divided_by(&Number::from(count)).unwrap_or(sum);
        Ok((mean, format!("{first}..{last}, {}", param.place)))
    }

    /// T(x) and how messages write it.
    pub(super) fn look_up(&self, at: At<'_>, whom: &str, id: &str, x: &Number) -> Result<(Number, String), RunError> {
        let found = self.plan.tables.iter().find(|t| t.id == id);
        let found = found.and_then(|t| Some((t, in_force(&t.versions, self.day, |v| v.from)?)));
        let Some((table, version)) = found else {
            let fault = RunFault::NoVersion {
                what: format!("table `{id}`"),
                day: self.day.to_string(),
            };
            return Err(at.error(whom, fault));
        };
        match table::look_up(table, &version.body, x) {
            Ok(looked) => {
                let text = match &looked.clamped {
                    Some(end) => format!("{id}({x} -> {end}) = {}", looked.value),
                    None => format!("{id}({x}) = {}", looked.value),
                };
                Ok((looked.value, text))
            }
            Err(table::Beyond) => Err(RunError {
                place: Box::new(table.outside_place.clone()),
                ..at.error(
                    whom,
                    RunFault::Outside {
                        table: id.to_owned(),
                        x: x.to_string(),
                    },
                )
            }),
        }
    }
}

/// The value of a param on a day: the row of most keys that fit, else the one for all.
fn on_day<'p>(at: At<'_>, who: Who<'_>, param: &'p Param, day: NaiveDate) -> Result<Option<&'p Dated>, RunError> {
    let mut latest: HashMap<&[(ByKey, String)], &By> = HashMap::new();
    for by in param.by.iter().filter(|by| by.dated.from <= day && who.fits(by)) {
        let kept = latest.entry(&by.keys).or_insert(by);
        if kept.dated.from < by.dated.from {
            *kept = by;
        }
    }
    let most = latest.keys().map(|keys| keys.len()).max();
    let mut best = latest
        .iter()
        .filter(|(keys, _)| Some(keys.len()) == most)
        .map(|(_, by)| *by);
    match (best.next(), best.next()) {
        (Some(first), Some(second)) => {
            let named = |by: &By| {
                let values: Vec<&str> = by.keys.iter().map(|(_, v)| v.as_str()).collect();
                format!("({})", values.join(", "))
            };
            let mut both = [named(first), named(second)];
            both.sort();
            let [first, second] = both;
            let fault = RunFault::Tie {
                table: param.id.clone(),
                first,
                second,
            };
            Err(at.error(who.label, fault))
        }
        (Some(by), None) => Ok(Some(&by.dated)),
        (None, _) => Ok(in_force(&param.values, day, |v| v.from)),
    }
}
