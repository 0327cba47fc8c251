//! Two plans over the same periods: what each person would get, what it costs, who gains and who loses.
//!
//! Each plan is calculated period by period on its own results, from nothing: what was approved and closed does not play
//! in. Nothing is written.

use std::collections::BTreeMap;

use super::calculate::PayrollContext;
use super::error::LedgerError;
use super::{gather, save};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::Plan;
use crate::incentive::number::Number;
use crate::message::Word;
use crate::period::{Period, View};
use crate::store::Params;

/// One person under two plans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    pub specialist: String,
    pub name: String,
    /// Pay by the first plan.
    pub a: Number,
    /// Pay by the second.
    pub b: Number,
}

impl Compared {
    /// What the second plan pays more.
    pub fn by(&self) -> Number {
        &self.b - &self.a
    }
}

/// The periods of a plan in a range: `2026-01..2026-06`, or a longer period such as `2026-Q1` or `2026`.
pub fn periods(range: &str, plan: &Plan) -> Result<Vec<Period>> {
    let (from, to): (Period, Period) = if let Some((from, to)) = range.split_once("..") {
        (from.parse()?, to.parse()?)
    } else {
        let whole: Period = range.parse()?;
        (whole, whole)
    };
    let first = of_kind(plan, from.first_on());
    let mut periods = Vec::new();
    let mut next = first;
    while next.last_on() <= to.last_on() {
        periods.push(next);
        next = next.next();
    }
    if periods.is_empty() || first.first_on() != from.first_on() {
        return Err(crate::period::PeriodError::WrongKind {
            period: range.to_owned(),
            wanted: Word(plan.head.period.word().to_owned()),
        }
        .into());
    }
    Ok(periods)
}

fn of_kind(plan: &Plan, day: chrono::NaiveDate) -> Period {
    use crate::period::{Month, PeriodKind};
    match plan.head.period {
        PeriodKind::Quarter => Period::quarter(day),
        PeriodKind::Year => {
            let quarter = Period::quarter(day);
            format!("{}", quarter.first_on().format("%Y"))
                .parse()
                .unwrap_or(quarter)
        }
        _ => Period::month(Month::containing(day)),
    }
}

/// Name and pay by person.
pub type Pays = BTreeMap<String, (String, Number)>;

impl PayrollContext<'_> {
    /// What `plan` pays in `periods`, one after the other: by person, and each period's sum.
    pub fn simulate(&self, plan: &Plan, periods: &[Period]) -> Result<(Pays, Vec<Decimal>)> {
        gather::begin(self.store, "")?;
        let mut pay = Pays::new();
        let mut sums = Vec::new();
        for (run_no, period) in (1..).zip(periods) {
            let calculation = self.calculation_after(plan, &plan.head.file, View::at_end(*period))?;
            let mut sum = Number::zero();
            for person in &calculation.outcome.people {
                let names = calculation.names.get(&person.specialist);
                let entry = pay.entry(person.specialist.clone()).or_default();
                entry.0 = names.map(|names| names.specialist.clone()).unwrap_or_default();
                entry.1 += &person.pay;
                sum += &person.pay;
            }
            sums.push(save::decimal(&sum)?);
            save::pending(self.store, -run_no, &calculation.outcome)?;
            let params = Params::none()
                .with("period", &period.to_string())
                .with("first_on", period.first_on())
                .with("last_on", period.last_on())
                .with("run_no", -run_no);
            self.store.run("queries/incentive/effective/add.sql", &params)?;
        }
        Ok((pay, sums))
    }

    /// Two plans side by side.
    pub fn compare(&self, (a, b): (&Plan, &Plan), periods: &[Period]) -> Result<Comparison> {
        if a.head.period != b.head.period {
            return Err(LedgerError::OtherKind {
                a: a.head.period.word(),
                b: b.head.period.word(),
            }
            .into());
        }
        let ((pay_a, sums_a), (pay_b, sums_b)) = (self.simulate(a, periods)?, self.simulate(b, periods)?);
        let mut people: BTreeMap<String, Compared> = BTreeMap::new();
        for (is_first, pay) in [(true, pay_a), (false, pay_b)] {
            for (specialist, (name, amount)) in pay {
                let entry = people.entry(specialist.clone()).or_default();
                entry.specialist = specialist;
                entry.name = name;
                *(if is_first { &mut entry.a } else { &mut entry.b }) = amount;
            }
        }
        Ok(Comparison {
            periods: periods.iter().copied().zip(sums_a.into_iter().zip(sums_b)).collect(),
            people: people.into_values().collect(),
        })
    }
}

/// Two plans over the same periods.
pub struct Comparison {
    /// Each period with what either plan costs.
    pub periods: Vec<(Period, (Decimal, Decimal))>,
    /// Everybody, by id.
    pub people: Vec<Compared>,
}
