//! The amounts of a statement: the bridge from what the period earned to what it pays, and what stands behind its parts.

use super::{Writer, money, text};
use crate::incentive::Number;
use crate::incentive::ledger::balances::{Balance, Due};
use crate::incentive::ledger::bridge::Part;
use crate::incentive::ledger::statement::PlanPay;
use crate::incentive::next_tier::NextTier;
use crate::incentive::trace::{Name, Node};
use crate::incentive::words::{Words, plain_number};
use crate::message::say;
use crate::period::{Month, Period};
use crate::report::model::{ColumnStyle, Group, Plot, PlotKind, Section, Table, Value};

/// The parts of the bridge, in its order.
const PARTS: [(Part, &str); 4] = [
    (Part::Own, "own"),
    (Part::Released, "released"),
    (Part::Recovered, "recovered"),
    (Part::Adjustment, "adjustments"),
];

impl Writer<'_> {
    /// From what the period earned to what it pays, of all plans.
    pub(super) fn pay(&self) -> Section {
        let columns = self.columns("pay", [ColumnStyle::Text, ColumnStyle::Number]);
        let word = |id: &str| text(self.word(&format!("pay.statement.part.{id}")));
        let mut rows = Vec::new();
        for (part, id) in PARTS {
            let amounts = self.plans.iter().flat_map(|plan| of_part(plan, part));
            let sum: Number = amounts.map(|row| row.1).sum();
            if part == Part::Own || !sum.is_zero() {
                rows.push(vec![word(id), money(&sum)]);
            }
        }
        let corrections: Number = self.plans.iter().flat_map(corrections).sum();
        if !corrections.is_zero() {
            rows.push(vec![word("corrections"), money(&corrections)]);
        }
        let total = vec![text(self.word("pay.statement.total")), money(&self.total())];
        let mut table = Table::whole(columns, rows, Some(total));
        if table.groups.iter().all(|group| group.rows.len() > 1) {
            table.plot = Some(Plot {
                kind: PlotKind::Bars,
                label: 0,
                values: vec![1],
            });
        }
        let states = self.plans.iter().map(|plan| {
            let heading = plan.pay.explanation(&plan.words, false).heading;
            plan.words.sentences(&[heading.plan, heading.state])
        });
        let note: Vec<String> = states.collect();
        self.section("pay", Some(note.join("\n")), table)
    }

    /// Each row of each plan, with the part it is of.
    pub(super) fn earned(&self) -> Section {
        let columns = self.columns("earned", [ColumnStyle::Text, ColumnStyle::Text, ColumnStyle::Number]);
        let table = self.by_plan(columns, |plan| {
            let mut rows = Vec::new();
            for (part, id) in PARTS {
                let word = self.word(&format!("pay.statement.part.{id}"));
                rows.extend(of_part(plan, part).map(|(label, amount)| vec![text(label), text(&word), money(&amount)]));
            }
            let sum: Number = corrections(plan).into_iter().sum();
            if !sum.is_zero() {
                let word = self.word("pay.statement.part.corrections");
                rows.push(vec![
                    text(self.word("pay.statement.corrected_below")),
                    text(word),
                    money(&sum),
                ]);
            }
            let total = vec![
                text(self.word("pay.explain.total")),
                Value::Blank,
                money(&plan.pay.explanation(&plan.words, false).pay()),
            ];
            (rows, Some(total))
        });
        self.section("earned", None, table)
    }

    /// What rules across plans changed, rule by rule: the part of each plan, and of all together.
    pub(super) fn across(&self) -> Option<Section> {
        let columns = self.columns("across", [ColumnStyle::Text, ColumnStyle::Prose, ColumnStyle::Number]);
        let mut nodes: Vec<(&Node, &Words)> = Vec::new();
        for plan in self.plans {
            for row in &plan.across {
                if nodes.iter().all(|(node, _)| **node != row.node) {
                    nodes.push((&row.node, &plan.words));
                }
            }
        }
        let group = |(node, words): (&Node, &Words)| {
            let mut sum = Number::zero();
            let parts = self
                .plans
                .iter()
                .flat_map(|plan| plan.across.iter().map(move |row| (plan, row)));
            let parts = parts.filter(|(_, row)| row.node == *node).map(|(plan, row)| {
                sum += &row.amount;
                let said = plan.pay.explanation(&plan.words, true).sentences(row);
                vec![
                    text(&plan.pay.run.plan_title),
                    text(said.join("\n")),
                    money(&row.amount),
                ]
            });
            let rows = parts.collect();
            let total = vec![text(self.word("pay.explain.total")), Value::Blank, money(&sum)];
            Group {
                id: node.to_string(),
                title: Some(words.node(node)),
                rows,
                total: Some(total),
            }
        };
        let table = Table {
            columns,
            groups: nodes.into_iter().map(group).collect(),
            ..Table::default()
        };
        self.if_any("across", table)
    }

    /// What is corrected of earlier periods, and why.
    pub(super) fn corrections(&self) -> Option<Section> {
        let columns = self.columns(
            "corrections",
            [
                ColumnStyle::Text,
                ColumnStyle::Text,
                ColumnStyle::Number,
                ColumnStyle::Number,
                ColumnStyle::Number,
                ColumnStyle::Prose,
            ],
        );
        let table = self.by_plan(columns, |plan| {
            let rows = plan.corrected.iter().map(|one| {
                let origin = one.origin.parse::<Period>();
                vec![
                    origin.map_or_else(|_| text(&one.origin), Value::Period),
                    text(plan.words.node(&one.node)),
                    money(&one.was),
                    money(&one.becomes),
                    money(&(&one.becomes - &one.was)),
                    text(one.reasons(&plan.words).join("\n")),
                ]
            });
            (rows.collect(), None)
        });
        self.if_any("corrections", table)
    }

    /// What is not paid yet, and when it comes.
    pub(super) fn kept_back(&self) -> Option<Section> {
        let columns = self.columns(
            "kept_back",
            [
                ColumnStyle::Text,
                ColumnStyle::Text,
                ColumnStyle::Number,
                ColumnStyle::Text,
            ],
        );
        let table = self.by_plan(columns, |plan| {
            let rows = plan.balances.iter().map(|balance| {
                vec![
                    text(plan.words.node(&balance.node)),
                    balance.origin.map_or(Value::Blank, Value::Period),
                    money(&balance.amount),
                    self.due(balance),
                ]
            });
            let rows: Vec<_> = rows.collect();
            let sum: Number = plan.balances.iter().map(|balance| &balance.amount).sum();
            let total = vec![
                text(self.word("pay.explain.total")),
                Value::Blank,
                money(&sum),
                Value::Blank,
            ];
            let has_total = rows.len() > 1;
            (rows, has_total.then_some(total))
        });
        self.if_any("kept_back", table)
    }

    fn due(&self, balance: &Balance) -> Value {
        text(self.word(match balance.due {
            Due::In(day) => return Value::Period(Period::month(Month::containing(day))),
            Due::WhenPassed => "pay.statement.due.when_passed",
            Due::WithRoom => "pay.statement.due.with_room",
            Due::FromLaterPay => "pay.statement.due.from_later_pay",
        }))
    }

    /// How far the next tier is.
    pub(super) fn next_tiers(&self) -> Option<Section> {
        let columns = self.columns(
            "next_tiers",
            [
                ColumnStyle::Text,
                ColumnStyle::Text,
                ColumnStyle::Text,
                ColumnStyle::Text,
                ColumnStyle::Text,
            ],
        );
        let table = self.by_plan(columns, |plan| {
            let rows = plan.next_tiers.iter().map(|tier| self.next_tier(tier, &plan.words));
            (rows.collect(), None)
        });
        self.if_any("next_tiers", table)
    }

    fn next_tier(&self, tier: &NextTier, words: &Words) -> Vec<Value> {
        let name = tier.measure.clone().map(Name::Measure);
        let shown = |number: &Number| match &name {
            Some(name) => words.value(name, number),
            None => plain_number(number),
        };
        let what = match &name {
            Some(name) => words.name(name),
            None => words.title(&tier.table).to_owned(),
        };
        let [now, at, value] = match &tier.better {
            None => [String::new(), self.word("pay.statement.at_best"), String::new()],
            Some(better) => {
                let at = shown(&better.at);
                let at = if better.at > tier.x {
                    say!("pay.statement.reach", at)
                } else {
                    say!("pay.statement.fall_below", at)
                };
                [plain_number(&better.now), words.say(&at), plain_number(&better.value)]
            }
        };
        let table = words.title(&tier.table).to_owned();
        let gains = match &tier.better {
            None => String::new(),
            Some(_) => words.say(&say!("pay.statement.becomes", table, now, value)),
        };
        vec![
            text(words.node(&tier.node)),
            text(what),
            text(shown(&tier.x)),
            text(at),
            text(gains),
        ]
    }
}

/// The rows of a plan that are of a part, with their labels.
fn of_part(plan: &PlanPay, part: Part) -> impl Iterator<Item = (String, Number)> {
    let rows = plan.pay.outcome.rows.iter();
    let rows = rows.filter(move |row| Part::of(&row.node) == part);
    rows.map(|row| (plan.words.node(&row.node), row.amount.clone()))
}

fn corrections(plan: &PlanPay) -> Vec<Number> {
    plan.pay.corrections.iter().map(|one| one.amount.clone()).collect()
}
