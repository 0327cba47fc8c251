//! `incentive simulate`, `review` and `effect`

use std::path::PathBuf;

use super::{IncentiveCommand, Outcome, PlanChoice, money};
use crate::cli::output::{outln, table};
use crate::cli::report::{FileFormat, write_files};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::file_name::file_part;
use crate::incentive::Number;
use crate::incentive::fairness::{gini, percentile};
use crate::incentive::ledger::held::hold;
use crate::incentive::ledger::simulate::{Compared, Comparison, periods};
use crate::incentive::ledger::{LedgerError, runs};
use crate::incentive::number::Mode;
use crate::incentive::words::{money as amount, signed};
use crate::message::say;
use crate::period::{Period, parse_day};
use crate::report::pay::OfPlan;
use crate::report::prepare::Prepared;
use crate::workspace::{Locale, create_folder};

#[derive(clap::Args)]
pub(super) struct Simulate {
    #[arg(long, value_name = "FILE", required = true, num_args = 1)]
    plan: Vec<PathBuf>,
    #[arg(long, value_name = "RANGE")]
    period: String,
    #[arg(long, value_name = "AMOUNT")]
    budget: Option<Decimal>,
}

pub(super) fn simulate(args: &Simulate, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let [a, b] = &args.plan[..] else {
        return Err(LedgerError::TwoPlans(args.plan.len()).into());
    };
    let payroll = command.payroll()?;
    let plans = [a, b].map(|path| {
        let (path, name) = command.plan_path(path);
        payroll.plan(&path, &name)
    });
    let [a, b] = plans;
    let (a, b) = (a?, b?);
    let comparison = payroll.compare((&a, &b), &periods(&args.period, &a)?)?;
    outln!("A  {} ({}) {}", a.head.title, a.head.id, a.head.file)?;
    outln!("B  {} ({}) {}\n", b.head.title, b.head.id, b.head.file)?;
    outln!("{}\n", costs(&comparison, command))?;
    outln!("{}\n", people(&comparison.people, command))?;
    outln!("{}", spread(&comparison, args.budget, command))?;
    command.tell(&say!("commands.simulate.note"))?;
    Ok(Outcome::Done)
}

fn costs(comparison: &Comparison, command: &IncentiveCommand<'_>) -> String {
    let row = |period: String, (a, b): (Decimal, Decimal)| vec![period, money(a), money(b), super::signed(b - a)];
    let mut rows: Vec<Vec<String>> = comparison
        .periods
        .iter()
        .map(|(period, sums)| row(period.to_string(), *sums))
        .collect();
    let sum = comparison
        .periods
        .iter()
        .fold((Decimal::ZERO, Decimal::ZERO), |(a, b), (_, own)| {
            (a + own.0, b + own.1)
        });
    rows.push(row(command.texts.word("commands.simulate.total").to_owned(), sum));
    table(&command.texts.heads("commands.simulate.cost_heads"), rows, &[1, 2, 3]).to_string()
}

fn people(people: &[Compared], command: &IncentiveCommand<'_>) -> String {
    let mut sorted: Vec<&Compared> = people.iter().collect();
    sorted.sort_by(|a, b| b.by().cmp(&a.by()).then_with(|| a.specialist.cmp(&b.specialist)));
    let rows = sorted.into_iter().map(|person| {
        vec![
            person.specialist.clone(),
            person.name.clone(),
            amount(&person.a),
            amount(&person.b),
            signed(&person.by()),
        ]
    });
    table(&command.texts.heads("commands.simulate.people_heads"), rows, &[2, 3, 4]).to_string()
}

fn spread(comparison: &Comparison, budget: Option<Decimal>, command: &IncentiveCommand<'_>) -> String {
    let people = &comparison.people;
    let count = |fits: fn(&Number) -> bool| people.iter().filter(|p| fits(&p.by())).count();
    let (winners, losers) = (count(Number::is_positive), count(Number::is_negative));
    let pay: [Vec<Number>; 2] = [
        people.iter().map(|p| p.a.clone()).collect(),
        people.iter().map(|p| p.b.clone()).collect(),
    ];
    let percentile_word = |percent: u32| command.texts.say(&say!("commands.simulate.percentile", percent));
    let row = |label: &str, of: &dyn Fn(&[Number]) -> String| vec![label.to_owned(), of(&pay[0]), of(&pay[1])];
    let at = |percent: u32| move |pay: &[Number]| percentile(pay, percent).map_or_else(String::new, |n| amount(&n));
    let mut rows = vec![
        row(&percentile_word(10), &at(10)),
        row(&percentile_word(25), &at(25)),
        row(command.texts.word("commands.simulate.median"), &at(50)),
        row(&percentile_word(75), &at(75)),
        row(&percentile_word(90), &at(90)),
        row(command.texts.word("commands.simulate.gini"), &|pay| {
            gini(pay).map_or_else(String::new, |g| g.round(4, Mode::HalfUp).to_string())
        }),
    ];
    if let Some(budget) = budget {
        rows.push(row(command.texts.word("commands.simulate.budget"), &|pay| {
            let sum: Number = pay.iter().sum();
            let share = sum.divided_by(&Number::from(budget)).unwrap_or_default();
            format!("{}%", amount(&(&share * &Number::from(100)).round(2, Mode::HalfUp)))
        }));
    }
    let drawn = table(&["", "A", "B"], rows, &[1, 2]);
    let same = people.len() - winners - losers;
    let line = command
        .texts
        .say(&say!("commands.simulate.winners", winners, losers, same));
    format!("{drawn}\n{line}")
}

#[derive(clap::Args)]
pub(super) struct Review {
    #[arg(long, value_name = "P")]
    period: String,
    #[arg(long, value_name = "AMOUNT")]
    budget: Option<Decimal>,
    #[arg(long, value_name = "DAY")]
    known_on: Option<String>,
    #[arg(long, value_enum, value_delimiter = ',', default_value = "xlsx,html")]
    format: Vec<FileFormat>,
    #[arg(long, value_enum)]
    locale: Option<Locale>,
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    plan: PlanChoice,
}

pub(super) fn review(args: &Review, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let plan_id = command.plan_id(&args.plan, Some(period))?;
    let state = runs::state(command.store, &plan_id, period)?;
    hold(command.workspace, command.store, &plan_id, std::slice::from_ref(&state))?;
    let of_plan = OfPlan {
        state,
        budget: args.budget,
        known_on: args.known_on.as_deref().map(parse_day).transpose()?,
    };
    let locale = args.locale.unwrap_or(command.locale);
    let report = Prepared::review(command.workspace, command.store, of_plan)?.report(0, locale)?;
    let folder = command.folder(args.out.as_ref())?;
    create_folder(&folder)?;
    let name = format!("incentives_{period}_{}", file_part(&plan_id));
    for path in write_files(&report, &command.workspace.library, &args.format, &folder, &name)? {
        outln!("{}", path.display())?;
    }
    Ok(Outcome::Done)
}

#[derive(clap::Args)]
pub(super) struct Effect {
    #[arg(long, value_name = "M")]
    metric: String,
    #[arg(long, value_name = "TEAM,...", value_delimiter = ',', required = true)]
    changed: Vec<String>,
    #[arg(long, value_name = "P")]
    since: String,
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=24))]
    periods: u32,
}

pub(super) fn effect(args: &Effect, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let payroll = command.payroll()?;
    let (found, left_out) = payroll.effect(&args.metric, &args.changed, args.since.parse()?, args.periods)?;
    let title = payroll.catalog.get(&args.metric)?.title(command.locale).to_owned();
    let shown = |number: &Number| number.round(4, Mode::HalfUp).to_string();
    let heads = [vec![""], command.texts.heads("commands.effect.heads")].concat();
    let row = |label: &str, (before, after): &(Number, Number)| {
        vec![label.to_owned(), shown(before), shown(after), shown(&(after - before))]
    };
    let rows = vec![
        row(command.texts.word("commands.effect.changed"), &found.changed),
        row(command.texts.word("commands.effect.others"), &found.others),
    ];
    outln!("{title}")?;
    outln!("{}", table(&heads, rows, &[1, 2, 3]))?;
    let interval = match &found.interval {
        Some((low, high)) => format!("{} .. {}", shown(low), shown(high)),
        None => command.texts.word("commands.effect.too_few").to_owned(),
    };
    let difference = shown(&found.difference);
    command.tell(&say!("commands.effect.done", difference, interval))?;
    if !left_out.is_empty() {
        let periods: Vec<String> = left_out.iter().map(ToString::to_string).collect();
        command.tell(&say!("commands.effect.left_out", periods))?;
    }
    Ok(Outcome::Done)
}
