//! The sentences of a description, in both languages.

use std::fmt::Write as _;

use chrono::NaiveDate;

use crate::incentive::number::{Mode, Number};
use crate::incentive::plan::around::{Absence, Causes, Fund, PenaltyEach, PoolWeights};
use crate::incentive::plan::components::{FactorUndefined, ItemRate, OnUndefined, Ties};
use crate::incentive::plan::lists::{Boundary, ByKey, TableMode};
use crate::incentive::plan::{
    Cap, Clawback, Component, Components, Condition, Deferral, Eligibility, Floor, Gate, Guarantee, Kind, Multiplier,
    OnExcess, Otherwise, Penalty, Per, Pool, Proration, Within, condition,
};
use crate::metrics::Direction;
use crate::period::PeriodKind;
use crate::workspace::Locale;

/// One language.
pub(super) struct Words {
    pub(super) locale: Locale,
}

impl Words {
    fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.locale.pick(zh, en)
    }

    fn pick(&self, zh: String, en: String) -> String {
        match self.locale {
            Locale::ZhCn => zh,
            Locale::En => en,
        }
    }

    pub(super) fn from(&self, day: NaiveDate) -> String {
        self.pick(format!("{day} 起"), format!("from {day}:"))
    }

    pub(super) fn period(&self, kind: PeriodKind) -> &'static str {
        match kind {
            PeriodKind::Quarter => self.locale.pick("按季", "by quarter"),
            PeriodKind::Year => self.locale.pick("按年", "by year"),
            _ => self.locale.pick("按月", "by month"),
        }
    }

    pub(super) fn mode(&self, mode: Mode) -> &'static str {
        match mode {
            Mode::HalfUp => self.locale.pick("四舍五入", "halves away from 0"),
            Mode::HalfEven => self.locale.pick("四舍六入五成双", "halves to even"),
            Mode::Down => self.locale.pick("截断", "towards 0"),
        }
    }

    pub(super) fn by_key(&self, key: ByKey) -> &'static str {
        match key {
            ByKey::Grade => self.locale.pick("职级", "grade"),
            ByKey::Team => self.locale.pick("团队", "team"),
            ByKey::Branch => self.locale.pick("机构", "branch"),
            ByKey::Specialist => self.locale.pick("专员", "specialist"),
        }
    }

    pub(super) fn table_mode(&self, mode: TableMode) -> &'static str {
        match mode {
            TableMode::Marginal => self.locale.pick("分段累进", "each part at the value of its tier"),
            TableMode::Whole => self.locale.pick("全额按所在档", "all of it at the value of its tier"),
            TableMode::Stepped => self.locale.pick("取所在档的值", "the value of its tier"),
            TableMode::Milestones => self
                .locale
                .pick("达到各档累加", "the values of all tiers reached, added"),
            TableMode::Interpolate => self.locale.pick("两点之间按直线", "straight lines between points"),
        }
    }

    pub(super) fn boundary(&self, boundary: Boundary) -> &'static str {
        match boundary {
            Boundary::LowerInclusive => self.locale.pick("恰在界上归上档", "an edge belongs to the upper tier"),
            Boundary::UpperInclusive => self.locale.pick("恰在界上归下档", "an edge belongs to the lower tier"),
        }
    }

    fn components(&self, components: &Components) -> String {
        match components {
            Components::All => self.say("全部项目", "all components").to_owned(),
            Components::Some(ids) => ids.join(self.say("、", ", ")),
        }
    }

    fn within(&self, within: Within) -> &str {
        match within {
            Within::Team => self.say("团队", "team"),
            Within::Branch => self.say("机构", "branch"),
            Within::Company => self.say("全公司", "company"),
        }
    }

    fn per(&self, per: Per) -> &str {
        match per {
            Per::Period => self.say("每期", "per period"),
            Per::Year => self.say("全年", "per calendar year"),
        }
    }

    fn condition(&self, condition: &Condition) -> String {
        let undefined = match condition.on_undefined {
            None => return condition.text.clone(),
            Some(condition::OnUndefined::Error) => self.say("无法计算即报错", "refused if undefined"),
            Some(condition::OnUndefined::Pass) => self.say("无法计算视为达到", "passed if undefined"),
            Some(condition::OnUndefined::Fail) => self.say("无法计算视为未达到", "failed if undefined"),
        };
        format!("{} ({undefined})", condition.text)
    }

    fn factor_undefined(&self, on_undefined: Option<FactorUndefined>) -> &str {
        match on_undefined {
            None => "",
            Some(FactorUndefined::Error) => self.say("，无法计算即报错", ", refused if undefined"),
            Some(FactorUndefined::Zero) => self.say("，无法计算取 0", ", 0 if undefined"),
            Some(FactorUndefined::One) => self.say("，无法计算取 1", ", 1 if undefined"),
        }
    }

    pub(super) fn eligibility(&self, rule: &Eligibility) -> String {
        let mut needs = Vec::new();
        if let Some(months) = rule.min_tenure_months {
            needs.push(self.pick(format!("入职满 {months} 个月"), format!("{months} months of service")));
        }
        if let Some(grades) = &rule.grades {
            needs.push(format!("{} {}", self.say("职级", "grade"), grades.join("/")));
        }
        needs.extend(rule.when.as_ref().map(|when| self.condition(when)));
        let (needs, components) = (
            needs.join(self.say("，且 ", " and ")),
            self.components(&rule.components),
        );
        self.pick(
            format!("{components}只发给：{needs}。说明：{}", rule.reason),
            format!("{components} only for {needs}; reason told: {}", rule.reason),
        )
    }

    pub(super) fn component(&self, component: &Component) -> String {
        let mut text = self.kind(&component.kind);
        if component.ytd {
            text += self.say(
                "；按本年累计，减去以前各期已发",
                "; of the year so far, less what it paid earlier in it",
            );
        }
        if let Some(floor) = &component.floor {
            text += &self.pick(
                format!("；有得即不低于 {floor}"),
                format!("; at least {floor} if it pays"),
            );
        }
        if let Some(cap) = &component.cap {
            text += &self.pick(format!("；不超过 {cap}"), format!("; at most {cap}"));
        }
        text += match component.on_undefined {
            None => "",
            Some(OnUndefined::Error) => self.say("；指标无法计算即报错", "; refused if the measure is undefined"),
            Some(OnUndefined::Zero) => self.say("；指标无法计算发 0", "; 0 if the measure is undefined"),
            Some(OnUndefined::Withhold) => self.say("；指标无法计算暂不发放", "; withheld if the measure is undefined"),
        };
        text
    }

    fn kind(&self, kind: &Kind) -> String {
        match kind {
            Kind::PercentOfTarget {
                base,
                weight,
                measure,
                table,
            } => {
                let weight = weight.as_ref().map(|w| format!(" x {w}")).unwrap_or_default();
                format!("{base}{weight} x {table}({measure})")
            }
            Kind::Rate { measure, table } => format!("{table}({measure})"),
            Kind::PerUnit { measure, amount, free } if free.is_zero() => format!("{amount} x {measure}"),
            Kind::PerUnit { measure, amount, free } => format!("{amount} x max(0, {measure} - {free})"),
            Kind::PerItem {
                filter,
                rate,
                coefficient,
            } => self.per_item(filter, rate, coefficient.as_ref()),
            Kind::Score {
                base,
                table,
                whole_steps,
                indicators,
            } => {
                let parts: Vec<String> = indicators
                    .iter()
                    .map(|i| {
                        self.pick(
                            format!(
                                "{}（{} 得 {} 分，每 {} 加 {} 减 {}，{} 至 {} 分，权重 {}）",
                                i.measure, i.base_value, i.base_score, i.step, i.up, i.down, i.min, i.max, i.weight
                            ),
                            format!(
                                "{} ({} scores {}, every {} better +{}, worse -{}, from {} to {}, weight {})",
                                i.measure, i.base_value, i.base_score, i.step, i.up, i.down, i.min, i.max, i.weight
                            ),
                        )
                    })
                    .collect();
                let steps = if *whole_steps {
                    self.say("，只计整步", ", whole steps only")
                } else {
                    ""
                };
                format!("{base} x {table}({}){steps}", parts.join(" + "))
            }
            Kind::Ranking {
                measure,
                within,
                better,
                places,
                ties,
                min_sample,
            } => {
                let places: Vec<String> = places.iter().map(Number::to_string).collect();
                let better = match better {
                    Direction::Higher => self.say("高者为先", "highest first"),
                    Direction::Lower => self.say("低者为先", "lowest first"),
                };
                let ties = match ties {
                    Ties::Share => self.say("并列者均分所占名次", "ties share the places they span"),
                    Ties::Higher => self.say("并列者各得较高名次，占用名次", "ties each get the best of their places"),
                    Ties::All => self.say("并列者各得同一名次，不占名次", "ties use up no place"),
                };
                let sample = min_sample.map_or_else(String::new, |n| {
                    self.pick(
                        format!("，分母不足 {n} 不排名"),
                        format!(", not ranked below a denominator of {n}"),
                    )
                });
                self.pick(
                    format!(
                        "在{}内按 {measure} 排名（{better}）：{}；{ties}{sample}",
                        self.within(*within),
                        places.join("、")
                    ),
                    format!(
                        "places in the {} by {measure} ({better}): {}; {ties}{sample}",
                        self.within(*within),
                        places.join(", ")
                    ),
                )
            }
        }
    }

    fn per_item(
        &self,
        filter: &[(String, Vec<String>)],
        rate: &ItemRate,
        coefficient: Option<&crate::incentive::plan::components::Coefficient>,
    ) -> String {
        let rate = match rate {
            ItemRate::Rates(table) => format!("amount x {table}"),
            ItemRate::TableOfAmount(table) => format!("{table}(amount)"),
            ItemRate::TableOf(table, column) => format!("amount x {table}({column})"),
        };
        let filter: Vec<String> = filter
            .iter()
            .map(|(c, values)| format!("{c} = {}", values.join("/")))
            .collect();
        let mut text = self.pick(format!("每笔实收：{rate}"), format!("for each payment {rate}"));
        if !filter.is_empty() {
            text += &self.pick(
                format!("，仅 {}", filter.join("，")),
                format!(", only {}", filter.join(", ")),
            );
        }
        if let Some(rule) = coefficient {
            let on = if rule.due_no.is_empty() {
                String::new()
            } else {
                self.pick(
                    format!("（缴次 {}）", rule.due_no.join("/")),
                    format!(" on due_no {}", rule.due_no.join("/")),
                )
            };
            let undefined = self.factor_undefined(rule.on_undefined);
            let _ = write!(text, " x {}({}){on}{undefined}", rule.table, rule.measure);
        }
        text
    }

    pub(super) fn gate(&self, gate: &Gate) -> String {
        let (when, components) = (self.condition(&gate.when), self.components(&gate.components));
        let otherwise = match &gate.otherwise {
            Otherwise::Zero => self.say("不发", "are not paid").to_owned(),
            Otherwise::Withhold => self.say("暂扣，达到后补发", "are held back until it passes").to_owned(),
            Otherwise::Multiply(factor) => self.pick(format!("乘以 {factor}"), format!("are multiplied by {factor}")),
        };
        self.pick(
            format!("须 {when}；否则{components}{otherwise}"),
            format!("{when}; otherwise {components} {otherwise}"),
        )
    }

    pub(super) fn multiplier(&self, rule: &Multiplier) -> String {
        format!(
            "{} x {}({}){}",
            self.components(&rule.components),
            rule.table,
            rule.measure,
            self.factor_undefined(rule.on_undefined)
        )
    }

    pub(super) fn penalty(&self, rule: &Penalty) -> String {
        let components = self.components(&rule.components);
        let each = match &rule.each {
            PenaltyEach::Amount(amount) => amount.to_string(),
            PenaltyEach::Share(share) => format!("{share} x ({components})"),
        };
        self.pick(
            format!(
                "{} 每超过 {} 一个扣 {each}，最多扣 {components}的 {}",
                rule.measure, rule.free, rule.max_share_of_pay
            ),
            format!(
                "{each} for each of {} beyond {}, at most {} of {components}",
                rule.measure, rule.free, rule.max_share_of_pay
            ),
        )
    }

    pub(super) fn floor(&self, rule: &Floor) -> String {
        self.pick(
            format!("{}有得即不低于 {}", self.per(rule.per), rule.limit),
            format!("pay above 0 is at least {} {}", rule.limit, self.per(rule.per)),
        )
    }

    pub(super) fn cap(&self, rule: &Cap) -> String {
        let excess = match rule.on_excess {
            OnExcess::Lose => self.say("超出不发", "the rest is lost"),
            OnExcess::Carry => self.say(
                "超出部分以后各期有余量时补发",
                "the rest is paid when later periods leave room",
            ),
            OnExcess::Defer => self.say(
                "超出部分下一期（年）全额补发",
                "the rest is paid in full in the next period (year)",
            ),
        };
        self.pick(
            format!("{}不超过 {}，{excess}", self.per(rule.per), rule.limit),
            format!("at most {} {}, {excess}", rule.limit, self.per(rule.per)),
        )
    }

    pub(super) fn proration(&self, rule: &Proration) -> String {
        let what = if rule.payout {
            self.say("应发", "the pay")
        } else {
            self.say("目标奖金", "the target")
        };
        let days = if rule.working_days {
            self.say("工作日", "working days")
        } else {
            self.say("日历日", "calendar days")
        };
        let causes: Vec<&str> = rule
            .causes
            .iter()
            .map(|cause| match cause {
                Absence::Join => self.say("入职前", "before joining"),
                Absence::Leave => self.say("离职后", "after leaving"),
                Absence::Transfer => self.say("无归属团队", "without a team"),
            })
            .collect();
        let causes = causes.join(self.say("、", ", "));
        self.pick(
            format!("{what}按在岗{days}折算，不计：{causes}"),
            format!("{what} by {days} served, not counting days {causes}"),
        )
    }

    pub(super) fn pool(&self, rule: &Pool) -> String {
        let group = self.within(rule.within);
        let fund = match &rule.fund {
            Fund::Amount(amount) => amount.to_string(),
            Fund::Share { share, from_members } => {
                let from = if *from_members {
                    self.say("由成员出", "paid by the members")
                } else {
                    self.say("由公司出", "paid by the company")
                };
                self.pick(
                    format!("成员应发的 {share}（{from}）"),
                    format!("{share} of the members' pay ({from})"),
                )
            }
        };
        let weights = match &rule.weights {
            PoolWeights::CollaborationPoints => self.say("协作积分", "collaboration points").to_owned(),
            PoolWeights::Measure(measure) => measure.to_string(),
        };
        self.pick(
            format!("每个{group}：{fund}，按{weights}分配"),
            format!("{fund} for each {group}, shared by {weights}"),
        )
    }

    pub(super) fn guarantee(&self, rule: &Guarantee) -> String {
        let until = rule.until.map_or_else(String::new, |day| {
            self.pick(format!("，至 {day}"), format!(" until {day}"))
        });
        let back = if rule.recoverable {
            self.say("，补足部分以后扣回", ", what was added is taken back later")
        } else {
            ""
        };
        self.pick(
            format!("不低于 {}{until}{back}", rule.amount),
            format!("at least {}{until}{back}", rule.amount),
        )
    }

    pub(super) fn deferral(&self, rule: &Deferral) -> String {
        let components = self.components(&rule.components);
        let when = rule.when.as_ref().map_or_else(String::new, |when| {
            let when = self.condition(when);
            self.pick(
                format!("，届时须 {when}，否则不再发放"),
                format!(" if then {when}, else forfeited"),
            )
        });
        self.pick(
            format!("{components}的 {} 递延，{} 个月后发放{when}", rule.share, rule.after),
            format!(
                "{} of {components} is kept back and paid {} months later{when}",
                rule.share, rule.after
            ),
        )
    }

    pub(super) fn clawback(&self, rule: &Clawback) -> String {
        let schedule: Vec<String> = rule
            .schedule
            .iter()
            .map(|(upto, share)| self.pick(format!("{upto} 个月内 {share}"), format!("{share} up to month {upto}")))
            .collect();
        let causes: Vec<String> = rule
            .causes
            .iter()
            .map(|(cause, how)| match how {
                Causes::Share(share) => format!("{} {share}", cause.word()),
                Causes::Schedule => format!("{} ({})", cause.word(), schedule.join(", ")),
            })
            .collect();
        let basis = if rule.net_paid {
            self.say("实发额", "what was paid net")
        } else {
            self.say("计算额", "what was calculated")
        };
        let least = match &rule.never_below {
            None => self.say("不设下限", "without a limit").to_owned(),
            Some(least) => self.pick(
                format!("应发不低于 {least}，余额以后扣"),
                format!("pay not below {least}, the rest later"),
            ),
        };
        self.pick(
            format!("按{basis}追回：{}；{least}", causes.join("；")),
            format!("takes back of {basis}: {}; {least}", causes.join("; ")),
        )
    }
}
