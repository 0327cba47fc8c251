//! A person's calculation in plain words: the sum first, then every step in order with its rule, numbers and reasons.

use super::evaluate::PersonOutcome;
use super::number::Number;
use super::plan::Plan;
use super::trace::{ItemTrace, ItemWhy, Note, Read, TraceRow};
use crate::period::Period;
use crate::workspace::Locale;

/// How much is told.
#[derive(Clone, Copy, Debug)]
pub struct Detail {
    /// The language.
    pub locale: Locale,
    /// Also the payments behind each number.
    pub rows: bool,
}

/// The text, one line per statement.
#[must_use]
pub fn explain(plan: &Plan, period: Period, person: &PersonOutcome, detail: Detail) -> String {
    let say = |zh, en| detail.locale.pick(zh, en);
    let mut lines = vec![
        format!(
            "{} {period} {}: {} {}",
            person.specialist,
            say("应发", "pay"),
            person.pay,
            plan.currency
        ),
        format!("{} ({})  {}", plan.title, plan.id, plan.authority),
        String::new(),
    ];
    for row in &person.rows {
        lines.push(format!("  {:>14}  {}", signed(&row.amount), row.node));
    }
    if person.rows.is_empty() {
        lines.push(format!("  {}", say("本期没有任何金额", "no amount in this period")));
    }
    lines.push(String::new());
    for (index, step) in person.trace.iter().enumerate() {
        lines.push(format!(
            "{}. {} {} [{}]: {}",
            index + 1,
            step.step.title(detail.locale),
            step.rule.title,
            step.node,
            signed(&step.amount)
        ));
        lines.extend(step_lines(step, detail).into_iter().map(|line| format!("     {line}")));
    }
    lines.join("\n") + "\n"
}

fn step_lines(step: &TraceRow, detail: Detail) -> Vec<String> {
    let say = |zh, en| detail.locale.pick(zh, en);
    let mut lines: Vec<String> = step.inputs.iter().map(|read| input(read, detail.locale)).collect();
    if !step.formula.is_empty() {
        lines.push(format!("{}: {}", say("算式", "formula"), step.formula));
    }
    lines.extend(step.notes.iter().map(|note: &Note| note.text(detail.locale)));
    if detail.rows {
        lines.extend(step.items.iter().map(|one| item(one, detail.locale)));
    }
    let from = step
        .rule
        .from
        .map_or_else(String::new, |day| format!(", {} {day}", say("生效日", "in force from")));
    lines.push(format!(
        "{}: {}{from} ({})",
        say("依据", "rule"),
        step.rule.place,
        step.rule.authority
    ));
    lines
}

fn input(read: &Read, locale: Locale) -> String {
    let value = read
        .value
        .as_ref()
        .map_or_else(|| locale.pick("无法计算", "undefined").to_owned(), Number::to_string);
    if read.source == value || read.source.is_empty() {
        format!("{} = {value}", read.name)
    } else {
        format!("{} = {value} ({})", read.name, read.source)
    }
}

fn item(item: &ItemTrace, locale: Locale) -> String {
    let why = why(&item.why, locale);
    match &item.result {
        Some(result) => format!(
            "{} ({}): {} x {} x {} = {result}  {why}",
            item.payment_id, item.due_id, item.amount, item.rate, item.coefficient
        ),
        None => format!(
            "{} ({}): {} {}: {why}",
            item.payment_id,
            item.due_id,
            item.amount,
            locale.pick("不计", "does not count")
        ),
    }
}

/// Why a payment counts as it does, or does not.
#[must_use]
pub fn why(why: &ItemWhy, locale: Locale) -> String {
    match why {
        ItemWhy::RateRow(row) | ItemWhy::Table(row) => row.clone(),
        ItemWhy::NoRate => locale
            .pick("没有对应的费率，按 0 计", "no rate row fits, which is 0")
            .to_owned(),
        ItemWhy::Filtered(column, value) => match locale {
            Locale::ZhCn => format!("{column} 为 {value}，不在本项目范围内"),
            Locale::En => format!("{column} is {value}, which the component leaves out"),
        },
        ItemWhy::OtherDay => locale.pick("不在本期", "paid outside the window").to_owned(),
        ItemWhy::ClawedBack => locale
            .pick("冲正另行追回", "a reversal, taken back by a clawback")
            .to_owned(),
    }
}

fn signed(amount: &Number) -> String {
    if amount.is_positive() {
        format!("+{amount}")
    } else {
        amount.to_string()
    }
}
