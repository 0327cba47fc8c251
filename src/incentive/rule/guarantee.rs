//! `[[guarantee]]`: a least pay while it lasts; where it is recoverable, what was added is later taken back from pay above it.

use chrono::NaiveDate;
use serde::Serialize;

use super::eligibility::months_passed;
use super::in_force::{InForce, each};
use super::rules::{Act, Rule, Rules};
use crate::incentive::engine::Engine;
use crate::incentive::engine::error::RunError;
use crate::incentive::engine::numbers::Who;
use crate::incentive::engine::slip::Slip;
use crate::incentive::input::Window;
use crate::incentive::plan::block::text_if_any;
use crate::incentive::plan::measure::{Amount, Limit};
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::Fields;
use crate::incentive::trace::{Formula, Note, RowWord, Shows, Step, Told};

/// Least pay that may be taken back.
#[derive(Clone, Debug, Serialize)]
pub struct Guarantee {
    amount: Amount,
    /// True if what was added is taken back from later pay.
    recoverable: bool,
    /// In periods that begin by this day.
    #[serde(serialize_with = "text_if_any")]
    until: Option<NaiveDate>,
    /// In periods that begin before so many months of service are complete.
    until_months: Option<u32>,
    /// In periods that begin before the own team is there for so many months.
    until_team_months: Option<u32>,
}

impl Act for Guarantee {
    const STEP: Step = Step::new("guarantee", Told::WithReason, Shows::Amount);
    const ROWS: &'static [RowWord] = &[RowWord::balance("guarantee")];

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        each(engine, rules.of::<Guarantee>(), slips, |rule, slip| {
            lift(engine, rule, slip)
        });
    }
}

impl Rule for Guarantee {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let (amount, recoverable) = (fields.need::<Limit>("amount"), fields.need("recoverable"));
        let until = fields.optional("until");
        Some(Self {
            amount: amount?.0,
            recoverable: recoverable?,
            until,
            until_months: fields.optional("until_months"),
            until_team_months: fields.optional("until_team_months"),
        })
    }

    fn reads(&self, reads: &mut Reads) {
        reads.teams |= self.until_team_months.is_some();
        reads.amount(&self.amount, Window::Period);
    }
}

fn lift(engine: &Engine<'_>, rule: &InForce<'_, Guarantee>, slip: &mut Slip<'_>) -> Result<(), RunError> {
    let (mut row, body) = (rule.row(), rule.body());
    if let Some(reason) = &slip.barred_from_all {
        row.notes.push(Note::Barred(reason.clone()));
        slip.post(row);
        return Ok(());
    }
    let (amount, reads) = engine.amount(rule.at(), Who::person(slip.person), &body.amount, Window::Period)?;
    row.inputs = reads;
    let lasts = |months: Option<u32>, since: Option<NaiveDate>| {
        months.is_none_or(|months| since.is_some_and(|day| !months_passed(day, months, engine.day)))
    };
    let is_open = body.until.is_none_or(|until| engine.day <= until)
        && lasts(body.until_months, slip.person.hired_on)
        && lasts(body.until_team_months, engine.input.established(slip.person));
    let added = engine.balance(&slip.person.id, |earlier| earlier.node == row.node);
    if slip.pay < amount && is_open {
        row.formula = Some(Formula::minus(&amount, &slip.pay));
        row.amount = engine.round(&(&amount - &slip.pay));
        row.notes.push(Note::LiftedTo(amount));
    } else if body.recoverable && added.is_positive() && slip.pay > amount {
        let above = &slip.pay - &amount;
        row.formula = Some(Formula::min(&added, &above));
        row.amount = -&engine.round(&added.clone().min(above));
        row.notes.push(Note::Balance(&added + &row.amount));
    } else {
        row.notes.push(Note::NothingToDo);
    }
    slip.post(row);
    Ok(())
}
