//! A case with several plans, and the rules across them.

use std::path::Path;

use super::error::CaseError;
use super::{CaseHead, load, tidy};
use crate::diagnostic::{Error, Place, Result};
use crate::incentive::across::{self, Paid};
use crate::incentive::calculate;
use crate::incentive::engine::outcome::Outcome;
use crate::incentive::input::Input;
use crate::incentive::plan::read::read_across;
use crate::incentive::plan::{Known, Plan};

/// The plans and what they pay in this case, or why it is refused.
pub fn outcome(folder: &Path, case: &CaseHead) -> Result<Vec<(Plan, Outcome)>> {
    let (period, mut loaded) = (case.period.parse()?, load(folder, case)?);
    let across = rules_across(folder, case, &loaded)?;
    if across.is_some() {
        loaded.sort_by(|(a, _), (b, _)| a.head.id.cmp(&b.head.id));
    }
    let outcomes: Vec<Result<Outcome>> = loaded.iter().map(|(plan, input)| calculate(plan, input)).collect();
    let mut outcomes: Vec<Outcome> = gathered(outcomes)?;
    if let Some(across) = across {
        let plans = loaded.iter().zip(&mut outcomes);
        let paid = plans.map(|((_, input), outcome)| Paid {
            people: &input.people,
            ledger: &input.ledger,
            outcome,
        });
        across::apply(&across, period, &mut paid.collect::<Vec<_>>())?;
    }
    Ok(loaded.into_iter().map(|(plan, _)| plan).zip(outcomes).collect())
}

/// All of them, or the errors of all that have some.
pub(super) fn gathered<T>(results: Vec<Result<T>>) -> Result<Vec<T>> {
    let (mut values, mut errors) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(error) => errors.push(error),
        }
    }
    Error::gathered(errors)?;
    Ok(values)
}

/// The rules across the plans of a case.
fn rules_across(folder: &Path, case: &CaseHead, loaded: &[(Plan, Input)]) -> Result<Option<Plan>> {
    let (Some(path), Some((_, input))) = (&case.across, loaded.first()) else {
        return Ok(None);
    };
    let known = Known {
        metrics: input.metrics.clone(),
        ..Known::default()
    };
    let path = tidy(&folder.join(path));
    let across = read_across(&path, &path.display().to_string(), &known)?;
    across::refuse_same_ids(&across, loaded.iter().map(|(plan, _)| plan))?;
    Ok(Some(across))
}

/// Plans of one case have different ids.
pub(super) fn refuse_same_plan(folder: &Path, plans: &[Plan]) -> Result<()> {
    for (at, plan) in plans.iter().enumerate() {
        if plans[..at].iter().any(|other| other.head.id == plan.head.id) {
            let key = format!("plan {}", plan.head.id);
            let place = Place::file(folder.join("case.toml").display().to_string());
            return Err(CaseError::Duplicate { key, place }.into());
        }
    }
    Ok(())
}
