//! A person's pay in words that person understands: what it is made of, then how each part comes about. The one renderer of
//! traces, for cases, for runs and for statements.

use super::engine::outcome::PersonOutcome;
use super::number::Number;
use super::trace::{Entry, Formula, ItemTrace, Note, RuleRef, Shows, Step, Told, TraceRow};
use super::words::{Words, money, signed};
use crate::message::{Message, say};
use crate::period::Period;

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
    fn say(&self, message: &Message) -> String {
        self.words.say(message)
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
        lines.push(self.say(&say!("pay.explain.parts")));
        let keys = self.person.rows.iter().map(|row| Some(&row.node));
        let keys = keys.chain(std::iter::repeat(None));
        for ((label, amount), node) in self.parts().iter().zip(keys) {
            let key = node.filter(|_| self.detail.keys).map(|node| format!("  [{node}]"));
            lines.push(format!("  {:>14}  {label}{}", signed(amount), key.unwrap_or_default()));
        }
        let total = self.say(&say!("pay.explain.total"));
        lines.push(format!("  {:>14}  {total}", money(&self.pay())));
        lines.push(String::new());
        lines.push(self.say(&say!("pay.explain.how")));
        for (index, step) in self.told().into_iter().enumerate() {
            lines.push(format!("{}. {}", index + 1, self.headline(step)));
            lines.extend(self.details(step).into_iter().map(|line| format!("     {line}")));
        }
        lines.extend(self.idle_line().filter(|_| !self.detail.keys));
        lines.join("\n") + "\n"
    }

    fn head(&self) -> Vec<String> {
        let Heading {
            person,
            place,
            plan,
            state,
            currency,
        } = &self.heading;
        let (period, pay) = (self.period.to_string(), money(&self.pay()));
        let (first, last) = (self.period.first_on(), self.period.last_on());
        vec![
            self.say(&say!("pay.explain.head", person, period, pay, currency)),
            self.say(&say!("pay.explain.plan", plan)),
            self.say(&say!("pay.explain.period", first, last, place)),
            self.say(&say!("pay.explain.state", state)),
        ]
    }

    /// What the pay is made of, with labels.
    pub fn parts(&self) -> Vec<(String, Number)> {
        let own = self.person.rows.iter();
        let own = own.map(|row| (self.words.node(&row.node), row.amount.clone()));
        let corrections = self.corrections.iter().map(|correction| {
            let (entry, origin) = (self.words.entry(&correction.entry), &correction.origin);
            let label = self.say(&say!("pay.explain.correction", entry, origin));
            (label, correction.amount.clone())
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
        self.say(&say!("pay.explain.step", label = label + &key, result))
    }

    /// What a step is called, and what it came to.
    pub fn label(&self, step: &TraceRow) -> (String, String) {
        // What corrections add stands above.
        if step.step.shows == Shows::Pay && !self.corrections.is_empty() {
            return (self.say(&say!("pay.explain.own_total")), self.result(step));
        }
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
            Shows::Admission if says(|note| matches!(note, Note::Barred(_))) => self.say(&say!("pay.explain.refused")),
            Shows::Admission => self.say(&say!("pay.explain.admitted")),
            Shows::AmountOrPassed
                if step.amount.is_zero()
                    && says(|note| matches!(note, Note::Passed(_) | Note::UndefinedCondition(_, true))) =>
            {
                self.say(&say!("pay.explain.passed"))
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
        (!idle.is_empty()).then(|| self.say(&say!("pay.explain.idle", rules = idle)))
    }

    fn idle(&self, step: &TraceRow) -> String {
        let rule = self.words.node(&step.node);
        if step.notes.contains(&Note::NotInForce) {
            self.say(&say!("pay.explain.idle_yet", rule))
        } else {
            rule
        }
    }

    /// What a statement says of a step: all but the payments, which stand in a table of their own there.
    pub fn sentences(&self, step: &TraceRow) -> Vec<String> {
        let words = self.words;
        let mut lines: Vec<String> = step.inputs.iter().map(|read| words.read(read)).collect();
        self.add_scores(step, &mut lines);
        if let Some(formula) = step
            .formula
            .as_ref()
            .filter(|formula| self.detail.keys || says_more(step, formula))
        {
            let formula = words.formula(formula);
            lines.push(self.say(&say!("pay.explain.formula", formula)));
        }
        let notes = step.notes.iter().filter(|note| **note != Note::NothingToDo);
        lines.extend(notes.map(|note| words.note(note)));
        if step.step.shows != Shows::Pay {
            lines.push(self.rule(&step.rule));
        }
        lines
    }

    /// Behind each indicator what it scored: the parts of the sum stand in the order of what was read.
    fn add_scores(&self, step: &TraceRow, lines: &mut [String]) {
        let Some(Formula::Steps(steps)) = &step.formula else {
            return;
        };
        let Some(Formula::Equals(sum, _)) = steps.first() else {
            return;
        };
        let Formula::Sum(scores) = &**sum else { return };
        let from = lines.len().saturating_sub(scores.len());
        for (line, score) in lines[from..].iter_mut().zip(scores) {
            let Formula::Product(factors) = score else { continue };
            let [Formula::Is(weight), Formula::Is(score)] = &factors[..] else {
                continue;
            };
            let read = line.clone();
            *line = self.say(&if weight.number == Number::one() {
                say!("pay.explain.indicator", read, score)
            } else {
                say!("pay.explain.weighted_indicator", read, score, weight)
            });
        }
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
            lines.push(self.say(&say!("pay.explain.payments", all, counted, left)));
        }
        lines.extend(rule);
        lines
    }

    fn rule(&self, rule: &RuleRef) -> String {
        let RuleRef { authority, place, .. } = rule;
        let mut text = match rule.from {
            Some(from) if !self.words.tells_places => self.say(&say!("pay.explain.rule_alone", authority, from)),
            None if !self.words.tells_places => self.say(&say!("pay.explain.rule_alone_yet", authority)),
            Some(from) => self.say(&say!("pay.explain.rule", authority, from, place)),
            None => self.say(&say!("pay.explain.rule_yet", authority, place)),
        };
        for &day in &rule.others {
            text += &self.say(&if rule.from.is_none_or(|from| day > from) {
                say!("pay.explain.version_yet", day)
            } else {
                say!("pay.explain.version_past", day)
            });
        }
        text
    }

    fn item(&self, item: &ItemTrace) -> String {
        let why = self.words.why(&item.why);
        let payment = format!("{} {} {}", item.paid_on, item.payment_id, money(&item.amount));
        match &item.result {
            Some(result) => format!("{payment} × {} × {} = {result}  {why}", item.rate, item.coefficient),
            None => self.say(&say!("pay.explain.payment_left_out", payment, why)),
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
