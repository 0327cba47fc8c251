//! `[[proration]]`: pay by days served, of the target bonus or of the payout.

use std::collections::HashSet;

use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use serde::Serialize;

use super::in_force::InForce;
use super::rules::{Act, Rule, Rules, called, on, starts};
use crate::incentive::engine::Engine;
use crate::incentive::engine::slip::Slip;
use crate::incentive::input::{Person, Window};
use crate::incentive::number::Number;
use crate::incentive::plan::error::{Fault, PlanError};
use crate::incentive::plan::head::Head;
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::Fields;
use crate::incentive::trace::{Formula, Name, Note, Read, RowWord, Shows, Source, Step, Told};
use crate::message::say;
use crate::word::words;

/// Pay by days served.
#[derive(Clone, Debug, Serialize)]
pub struct Proration {
    applies_to: AppliesTo,
    /// True if only working days count.
    working_days: bool,
    /// Which days are not served.
    causes: Vec<Absence>,
    /// Working days that are none.
    #[serde(skip)]
    holidays: HashSet<NaiveDate>,
    /// Days off that are worked.
    #[serde(skip)]
    workdays: HashSet<NaiveDate>,
}

words! {
    /// What is paid by days.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    enum AppliesTo {
        Target = "target",
        Payout = "payout",
    }
}

words! {
    /// Why a day is not served.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Absence {
        /// Before the first day of work.
        Join = "join",
        /// After the last.
        Leave = "leave",
        /// Without an assignment.
        Transfer = "transfer",
    }
}

impl Act for Proration {
    const STEP: Step = Step::new("proration", Told::WithReason, Shows::Amount);
    const ROWS: &'static [RowWord] = &[RowWord::new("proration")];

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        let rules = InForce::announced(engine, rules.of::<Proration>(), slips);
        for slip in slips {
            for rule in rules.iter().filter(|rule| rule.body().applies_to == AppliesTo::Payout) {
                prorate(engine, rule, slip);
            }
        }
    }
}

impl Rule for Proration {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let applies_to = fields.need("applies_to");
        let working_days = fields.word("days", &[("calendar_days", false), ("working_days", true)]);
        let causes = fields.need("causes");
        let days = |key| fields.optional::<Vec<NaiveDate>>(key).unwrap_or_default();
        let (holidays, workdays) = (days("holidays"), days("workdays"));
        Some(Self {
            applies_to: applies_to?,
            working_days: working_days?,
            causes: causes?,
            holidays: holidays.into_iter().collect(),
            workdays: workdays.into_iter().collect(),
        })
    }

    fn reads(&self, reads: &mut Reads) {
        reads.assignments = true;
    }

    fn check(_: &Head, rules: &Rules, tell: &mut dyn FnMut(PlanError)) {
        twice(rules).into_iter().for_each(tell);
    }
}

fn prorate(engine: &Engine<'_>, rule: &InForce<'_, Proration>, slip: &mut Slip<'_>) {
    let mut row = rule.row();
    if slip.pay.is_positive() {
        let served = rule.body().served(engine, slip.person, Window::Period);
        let new = engine.round(&(&slip.pay * &served.share()));
        let whole = Formula::product(&[&slip.pay, &Number::from(served.served)]);
        row.formula = Some(whole.over(&Number::from(served.of)).equals(&new));
        row.amount = &new - &slip.pay;
    } else {
        row.notes.push(Note::NothingToDo);
    }
    slip.post(row);
}

/// What the prorations of the target in force make of a base: their shares, each with where it comes from.
pub(super) fn of_target(engine: &Engine<'_>, rules: &Rules, person: &Person, window: Window) -> Vec<(Number, Read)> {
    let rules = on(rules.of::<Proration>(), engine.day).filter(|(_, v)| v.body.applies_to == AppliesTo::Target);
    let shares = rules.map(|(block, version)| {
        let served = version.body.served(engine, person, window);
        let share = served.share();
        let read = Read {
            name: Name::Proration(block.id.clone()),
            value: Some(share.clone()),
            source: Source::Served(served.served, served.of),
        };
        (share, read)
    });
    shares.collect()
}

/// Days served and days there were.
struct Served {
    served: i64,
    of: i64,
}

impl Served {
    /// The share served; all of it if there was no day to serve.
    fn share(&self) -> Number {
        let share = Number::from(self.served).divided_by(&Number::from(self.of));
        share.unwrap_or_else(Number::one)
    }
}

impl Proration {
    fn served(&self, engine: &Engine<'_>, person: &Person, window: Window) -> Served {
        let (first, last) = engine.days(window);
        let (mut served, mut of, mut day) = (0, 0, first);
        while day <= last {
            if self.counts(day) {
                of += 1;
                served += i64::from(!self.is_absent(engine, person, day));
            }
            day = day + Days::new(1);
        }
        Served { served, of }
    }

    fn counts(&self, day: NaiveDate) -> bool {
        let is_weekday = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        !self.working_days || self.workdays.contains(&day) || (is_weekday && !self.holidays.contains(&day))
    }

    fn is_absent(&self, engine: &Engine<'_>, person: &Person, day: NaiveDate) -> bool {
        self.causes.iter().any(|cause| match cause {
            Absence::Join => person.hired_on.is_some_and(|hired| day < hired),
            Absence::Leave => person.left_on.is_some_and(|left| day > left),
            Absence::Transfer => engine.input.assignments.as_ref().is_some_and(|all| {
                let own = all.get(&person.id).map(Vec::as_slice).unwrap_or_default();
                !own.iter()
                    .any(|(from, to)| *from <= day && to.is_none_or(|to| day < to))
            }),
        })
    }
}

/// At most one of the target and one of the payout may be in force.
fn twice(rules: &Rules) -> Vec<PlanError> {
    let mut errors: Vec<PlanError> = Vec::new();
    let mut days: Vec<NaiveDate> = starts(rules.of::<Proration>()).collect();
    days.sort_unstable();
    for day in days {
        let mut seen = Vec::new();
        for (block, version) in on(rules.of::<Proration>(), day) {
            let applies_to = version.body.applies_to;
            if seen.contains(&applies_to) {
                let to = if applies_to == AppliesTo::Payout {
                    "payout"
                } else {
                    "target"
                };
                errors.push(PlanError {
                    block: called(block),
                    fault: Fault::NotAllowed(say!("errors.plan.not_allowed.second_proration", to = to.to_owned())),
                    place: version.place.clone(),
                    hint: None,
                });
            }
            seen.push(applies_to);
        }
    }
    errors.dedup();
    errors
}
