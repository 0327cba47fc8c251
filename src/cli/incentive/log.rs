//! `incentive log`: who decided what, when and why, from the record.

use super::{IncentiveCommand, Outcome, PlanChoice, money};
use crate::books::Held;
use crate::cli::output::{outln, table};
use crate::decimal::Decimal;
use crate::diagnostic::Result;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    plan: PlanChoice,
}

pub(super) fn run(args: &Args, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let held = Held::open(command.workspace)?;
    let entries = held.iter().flat_map(Held::told);
    let is_asked = |plan: &str| args.plan.plan_id.as_deref().is_none_or(|asked| asked == plan);
    let amount = |text: &Option<String>| {
        let number = text.as_deref().and_then(|text| text.parse::<Decimal>().ok());
        number.map(money).unwrap_or_default()
    };
    let rows = entries.filter(|entry| is_asked(&entry.plan)).map(|entry| {
        let said = &entry.noted.said;
        let kind = command
            .texts
            .find(&format!("commands.log.kinds.{}", entry.kind.replace(' ', "_")));
        vec![
            entry.number.to_string(),
            entry.at.clone().unwrap_or_default(),
            kind.unwrap_or(&entry.kind).to_owned(),
            entry.plan.clone(),
            entry.period.clone(),
            said.about.clone().unwrap_or_default(),
            if entry.noted.run == 0 {
                String::new()
            } else {
                entry.noted.run.to_string()
            },
            amount(if said.to_pay.is_some() {
                &said.to_pay
            } else {
                &said.amount
            }),
            entry.person.clone().unwrap_or_default(),
            entry.login.clone(),
            said.reason.clone().unwrap_or_default(),
        ]
    });
    outln!(
        "{}",
        table(&command.texts.heads("commands.log.heads"), rows, &[0, 6, 7])
    )?;
    Ok(Outcome::Done)
}
