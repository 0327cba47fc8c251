//! How the amounts of a statement come about: the steps in words, and each payment.

use super::{Writer, money, text};
use crate::incentive::Number;
use crate::incentive::engine::split::rounded;
use crate::incentive::explain::Explanation;
use crate::incentive::ledger::statement::PlanPay;
use crate::incentive::number::Mode;
use crate::incentive::trace::{ItemTrace, Note, Shows, TraceRow};
use crate::incentive::words::signed;
use crate::message::say;
use crate::privacy::masked_name;
use crate::report::model::{ColumnStyle, Group, Section, Show, Table, Value};
use crate::workspace::Names;

/// Decimals of money on a statement.
const CENTS: u32 = 2;

impl Writer<'_> {
    pub(super) fn steps(&self) -> Section {
        let columns = self.columns("steps", [ColumnStyle::Text, ColumnStyle::Prose, ColumnStyle::Number]);
        let table = self.by_plan(columns, |plan| {
            let explained = plan.pay.explanation(&plan.words, true);
            let (totals, steps): (Vec<_>, Vec<_>) =
                explained.told().into_iter().partition(|s| s.step.shows == Shows::Pay);
            let mut rows: Vec<Vec<Value>> = steps.iter().map(|step| step_row(&explained, step)).collect();
            if let Some(idle) = explained.idle_line() {
                rows.push(vec![text(self.word("pay.statement.idle")), text(idle), Value::Blank]);
            }
            (
                rows,
                totals.first().map(|step| self.steps_total(plan, &explained, step)),
            )
        });
        self.section("steps", None, table)
    }

    /// What the steps come to; what rounding added is said, not shown as the total's amount.
    fn steps_total(&self, plan: &PlanPay, explained: &Explanation<'_>, step: &TraceRow) -> Vec<Value> {
        let (label, _) = explained.label(step);
        let mut said = explained.sentences(step);
        if let (false, Value::Money(rounding)) = (step.amount.is_zero(), money(&step.amount)) {
            said.insert(0, format!("{} {rounding}", self.word("pay.statement.rounding")));
        }
        vec![text(label), text(said.join("\n")), money(&plan.pay.outcome.pay)]
    }

    pub(super) fn payments(&self) -> Option<Section> {
        let columns = self.columns(
            "payments",
            [
                ColumnStyle::Text,
                ColumnStyle::Text,
                ColumnStyle::Text,
                ColumnStyle::Text,
                ColumnStyle::Number,
                ColumnStyle::Number,
                ColumnStyle::Number,
                ColumnStyle::Number,
                ColumnStyle::Text,
            ],
        );
        let mut groups = Vec::new();
        for plan in self.plans {
            let steps = plan.pay.outcome.trace.iter().filter(|step| !step.items.is_empty());
            groups.extend(steps.map(|step| self.payments_of(plan, step)));
        }
        let table = Table {
            columns,
            groups,
            ..Table::default()
        };
        let section = self.if_any("payments", table)?;
        Some(Section {
            show: Show::Folded,
            ..section
        })
    }

    fn payments_of(&self, plan: &PlanPay, step: &TraceRow) -> Group {
        let (shown, sum) = in_cents(step);
        let rows = step.items.iter().zip(&shown);
        let mut total = vec![text(self.word("pay.explain.total"))];
        total.resize_with(7, || Value::Blank);
        total.extend([money(&sum), Value::Blank]);
        let component = plan.words.node(&step.node);
        Group {
            id: format!("{}-{}", plan.pay.run.plan_id, step.node),
            title: Some(if self.plans.len() > 1 {
                format!("{} · {component}", plan.pay.run.plan_title)
            } else {
                component
            }),
            rows: rows.map(|(item, shown)| self.payment(plan, item, shown)).collect(),
            total: Some(total),
        }
    }

    fn payment(&self, plan: &PlanPay, item: &ItemTrace, shown_as: &Number) -> Vec<Value> {
        let counts = item.result.is_some();
        let shown = |number: &Number| if counts { text(number.to_string()) } else { Value::Blank };
        let known = plan.payments.get(&item.payment_id);
        let customer = known.map(|payment| match self.settings.privacy.customers {
            Names::Masked => masked_name(&payment.customer),
            Names::Full => payment.customer.clone(),
        });
        let due_no = |number: i64| self.texts().say(&say!("pay.statement.due_no", number));
        vec![
            Value::Date(item.paid_on),
            known.map_or(Value::Missing, |payment| text(&payment.policy)),
            customer.map_or(Value::Missing, text),
            known.map_or(Value::Missing, |payment| text(due_no(payment.due_no))),
            money(&item.amount),
            shown(&item.rate),
            shown(&item.coefficient),
            item.result.as_ref().map_or(Value::Blank, |_| money(shown_as)),
            text(plan.words.why(&item.why)),
        ]
    }
}

fn step_row(explained: &Explanation<'_>, step: &TraceRow) -> Vec<Value> {
    let (label, result) = explained.label(step);
    let mut said = explained.sentences(step);
    let mut amount = money(&step.amount);
    // Of a step that says in a word what it came to there is no amount.
    if step.amount.is_zero() && !step.notes.contains(&Note::NothingToDo) && result != signed(&step.amount) {
        said.insert(0, result);
        amount = Value::Blank;
    }
    vec![text(label), text(said.join("\n")), amount]
}

/// What payments earned, in cents that add up to their sum, which is that of the component where no limit changed it.
fn in_cents(step: &TraceRow) -> (Vec<Number>, Number) {
    let exact: Vec<Number> = step
        .items
        .iter()
        .map(|item| item.result.clone().unwrap_or_default())
        .collect();
    let sum: Number = exact.iter().sum();
    let is_own = (&sum - &step.amount).abs() < Number::unit(CENTS);
    let sum = if is_own {
        step.amount.clone()
    } else {
        sum.round(CENTS, Mode::HalfUp)
    };
    (rounded(&exact, &sum, CENTS), sum)
}
