//! `[[eligibility]]`: who earns in some components. Who is refused in all of them is not lifted
//! to any least pay and has no part in pools.

use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::in_force::{InForce, each};
use super::rules::{Act, Rule, Rules};
use crate::incentive::engine::Engine;
use crate::incentive::engine::error::RunError;
use crate::incentive::engine::numbers::Who;
use crate::incentive::engine::slip::Slip;
use crate::incentive::input::Person;
use crate::incentive::plan::block::Components;
use crate::incentive::plan::condition::Condition;
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::Fields;
use crate::incentive::trace::{Formula, Note, RowWord, Shows, Step, Told, TraceRow};

/// Who earns in some components.
#[derive(Clone, Debug, Serialize)]
pub struct Eligibility {
    components: Components,
    /// Months since the first day of work.
    min_tenure_months: Option<u32>,
    /// Months since the first day of work that are not complete yet.
    max_tenure_months: Option<u32>,
    /// Months since the first day of the own team.
    min_team_months: Option<u32>,
    /// Months since the first day of the own team that are not complete yet.
    max_team_months: Option<u32>,
    grades: Option<Vec<String>>,
    when: Option<Condition>,
    /// What the person is told.
    reason: String,
}

impl Act for Eligibility {
    const STEP: Step = Step::new("eligibility", Told::InForce, Shows::Admission);
    const ROWS: &'static [RowWord] = &[RowWord::new("eligibility")];

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        each(engine, rules.of::<Eligibility>(), slips, |rule, slip| {
            admit(engine, rule, slip)
        });
    }
}

impl Rule for Eligibility {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let (components, reason) = (fields.need("components"), fields.title("reason"));
        let rule = Self {
            min_tenure_months: fields.optional("min_tenure_months"),
            max_tenure_months: fields.optional("max_tenure_months"),
            min_team_months: fields.optional("min_team_months"),
            max_team_months: fields.optional("max_team_months"),
            grades: fields.optional("grades"),
            when: Condition::optional(fields),
            components: components?,
            reason: reason?,
        };
        Some(rule)
    }

    fn reads(&self, reads: &mut Reads) {
        reads.teams |= self.min_team_months.or(self.max_team_months).is_some();
        if let Some(when) = &self.when {
            reads.condition(when);
        }
    }
}

fn admit(engine: &Engine<'_>, rule: &InForce<'_, Eligibility>, slip: &mut Slip<'_>) -> Result<(), RunError> {
    let mut row = rule.row();
    if !fulfils(engine, rule, slip.person, &mut row)? {
        let reason = &rule.body().reason;
        row.notes.push(Note::Barred(reason.clone()));
        let components = &rule.body().components;
        for (own, id) in slip.barred.iter_mut().zip(slip.components) {
            if components.hold(id) {
                own.get_or_insert_with(|| reason.clone());
            }
        }
        if *components == Components::All {
            slip.barred_from_all.get_or_insert_with(|| reason.clone());
        }
    }
    slip.post(row);
    Ok(())
}

fn fulfils(
    engine: &Engine<'_>,
    rule: &InForce<'_, Eligibility>,
    person: &Person,
    row: &mut TraceRow,
) -> Result<bool, RunError> {
    let body = rule.body();
    let last = engine.input.period.last_on();
    let (hired, established) = (person.hired_on, engine.input.established(person));
    let mut fulfilled = true;
    let mut counted = Vec::new();
    if let Some(months) = body.min_tenure_months {
        fulfilled &= hired.is_some_and(|day| months_passed(day, months, last));
        counted.push(Formula::Service(hired, months, last));
    }
    if let Some(months) = body.max_tenure_months {
        fulfilled &= hired.is_some_and(|day| !months_passed(day, months, last));
        counted.push(Formula::Service(hired, months, last));
    }
    if let Some(months) = body.min_team_months {
        fulfilled &= established.is_none_or(|day| months_passed(day, months, last));
        counted.push(Formula::Service(established, months, last));
    }
    if let Some(months) = body.max_team_months {
        fulfilled &= established.is_some_and(|day| !months_passed(day, months, last));
        counted.push(Formula::Service(established, months, last));
    }
    row.formula = match counted.len() {
        0 | 1 => counted.pop(),
        _ => Some(Formula::Steps(counted)),
    };
    if let Some(grades) = &body.grades {
        let own = engine.input.grade(person);
        fulfilled &= grades.iter().any(|grade| grade == own);
    }
    if let Some(when) = &body.when {
        let judged = engine.judge(rule.at(), Who::person(person), when)?;
        fulfilled &= judged.holds;
        row.notes.push(judged.note);
        row.inputs.extend(judged.inputs);
    }
    Ok(fulfilled)
}

/// True if `months` complete months lie between `from` and `to`; the day is held to the month's last.
pub(super) fn months_passed(from: NaiveDate, months: u32, to: NaiveDate) -> bool {
    from.checked_add_months(Months::new(months))
        .is_some_and(|day| day <= to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_service_end_on_the_same_day_or_the_last_of_a_shorter_month() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (from, months, to, passed) in [
            ("2025-12-31", 2, "2026-02-27", false),
            ("2025-12-31", 2, "2026-02-28", true),
            ("2026-01-01", 0, "2026-01-01", true),
        ] {
            assert_eq!(months_passed(day(from), months, day(to)), passed, "{from} {to}");
        }
    }
}
