//! Reading numbers for a person or group: measures over a window, params, amounts, tables, what an undefined one makes.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::Engine;
use super::error::{RunError, RunFault};
use crate::diagnostic::Place;
use crate::incentive::input::{COMPANY, Person, Sum, Window};
use crate::incentive::number::Number;
use crate::incentive::plan::block::{Dated, FactorUndefined, in_force};
use crate::incentive::plan::error::block;
use crate::incentive::plan::known::SCORED;
use crate::incentive::plan::measure::{Amount, AmountSource, Measure, Part, PositionAmount, Scope};
use crate::incentive::plan::param::{By, ByKey, Param};
use crate::incentive::plan::table;
use crate::incentive::trace::{Formula, Name, Note, Read, Source};
use crate::message::Message;
use crate::metrics::Direction;
use crate::metrics::standard::enclosing;

/// Whose numbers are read: a person's, or a group's.
#[derive(Clone, Copy)]
pub(crate) struct Who<'a> {
    pub(crate) label: &'a str,
    person: Option<&'a Person>,
    team: Option<&'a str>,
    branch: Option<&'a str>,
}

impl<'a> Who<'a> {
    pub(crate) fn person(person: &'a Person) -> Self {
        Self {
            label: &person.id,
            person: Some(person),
            team: person.team.as_deref(),
            branch: person.branch.as_deref(),
        }
    }

    /// A group: what it is called, its team if it is one, its branch if it lies in one.
    pub(crate) fn group(label: &'a str, team: Option<&'a str>, branch: Option<&'a str>) -> Self {
        Self {
            label,
            person: None,
            team,
            branch,
        }
    }

    fn id_in(&self, scope: Scope) -> Option<&'a str> {
        match scope {
            Scope::Specialist => self.person.map(|person| person.id.as_str()),
            Scope::Team => self.team,
            Scope::Branch => self.branch,
            Scope::Company => Some(COMPANY),
        }
    }

    /// True if a value is for them, who have this grade.
    fn fits(&self, by: &By, grade: Option<&str>) -> bool {
        by.keys.iter().all(|(key, value)| {
            let own = match key {
                ByKey::Grade => grade,
                ByKey::Team => self.team,
                ByKey::Branch => self.branch,
                ByKey::Specialist => self.person.map(|person| person.id.as_str()),
            };
            own == Some(value.as_str())
        })
    }
}

/// Where a number is read for: the block, for messages.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    pub(crate) kind: &'static str,
    pub(crate) id: &'a str,
    pub(crate) place: &'a Place,
}

impl At<'_> {
    pub(crate) fn error(&self, whom: &str, fault: RunFault) -> RunError {
        RunError {
            block: block(self.kind, self.id),
            whom: Message::verbatim(whom),
            fault: Box::new(fault),
            place: Box::new(self.place.clone()),
        }
    }

    pub(crate) fn undefined(&self, whom: &str, name: &impl ToString) -> RunError {
        self.error(whom, RunFault::Undefined(name.to_string()))
    }
}

impl Engine<'_> {
    /// The sums behind a measure.
    pub(crate) fn sum(&self, who: Who<'_>, measure: &Measure, window: Window) -> Option<&Sum> {
        let name = &measure.name;
        let id = who.id_in(name.scope)?;
        self.input.measures.get(&name.sums(), name.scope, window, id)
    }

    /// What numerator / denominator of a metric is multiplied by.
    pub(crate) fn factor_of(&self, metric: &str) -> Number {
        Number::from(i64::from(self.input.metrics.get(metric).map_or(1, |info| info.factor)))
    }

    /// The number a measure names; its value is none if it is undefined.
    pub(crate) fn read(&self, who: Who<'_>, measure: &Measure, window: Window) -> Read {
        let sum = self.sum(who, measure, window);
        let part = |number: Option<&Number>| number.cloned().unwrap_or_else(Number::zero);
        let numerator = part(sum.and_then(|s| s.numerator.as_ref()));
        let denominator = part(sum.and_then(|s| s.denominator.as_ref()));
        let info = self.input.metrics.get(&measure.name.metric);
        let is_count = info.is_some_and(|i| !i.has_denominator);
        let value = || {
            if is_count {
                return Some(numerator.clone());
            }
            let quotient = sum.and_then(|_| numerator.divided_by(&denominator))?;
            Some(&quotient * &self.factor_of(&measure.name.metric))
        };
        let mut source = if is_count {
            Source::Sum((&numerator).into())
        } else {
            Source::Quotient((&numerator).into(), (&denominator).into())
        };
        let value = match measure.name.part {
            Part::Numerator => Some(numerator.clone()),
            Part::Denominator => Some(denominator.clone()),
            Part::Value => value(),
            Part::Attainment => {
                let target = self.target(who, measure, window);
                source = Source::Target(Box::new(source), target.map(Into::into));
                let direction = info.and_then(|i| i.direction).unwrap_or(Direction::Higher);
                value().zip(target).and_then(|(value, target)| match direction {
                    _ if target.is_zero() => None,
                    Direction::Higher => value.divided_by(target),
                    Direction::Lower => target.divided_by(&value),
                })
            }
        };
        if measure.name.metric == SCORED && value.is_some() {
            let id = who.id_in(measure.name.scope).unwrap_or_default();
            source = Source::Scored(Box::new(source), self.input.scorers(&measure.name, window, id));
        }
        Read {
            name: Name::Measure(measure.name.clone()),
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
            .get(&measure.name.metric)
            .is_some_and(|i| !i.has_denominator);
        let periods = if is_count {
            vec![period.to_string()]
        } else {
            enclosing(period)
        };
        let scopes = [Scope::Specialist, Scope::Team, Scope::Branch, Scope::Company];
        let from = scopes.iter().position(|s| *s == measure.name.scope).unwrap_or(0);
        periods.iter().find_map(|period| {
            scopes[from..].iter().find_map(|scope| {
                let id = who.id_in(*scope)?.to_owned();
                self.input
                    .targets
                    .get(&(*scope, id, measure.name.metric.clone(), period.clone()))
            })
        })
    }

    /// The number and where it comes from; undefined is an error here.
    pub(crate) fn amount(
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
                    name: Name::Param(id.clone()),
                    value: Some(value.clone()),
                    source,
                };
                (value, vec![read])
            }
            AmountSource::Position(of) => {
                let (value, source) = self.position(at, who, *of, window)?;
                let read = Read {
                    name: Name::Position(of.pay),
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
        let value = &value * &amount.times;
        if amount.is_limit && value.is_negative() {
            return Err(at.error(who.label, RunFault::Negative(value.to_string())));
        }
        Ok((value, reads))
    }

    fn param(&self, at: At<'_>, who: Who<'_>, id: &str, window: Window) -> Result<(Number, Source), RunError> {
        let no_version = |day: NaiveDate| {
            let fault = RunFault::NoVersion {
                what: block("param", id),
                day: day.to_string(),
            };
            at.error(who.label, fault)
        };
        let Some(param) = self.head.params.iter().find(|p| p.id == id) else {
            return Err(no_version(self.day));
        };
        if !param.blend {
            let grade = who.person.map(|person| self.input.grade(person));
            let dated = on_day(at, who, param, self.day, grade)?.ok_or_else(|| no_version(self.day))?;
            let source = Source::Version(dated.from, dated.place.to_string());
            return Ok((dated.value.clone(), source));
        }
        let (first, last) = self.days_employed(who, window);
        let mean = mean(first, last, |day| {
            let grade = who.person.map(|person| self.input.grade_on(person, day));
            let dated = on_day(at, who, param, day, grade)?.ok_or_else(|| no_version(day))?;
            Ok(&dated.value)
        })?;
        Ok((mean, Source::Mean(first, last, param.place.to_string())))
    }

    /// The first and last day of a window on which somebody is employed; all of them for a group. Of one who had left before,
    /// the last day of work.
    fn days_employed(&self, who: Who<'_>, window: Window) -> (NaiveDate, NaiveDate) {
        let (first, last) = self.days(window);
        let Some(person) = who.person else {
            return (first, last);
        };
        let first = person.hired_on.map_or(first, |hired| hired.max(first));
        let last = self.input.last_day(person);
        (first.min(last), last)
    }

    /// An amount of a person's position, and what it is of.
    fn position(
        &self,
        at: At<'_>,
        who: Who<'_>,
        of: PositionAmount,
        window: Window,
    ) -> Result<(Number, Source), RunError> {
        let undefined = || at.undefined(who.label, &of);
        let person = who.person.ok_or_else(undefined)?;
        let positions = &self.input.positions;
        if !of.blend {
            let position = positions.on(&person.id, self.input.last_day(person));
            let found = position.and_then(|position| Some((position.pay(of.pay)?, position.from)));
            let (pay, from) = found.ok_or_else(undefined)?;
            return Ok((pay.clone(), Source::Since(from)));
        }
        let (first, last) = self.days_employed(who, window);
        let mean = mean(first, last, |day| {
            let position = positions.on_or_first(&person.id, day);
            position.and_then(|position| position.pay(of.pay)).ok_or_else(undefined)
        })?;
        Ok((mean, Source::Days(first, last)))
    }

    /// T(x) and the formula of it.
    pub(crate) fn look_up(&self, at: At<'_>, whom: &str, id: &str, x: &Number) -> Result<(Number, Formula), RunError> {
        let found = self.head.tables.iter().find(|t| t.id == id);
        let found = found.and_then(|t| Some((t, in_force(&t.versions, self.day, |v| v.from)?)));
        let Some((table, version)) = found else {
            let fault = RunFault::NoVersion {
                what: block("table", id),
                day: self.day.to_string(),
            };
            return Err(at.error(whom, fault));
        };
        match table::look_up(table, &version.body, x) {
            Ok(looked) => {
                let formula = Formula::Table(id.to_owned(), x.into(), looked.clamped.as_ref().map(Into::into));
                let formula = formula.equals(&looked.value);
                Ok((looked.value, formula))
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

    /// T(x), or what `on_undefined` says.
    pub(crate) fn factor(
        &self,
        at: At<'_>,
        whom: &str,
        (table, measure, read): (&str, &Measure, &Read),
        on_undefined: Option<FactorUndefined>,
        notes: &mut Vec<Note>,
    ) -> Result<Number, RunError> {
        if let Some(x) = &read.value {
            return Ok(self.look_up(at, whom, table, x)?.0);
        }
        let factor = match on_undefined {
            Some(FactorUndefined::Zero) => Number::zero(),
            Some(FactorUndefined::One) => Number::one(),
            Some(FactorUndefined::Error) | None => return Err(at.undefined(whom, measure)),
        };
        notes.push(Note::UndefinedFactor(measure.name.clone(), factor.clone()));
        Ok(factor)
    }
}

/// The mean of each day's value.
fn mean<'v>(
    first: NaiveDate,
    last: NaiveDate,
    on: impl Fn(NaiveDate) -> Result<&'v Number, RunError>,
) -> Result<Number, RunError> {
    let (mut sum, mut count, mut day) = (Number::zero(), 0, first);
    while day <= last {
        sum += on(day)?;
        count += 1;
        day = day + Days::new(1);
    }
    Ok(sum.divided_by(&Number::from(count)).unwrap_or(sum))
}

/// The value of a param on a day for who has this grade: the row of most keys that fit, else the one for all.
fn on_day<'p>(
    at: At<'_>,
    who: Who<'_>,
    param: &'p Param,
    day: NaiveDate,
    grade: Option<&str>,
) -> Result<Option<&'p Dated>, RunError> {
    let mut latest: HashMap<&[(ByKey, String)], &By> = HashMap::new();
    for by in param.by.iter().filter(|by| by.dated.from <= day && who.fits(by, grade)) {
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
