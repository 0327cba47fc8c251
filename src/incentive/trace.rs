//! Why each amount is what it is: one row per step, also for steps that did nothing.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::number::Number;
use super::plan::{Block, Plan, Version};
use crate::diagnostic::Place;
use crate::workspace::Locale;

/// The steps, in the one order they are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Who earns.
    Eligibility,
    /// What is earned.
    Component,
    /// Conditions.
    Gate,
    /// Factors.
    Multiplier,
    /// Taken for mistakes.
    Penalty,
    /// Least pay.
    Floor,
    /// Most pay.
    Cap,
    /// By days served.
    Proration,
    /// Shared funds.
    Pool,
    /// Least pay that may be taken back.
    Guarantee,
    /// Kept back.
    Deferral,
    /// Paid of what was kept back.
    Release,
    /// Balances of caps, debts.
    Carry,
    /// Taken back.
    Clawback,
    /// Ordered by hand.
    Adjustment,
    /// The sum and its rounding.
    Total,
}

impl Step {
    /// All of them with their words: key, Chinese, English.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 16] = [
        (Self::Eligibility, "eligibility", "资格", "eligibility"),
        (Self::Component, "component", "奖金项目", "component"),
        (Self::Gate, "gate", "门槛", "gate"),
        (Self::Multiplier, "multiplier", "系数", "multiplier"),
        (Self::Penalty, "penalty", "扣罚", "penalty"),
        (Self::Floor, "floor", "保底", "floor"),
        (Self::Cap, "cap", "封顶", "cap"),
        (Self::Proration, "proration", "出勤折算", "proration"),
        (Self::Pool, "pool", "奖金池", "pool"),
        (Self::Guarantee, "guarantee", "保障", "guarantee"),
        (Self::Deferral, "deferral", "递延", "deferral"),
        (Self::Release, "release", "发放递延", "release"),
        (Self::Carry, "carry", "结转", "carried balance"),
        (Self::Clawback, "clawback", "追回", "clawback"),
        (Self::Adjustment, "adjustment", "人工调整", "adjustment"),
        (Self::Total, "total", "合计", "total"),
    ];

    fn entry(self) -> &'static (Self, &'static str, &'static str, &'static str) {
        Self::ALL
            .iter()
            .find(|(step, ..)| *step == self)
            .expect("the list holds every step, a test counts them")
    }

    /// The word in tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.entry().1
    }

    /// What people call it.
    #[must_use]
    pub fn title(self, locale: Locale) -> &'static str {
        locale.pick(self.entry().2, self.entry().3)
    }
}

/// One step for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceRow {
    /// Which step.
    pub step: Step,
    /// The ledger node, or what it would be.
    pub node: String,
    /// What it changed; 0 stands in no ledger.
    pub amount: Number,
    /// The rule.
    pub rule: Rule,
    /// The numbers that went in.
    pub inputs: Vec<Read>,
    /// The formula with the numbers in it.
    pub formula: String,
    /// What else there is to say.
    pub notes: Vec<Note>,
    /// The payments behind it.
    pub items: Vec<ItemTrace>,
}

/// Where a rule stands and who ordered it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rule {
    /// What people call the block.
    pub title: String,
    /// `file:line:column`.
    pub place: String,
    /// The version's first day.
    pub from: Option<NaiveDate>,
    /// The document.
    pub authority: String,
    /// First days of the block's other versions, which do not count here.
    pub others: Vec<NaiveDate>,
}

impl Rule {
    /// The rule of a block's version.
    #[must_use]
    pub fn of<T>(plan: &Plan, block: &Block<T>, version: &Version<T>) -> Self {
        Self {
            title: block.name().to_owned(),
            place: version.place.to_string(),
            from: Some(version.from),
            authority: version.authority.clone().unwrap_or_else(|| plan.authority.clone()),
            others: other_days(block, Some(version.from)),
        }
    }

    /// A block none of whose versions is in force.
    #[must_use]
    pub fn idle<T>(plan: &Plan, block: &Block<T>) -> Self {
        Self {
            title: block.name().to_owned(),
            place: block.place.to_string(),
            from: None,
            authority: plan.authority.clone(),
            others: other_days(block, None),
        }
    }

    /// What the plan as a whole says.
    #[must_use]
    pub fn plan(plan: &Plan) -> Self {
        Self {
            title: plan.title.clone(),
            place: Place::file(&plan.file).to_string(),
            from: None,
            authority: plan.authority.clone(),
            others: Vec::new(),
        }
    }
}

fn other_days<T>(block: &Block<T>, own: Option<NaiveDate>) -> Vec<NaiveDate> {
    let days = block.versions.iter().map(|version| version.from);
    days.filter(|day| Some(*day) != own).collect()
}

/// A number that went in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// `team.renewal_rate`, `param target_bonus`.
    pub name: String,
    /// The number; none if it is undefined.
    pub value: Option<Number>,
    /// What it was made of: `90 / 100`, `from 2026-01-01`.
    pub source: String,
}

/// A payment behind an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemTrace {
    /// The payment.
    pub payment_id: String,
    /// What it pays.
    pub due_id: String,
    /// The day.
    pub paid_on: NaiveDate,
    /// How much was paid.
    pub amount: Number,
    /// The rate, or T.
    pub rate: Number,
    /// The factor on it.
    pub coefficient: Number,
    /// What it is worth; none if it does not count.
    pub result: Option<Number>,
    /// Why it does not count, or which row gave the rate.
    pub why: ItemWhy,
}

/// Why a payment counts as it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ItemWhy {
    /// The rate row that fits.
    RateRow(String),
    /// The table.
    Table(String),
    /// No row fits and the table says zero.
    NoRate,
    /// The filter on this column leaves it out; what stands there.
    Filtered(String, String),
    /// Paid outside the window.
    OtherDay,
    /// A reversal that a clawback takes back.
    ClawedBack,
}

/// What else there is to say of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Note {
    /// No version is in force yet.
    NotInForce,
    /// Who does not earn here, and why.
    Barred(String),
    /// A measure is undefined: it pays nothing.
    UndefinedPaysNothing(String),
    /// A measure is undefined: held back until it is clear.
    UndefinedWithheld(String),
    /// A measure is undefined: the factor is this.
    UndefinedFactor(String, Number),
    /// A condition holds.
    Passed(String),
    /// A condition does not hold; each comparison that fails with how far it is.
    Failed(String, Vec<String>),
    /// A condition counts as true or false because a name in it is undefined.
    UndefinedCondition(String, bool),
    /// Held to the most.
    HeldTo(Number),
    /// Lifted to the least.
    LiftedTo(Number),
    /// Nothing to do.
    NothingToDo,
    /// What earlier periods of the year paid is taken off.
    PaidBefore(Number),
    /// The place among so many.
    Place(usize, usize),
    /// Not ranked.
    NotRanked,
    /// The balance that is left.
    Balance(Number),
    /// Forfeited.
    Forfeited(Number),
    /// An event and the share taken.
    Event(String, u32, Number),
    /// The payment that pay is taken back for, the period that paid it, and the day of the event.
    TakenFor(String, String, String),
    /// What stays a debt.
    Debt(Number),
    /// Why, in the words of whoever ordered it.
    Reason(String),
}

impl Note {
    /// The sentence.
    #[must_use]
    pub fn text(&self, locale: Locale) -> String {
        let zh = locale == Locale::ZhCn;
        let say = |a: String, b: String| if zh { a } else { b };
        match self {
            Self::NotInForce => say("本期尚未生效".into(), "not yet in force".into()),
            Self::Barred(why) => say(format!("不参加：{why}"), format!("does not take part: {why}")),
            Self::UndefinedPaysNothing(name) => say(
                format!("{name} 无法计算，按 0 发放"),
                format!("{name} is undefined, which pays 0"),
            ),
            Self::UndefinedWithheld(name) => say(
                format!("{name} 无法计算，暂不发放，待查明"),
                format!("{name} is undefined; nothing is paid until that is settled"),
            ),
            Self::UndefinedFactor(name, factor) => say(
                format!("{name} 无法计算，系数取 {factor}"),
                format!("{name} is undefined, the factor is {factor}"),
            ),
            Self::Passed(when) => say(format!("达到条件：{when}"), format!("passed: {when}")),
            Self::Failed(when, gaps) => say(
                format!("未达到条件：{when}；{}", gaps.join("；")),
                format!("failed: {when}; {}", gaps.join("; ")),
            ),
            Self::UndefinedCondition(when, passes) => say(
                format!("条件 {when} 无法计算，视为{}", if *passes { "达到" } else { "未达到" }),
                format!(
                    "{when} is undefined and counts as {}",
                    if *passes { "passed" } else { "failed" }
                ),
            ),
            Self::HeldTo(limit) => say(format!("按上限 {limit} 封顶"), format!("held to {limit}")),
            Self::LiftedTo(limit) => say(format!("按下限 {limit} 补足"), format!("lifted to {limit}")),
            Self::NothingToDo => say("无变化".into(), "nothing to do".into()),
            Self::PaidBefore(sum) => say(
                format!("减去本年以前各期已发 {sum}"),
                format!("less {sum} paid earlier in the year"),
            ),
            Self::Place(place, of) => say(format!("第 {place} 名，共 {of} 人"), format!("place {place} of {of}")),
            Self::NotRanked => say("不参加排名".into(), "not ranked".into()),
            Self::Balance(sum) => say(format!("余额 {sum}"), format!("balance {sum}")),
            Self::Forfeited(sum) => say(format!("条件未达到，{sum} 不再发放"), format!("{sum} forfeited")),
            Self::Event(cause, months, share) => say(
                format!("{}，满 {months} 个月，比例 {share}", cause_zh(cause)),
                format!("{cause} after {months} complete months, share {share}"),
            ),
            Self::TakenFor(payment, period, day) => say(
                format!("缴费 {payment}（{period} 已计发），事件日 {day}"),
                format!("payment {payment}, paid for in {period}, event of {day}"),
            ),
            Self::Debt(sum) => say(
                format!("{sum} 留待以后各期扣回"),
                format!("{sum} stays a debt for later periods"),
            ),
            Self::Reason(text) => say(format!("原因：{text}"), format!("reason: {text}")),
        }
    }
}

/// What people call a cause.
pub(super) fn cause_zh(cause: &str) -> &str {
    match cause {
        "reversal" => "冲正",
        "lapse" => "失效",
        "surrender" => "退保",
        "free_look" => "犹豫期撤单",
        "compliance_error" => "合规差错",
        "false_renewal" => "虚假续保",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_its_words_in_order() {
        let steps: Vec<Step> = Step::ALL.iter().map(|(step, ..)| *step).collect();
        assert!(steps.is_sorted());
        assert_eq!(Step::Total as usize + 1, steps.len());
    }
}
