//! A person's pay in words that person understands: what it is made of, then how each part comes about.

use std::fmt::Write as _;

use super::evaluate::PersonOutcome;
use super::explain::why;
use super::number::Number;
use super::trace::{ItemTrace, Note, Rule, Step, TraceRow};
use super::words::{Words, money, signed};
use crate::period::Period;
use crate::workspace::Locale;

/// What is said of the run as a whole.
#[derive(Clone, Debug, Default)]
pub struct Heading {
    /// The person: name and id.
    pub person: String,
    /// Grade, team and branch.
    pub place: String,
    /// The plan: title, id and authority.
    pub plan: String,
    /// Which run, whether it is approved, up to which day facts are known.
    pub state: String,
    /// Currency code or word.
    pub currency: String,
}

/// A row of the ledger that corrects an earlier period and is paid with this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The period it is about.
    pub origin: String,
    /// `reversal:...`, `rebook:...`.
    pub node: String,
    /// How much.
    pub amount: Number,
}

/// What is told, and how much of it.
pub struct Telling<'a> {
    /// The words.
    pub words: &'a Words,
    /// The heading.
    pub heading: Heading,
    /// The period.
    pub period: Period,
    /// What was calculated.
    pub person: &'a PersonOutcome,
    /// What earlier periods get with this one.
    pub corrections: &'a [Correction],
    /// Also the payments behind each number.
    pub rows: bool,
}

impl Telling<'_> {
    fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.words.locale().pick(zh, en)
    }

    /// The sum of all that the period pays.
    #[must_use]
    pub fn pay(&self) -> Number {
        let corrections: Number = self.corrections.iter().map(|c| &c.amount).sum();
        &self.person.pay + &corrections
    }

    /// The text, one line per statement.
    #[must_use]
    pub fn text(&self) -> String {
        let heading = &self.heading;
        let colon = self.pick("：", ": ");
        let mut lines = vec![
            format!(
                "{}  {}  {} {} {}",
                heading.person,
                self.period,
                self.pick("应发", "pay"),
                money(&self.pay()),
                heading.currency
            ),
            format!("{}{colon}{}", self.pick("方案", "plan"), heading.plan),
            format!(
                "{}{colon}{} {} {}；{}",
                self.pick("期间", "period"),
                self.period.first_on(),
                self.pick("至", "to"),
                self.period.last_on(),
                heading.place
            ),
            format!("{}{colon}{}", self.pick("状态", "state"), heading.state),
            String::new(),
            self.pick("应发由这些组成", "the pay is made of").to_owned(),
        ];
        lines.extend(
            self.parts()
                .iter()
                .map(|(label, amount)| format!("  {:>14}  {label}", signed(amount))),
        );
        lines.push(format!("  {:>14}  {}", money(&self.pay()), self.pick("合计", "total")));
        lines.push(String::new());
        lines.push(self.pick("怎样算出来的", "how it comes about").to_owned());
        for (index, step) in self.told().into_iter().enumerate() {
            lines.push(format!("{}. {}", index + 1, self.headline(step)));
            lines.extend(self.details(step).into_iter().map(|line| format!("     {line}")));
        }
        let idle = self.idle_rules();
        if !idle.is_empty() {
            lines.push(format!(
                "{}{colon}{}",
                self.pick("本期没有影响的规则", "rules that changed nothing"),
                idle.join(self.pick("、", ", "))
            ));
        }
        lines.join("\n") + "\n"
    }

    /// What the pay is made of, with labels.
    #[must_use]
    pub fn parts(&self) -> Vec<(String, Number)> {
        let own = self
            .person
            .rows
            .iter()
            .map(|row| (self.words.node(&row.node), row.amount.clone()));
        let corrections = self.corrections.iter().map(|c| {
            let label = match self.words.locale() {
                Locale::ZhCn => format!("{}（{} 更正）", self.words.node(&c.node), c.origin),
                Locale::En => format!("{} (correction of {})", self.words.node(&c.node), c.origin),
            };
            (label, c.amount.clone())
        });
        own.chain(corrections).collect()
    }

    /// A step in a line: `奖金项目 续费率奖金：+1,872.00`.
    #[must_use]
    pub fn headline(&self, step: &TraceRow) -> String {
        let (label, result) = self.label(step);
        format!("{label}{}{result}", self.pick("：", ": "))
    }

    /// What a step is called, and what it came to.
    #[must_use]
    pub fn label(&self, step: &TraceRow) -> (String, String) {
        let kind = self.words.step(step.step);
        let name = match step.step {
            Step::Total => String::new(),
            Step::Eligibility => self.words.node(&step.node).replace("eligibility ", ""),
            _ => self.words.node(&step.node),
        };
        // 扣罚 差错扣罚 says it twice.
        let label = if name.starts_with(kind) || name.ends_with(kind) {
            name
        } else {
            format!("{kind} {name}").trim_end().to_owned()
        };
        let result = match (step.step, step.amount.is_zero()) {
            (Step::Eligibility, _) => {
                let barred = step.notes.iter().any(|note| matches!(note, Note::Barred(_)));
                self.pick_if(barred, ("不符合", "not fulfilled"), ("符合", "fulfilled"))
                    .to_owned()
            }
            (Step::Gate, true) => {
                let says_so = |note: &Note| matches!(note, Note::Passed(_) | Note::UndefinedCondition(_, true));
                let passed = step.notes.iter().any(says_so);
                self.pick_if(passed, ("通过", "passed"), ("0.00", "0.00")).to_owned()
            }
            (Step::Total, _) => money(&self.person.pay),
            _ => signed(&step.amount),
        };
        (label, result)
    }

    /// The steps worth telling.
    #[must_use]
    pub fn told(&self) -> Vec<&TraceRow> {
        self.person.trace.iter().filter(|step| does(step)).collect()
    }

    /// The rules that changed nothing.
    #[must_use]
    pub fn idle_rules(&self) -> Vec<String> {
        let idle = self.person.trace.iter().filter(|step| !does(step));
        idle.map(|step| self.idle(step)).collect()
    }

    /// What a statement says of a step: the reasons without the payments, which stand in a table of their own.
    #[must_use]
    pub fn sentences(&self, step: &TraceRow) -> Vec<String> {
        let without = TraceRow {
            items: Vec::new(),
            ..step.clone()
        };
        self.details(&without)
    }

    fn pick_if<'t>(&self, first: bool, yes: (&'t str, &'t str), no: (&'t str, &'t str)) -> &'t str {
        if first {
            self.pick(yes.0, yes.1)
        } else {
            self.pick(no.0, no.1)
        }
    }

    fn idle(&self, step: &TraceRow) -> String {
        let later = step.notes.contains(&Note::NotInForce);
        let name = self.words.node(&step.node);
        if later {
            format!("{name}{}", self.pick("（尚未生效）", " (not yet in force)"))
        } else {
            name
        }
    }

    /// What went in, the formula, the reasons and the rule.
    #[must_use]
    pub fn details(&self, step: &TraceRow) -> Vec<String> {
        let words = self.words;
        let colon = self.pick("：", ": ");
        let mut lines: Vec<String> = step.inputs.iter().map(|read| words.read(read)).collect();
        if !step.formula.is_empty() && !Self::says_itself(step) {
            lines.push(format!("{}{colon}{}", self.pick("算式", "formula"), self.formula(step)));
        }
        let notes = step.notes.iter().filter(|note| **note != Note::NothingToDo);
        lines.extend(notes.map(|note| words.say(&note.text(words.locale()))));
        if self.rows {
            lines.extend(step.items.iter().map(|item| self.item(item)));
        } else if !step.items.is_empty() {
            let counted = step.items.iter().filter(|item| item.result.is_some()).count();
            let (all, left) = (step.items.len(), step.items.len() - counted);
            lines.push(match words.locale() {
                Locale::ZhCn => format!("缴费 {all} 笔：计入 {counted} 笔，不计 {left} 笔（--rows 逐笔列出）"),
                Locale::En => format!("{all} payments: {counted} count, {left} do not (--rows lists them)"),
            });
        }
        if step.step != Step::Total {
            lines.push(self.rule(&step.rule));
        }
        lines
    }

    /// True if the step needs no formula.
    fn says_itself(step: &TraceRow) -> bool {
        match step.step {
            Step::Eligibility | Step::Adjustment => true,
            Step::Total => step.amount.is_zero(),
            _ => false,
        }
    }

    fn formula(&self, step: &TraceRow) -> String {
        let formula = step.formula.as_str();
        let said = self.words.say(formula);
        if step.step == Step::Release
            && let Some((month, amount)) = formula.split_once(" = ")
        {
            return match self.words.locale() {
                Locale::ZhCn => format!("{month} 递延的 {amount}"),
                Locale::En => format!("{amount} deferred in {month}"),
            };
        }
        match formula.strip_prefix("Σ(").and_then(|rest| rest.split_once(") = ")) {
            Some((count, sum)) => match self.words.locale() {
                Locale::ZhCn => format!("{count} 笔缴费逐笔相加 = {sum}"),
                Locale::En => format!("sum over {count} payments = {sum}"),
            },
            None => said.replace("; ", self.pick("；", "; ")),
        }
    }

    fn rule(&self, rule: &Rule) -> String {
        let colon = self.pick("：", ": ");
        let mut text = format!("{}{colon}{}", self.pick("依据", "rule"), rule.authority);
        if let Some(from) = rule.from {
            let _ = match self.words.locale() {
                Locale::ZhCn => write!(text, "，{from} 起生效的版本"),
                Locale::En => write!(text, ", version in force from {from}"),
            };
        }
        let _ = write!(text, "（{}）", rule.place);
        for day in &rule.others {
            let is_later = rule.from.is_none_or(|from| *day > from);
            let _ = match (self.words.locale(), is_later) {
                (Locale::ZhCn, true) => write!(text, "；{day} 的版本尚未生效"),
                (Locale::ZhCn, false) => write!(text, "；{day} 的版本已被取代"),
                (Locale::En, true) => write!(text, "; the version of {day} is not yet in force"),
                (Locale::En, false) => write!(text, "; the version of {day} is superseded"),
            };
        }
        if self.words.locale() == Locale::En {
            text = text.replace('（', " (").replace('）', ")");
        }
        text
    }

    fn item(&self, item: &ItemTrace) -> String {
        let why = self.words.say(&why(&item.why, self.words.locale()));
        let paid = format!("{} {} {}", item.paid_on, item.payment_id, money(&item.amount));
        match &item.result {
            Some(result) => format!("{paid} × {} × {} = {}  {why}", item.rate, item.coefficient, result),
            None => format!("{paid} {}：{why}", self.pick("不计", "does not count")),
        }
    }
}

/// True for a step worth telling: it changed something, or says why it did not.
fn does(step: &TraceRow) -> bool {
    let only_idle = step
        .notes
        .iter()
        .all(|n| matches!(n, Note::NothingToDo | Note::NotInForce));
    let is_quiet = matches!(
        step.step,
        Step::Cap | Step::Floor | Step::Proration | Step::Pool | Step::Guarantee | Step::Deferral | Step::Carry
    );
    match step.step {
        Step::Component | Step::Total => true,
        _ if !step.amount.is_zero() => true,
        Step::Penalty => false,
        _ => !(only_idle && (is_quiet || step.notes.contains(&Note::NotInForce))),
    }
}
