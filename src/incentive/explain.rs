//! A person's pay in words that person understands: what it is made of, then how each part comes about. The one renderer of
//! traces, for cases, for runs and for statements.

use std::fmt::Write as _;

use super::engine::outcome::PersonOutcome;
use super::number::Number;
use super::trace::{Entry, Formula, ItemTrace, Note, RuleRef, Shows, Step, Told, TraceRow};
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
    pub entry: Entry,
    pub amount: Number,
}

/// How much is told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Detail {
    /// The payments behind each number.
    pub rows: bool,
    /// Every step, also those that changed nothing, each with the key of its row: for whoever writes a plan.
    pub keys: bool,
}

/// What is told, and how much of it.
pub struct Explanation<'a> {
    pub words: &'a Words,
    pub heading: Heading,
    pub period: Period,
    pub person: &'a PersonOutcome,
    /// What earlier periods get with this one.
    pub corrections: &'a [Correction],
    pub detail: Detail,
}

impl Explanation<'_> {
    fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.words.locale().pick(zh, en)
    }

    fn colon(&self) -> &'static str {
        self.words.locale().pick("：", ": ")
    }

    /// The sum of all that the period pays.
    pub fn pay(&self) -> Number {
        let corrections: Number = self.corrections.iter().map(|c| &c.amount).sum();
        &self.person.pay + &corrections
    }

    /// The text, one line per statement.
    pub fn text(&self) -> String {
        let mut lines = self.head();
        lines.push(String::new());
        lines.push(self.pick("应发由这些组成", "the pay is made of").to_owned());
        let keys = self.person.rows.iter().map(|row| Some(&row.node));
        let keys = keys.chain(std::iter::repeat(None));
        for ((label, amount), node) in self.parts().iter().zip(keys) {
            let key = node.filter(|_| self.detail.keys).map(|node| format!("  [{node}]"));
            lines.push(format!("  {:>14}  {label}{}", signed(amount), key.unwrap_or_default()));
        }
        lines.push(format!("  {:>14}  {}", money(&self.pay()), self.pick("合计", "total")));
        lines.push(String::new());
        lines.push(self.pick("怎样算出来的", "how it comes about").to_owned());
        for (index, step) in self.told().into_iter().enumerate() {
            lines.push(format!("{}. {}", index + 1, self.headline(step)));
            lines.extend(self.details(step).into_iter().map(|line| format!("     {line}")));
        }
        lines.extend(self.idle_line().filter(|_| !self.detail.keys));
        lines.join("\n") + "\n"
    }

    fn head(&self) -> Vec<String> {
        let (heading, colon) = (&self.heading, self.colon());
        let pay = format!(
            "{} {} {}",
            self.pick("应发", "pay"),
            money(&self.pay()),
            heading.currency
        );
        let (first, last) = (self.period.first_on(), self.period.last_on());
        let days = format!("{first} {} {last}", self.pick("至", "to"));
        vec![
            format!("{}  {}  {pay}", heading.person, self.period),
            format!("{}{colon}{}", self.pick("方案", "plan"), heading.plan),
            format!("{}{colon}{days}；{}", self.pick("期间", "period"), heading.place),
            format!("{}{colon}{}", self.pick("状态", "state"), heading.state),
        ]
    }

    /// What the pay is made of, with labels.
    pub fn parts(&self) -> Vec<(String, Number)> {
        let own = self.person.rows.iter();
        let own = own.map(|row| (self.words.node(&row.node), row.amount.clone()));
        let corrections = self.corrections.iter().map(|correction| {
            let (entry, origin) = (self.words.entry(&correction.entry), &correction.origin);
            let (zh, en) = (
                format!("{entry}（{origin} 更正）"),
                format!("{entry} (correction of {origin})"),
            );
            (self.pick(&zh, &en).to_owned(), correction.amount.clone())
        });
        own.chain(corrections).collect()
    }

    /// A step in a line: `奖金项目 续费率奖金：+1,872.00`.
    fn headline(&self, step: &TraceRow) -> String {
        let (label, result) = self.label(step);
        let key = if self.detail.keys {
            format!(" [{}]", step.node)
        } else {
            String::new()
        };
        format!("{label}{key}{}{result}", self.colon())
    }

    /// What a step is called, and what it came to.
    pub fn label(&self, step: &TraceRow) -> (String, String) {
        let kind = self.words.step(step.step);
        let name = match step.step.shows {
            Shows::Pay => String::new(),
            _ => self.words.node(&step.node),
        };
        // 扣罚 差错扣罚 says it twice.
        let label = if name.starts_with(kind) || name.ends_with(kind) {
            name
        } else {
            format!("{kind} {name}").trim_end().to_owned()
        };
        (label, self.result(step))
    }

    fn result(&self, step: &TraceRow) -> String {
        let says = |fits: fn(&Note) -> bool| step.notes.iter().any(fits);
        match step.step.shows {
            Shows::Pay => money(&self.person.pay),
            Shows::Admission if says(|note| matches!(note, Note::Barred(_))) => {
                self.pick("不符合", "not fulfilled").to_owned()
            }
            Shows::Admission => self.pick("符合", "fulfilled").to_owned(),
            Shows::AmountOrPassed
                if step.amount.is_zero()
                    && says(|note| matches!(note, Note::Passed(_) | Note::UndefinedCondition(_, true))) =>
            {
                self.pick("通过", "passed").to_owned()
            }
            Shows::AmountOrPassed | Shows::Amount => signed(&step.amount),
        }
    }

    /// The steps worth telling.
    pub fn told(&self) -> Vec<&TraceRow> {
        let steps = self.person.trace.iter();
        steps.filter(|step| self.detail.keys || is_told(step)).collect()
    }

    /// What is said of the rules that changed nothing, if there are any.
    pub fn idle_line(&self) -> Option<String> {
        let idle = self.person.trace.iter().filter(|step| !is_told(step));
        let idle: Vec<String> = idle.map(|step| self.idle(step)).collect();
        (!idle.is_empty()).then(|| {
            let what = self.pick("本期没有影响的规则", "rules that changed nothing");
            format!("{what}{}{}", self.colon(), idle.join(self.pick("、", ", ")))
        })
    }

    fn idle(&self, step: &TraceRow) -> String {
        let name = self.words.node(&step.node);
        if step.notes.contains(&Note::NotInForce) {
            format!("{name}{}", self.pick("（尚未生效）", " (not yet in force)"))
        } else {
            name
        }
    }

    /// What a statement says of a step: all but the payments, which stand in a table of their own there.
    pub fn sentences(&self, step: &TraceRow) -> Vec<String> {
        let words = self.words;
        let mut lines: Vec<String> = step.inputs.iter().map(|read| words.read(read)).collect();
        if let Some(formula) = step
            .formula
            .as_ref()
            .filter(|formula| self.detail.keys || says_more(step, formula))
        {
            lines.push(format!(
                "{}{}{}",
                self.pick("算式", "formula"),
                self.colon(),
                words.formula(formula)
            ));
        }
        let notes = step.notes.iter().filter(|note| **note != Note::NothingToDo);
        lines.extend(notes.map(|note| words.note(note)));
        if step.step.shows != Shows::Pay {
            lines.push(self.rule(&step.rule));
        }
        lines
    }

    /// What went in, the formula, the reasons, the payments and the rule.
    fn details(&self, step: &TraceRow) -> Vec<String> {
        let mut lines = self.sentences(step);
        let rule = if step.step.shows == Shows::Pay {
            None
        } else {
            lines.pop()
        };
        if self.detail.rows {
            lines.extend(step.items.iter().map(|item| self.item(item)));
        } else if !step.items.is_empty() {
            let counted = step.items.iter().filter(|item| item.result.is_some()).count();
            let (all, left) = (step.items.len(), step.items.len() - counted);
            let zh = format!("缴费 {all} 笔：计入 {counted} 笔，不计 {left} 笔（--rows 逐笔列出）");
            let en = format!("{all} payments: {counted} count, {left} do not (--rows lists them)");
            lines.push(self.pick(&zh, &en).to_owned());
        }
        lines.extend(rule);
        lines
    }

    fn rule(&self, rule: &RuleRef) -> String {
        let mut text = format!("{}{}{}", self.pick("依据", "rule"), self.colon(), rule.authority);
        if let Some(from) = rule.from {
            let (zh, en) = (
                format!("，{from} 起生效的版本"),
                format!(", version in force from {from}"),
            );
            text += self.pick(&zh, &en);
        }
        let (zh, en) = (format!("（{}）", rule.place), format!(" ({})", rule.place));
        text += self.pick(&zh, &en);
        for day in &rule.others {
            let is_later = rule.from.is_none_or(|from| *day > from);
            let (zh, en) = if is_later {
                ("的版本尚未生效", "is not yet in force")
            } else {
                ("的版本已被取代", "is superseded")
            };
            let (zh, en) = (format!("；{day} {zh}"), format!("; the version of {day} {en}"));
            let _ = write!(text, "{}", self.pick(&zh, &en));
        }
        text
    }

    fn item(&self, item: &ItemTrace) -> String {
        let why = self.words.why(&item.why);
        let paid = format!("{} {} {}", item.paid_on, item.payment_id, money(&item.amount));
        match &item.result {
            Some(result) => format!("{paid} × {} × {} = {}  {why}", item.rate, item.coefficient, result),
            None => format!("{paid} {}：{why}", self.pick("不计", "does not count")),
        }
    }
}

/// False for a formula that says nothing beside the result: whether somebody is admitted, an amount ordered by hand, a total
/// without rounding.
fn says_more(step: &TraceRow, formula: &Formula) -> bool {
    match (step.step.shows, formula) {
        (Shows::Admission, _) => false,
        (Shows::Pay, _) => !step.amount.is_zero(),
        (_, Formula::Is(number)) => number.number != step.amount,
        _ => true,
    }
}

/// True for a step worth telling: it changed something, or says why it did not.
fn is_told(step: &TraceRow) -> bool {
    let Step { told, .. } = step.step;
    let is_idle = |note: &Note| matches!(note, Note::NothingToDo | Note::NotInForce);
    let only_idle = step.notes.iter().all(is_idle);
    match told {
        _ if !step.amount.is_zero() => true,
        Told::Always => true,
        Told::InForce => !(only_idle && step.notes.contains(&Note::NotInForce)),
        Told::WithReason => !only_idle,
        Told::Changed => false,
    }
}

/// The currency as people say it.
pub fn currency(code: &str, locale: Locale) -> String {
    if code == "CNY" && locale == Locale::ZhCn {
        "元".to_owned()
    } else {
        code.to_owned()
    }
}
