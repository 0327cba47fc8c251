//! A person's statement as a report: what is paid and of what, the pay of the last periods, every step in plain words, the
//! payments behind it, disputes. One person's data and nobody else's; values of a team or company are sums.

use super::model::{
    Body, Column, ColumnStyle, Foot, Group, Input, Measure, MetricHead, Plot, PlotKind, Report, Section, Show, Table,
    Thresholds, Tile, Tiles, Value,
};
use crate::decimal::Decimal;
use crate::file_name::file_part;
use crate::incentive::Number;
use crate::incentive::engine::split::rounded;
use crate::incentive::explain::Explanation;
use crate::incentive::ledger::Run;
use crate::incentive::ledger::pay::PersonPay;
use crate::incentive::number::Mode;
use crate::incentive::trace::{ItemTrace, Note, Shows, TraceRow};
use crate::incentive::words::Words;
use crate::metrics::{Basis, Direction, Unit};
use crate::report::text::words::Words as Codes;
use crate::workspace::Settings;

/// The folder of a period's statements, beside the reports.
pub fn folder_name(period: &str, plan_id: &str) -> String {
    format!("statements_{period}_{}", file_part(plan_id))
}

/// The name of a person's statement, without language and ending.
pub fn file_name(period: &str, specialist: &str) -> String {
    format!("statement_{period}_{}", file_part(specialist))
}

/// The statement of what `run` paid somebody; `words` are those of its plan, `codes` those of the data.
pub fn statement(pay: &PersonPay, run: &Run, words: &Words, codes: &Codes, settings: &Settings) -> Report {
    let words = &words.without_places();
    let explained = pay.explanation(words, true);
    let writer = Writer {
        pay,
        words,
        codes,
        explained: &explained,
    };
    let mut sections = vec![writer.tile(), writer.pay(), writer.history(), writer.steps()];
    sections.extend(writer.payments());
    sections.extend(writer.disputes());
    Report {
        name: "statement".to_owned(),
        title: words.texts().word("pay.statement.title.statement").to_owned(),
        scope: explained.heading.person.clone(),
        period: run.period,
        as_of: run.as_of,
        coverage: Vec::new(),
        locale: words.locale(),
        currency: run.currency.clone(),
        accent: settings.report.accent.clone(),
        thresholds: thresholds(settings),
        is_single_sheet: true,
        sections,
        related: Vec::new(),
        foot: foot(run),
    }
}

/// From where each state word begins.
pub(super) fn thresholds(settings: &Settings) -> Thresholds {
    Thresholds {
        near_target: settings.report.near_target,
        far_target: settings.report.far_target,
        achieved: settings.report.achieved,
        close: settings.report.close,
        catching_up: settings.report.catching_up,
    }
}

/// Plan and inputs of a run, by their hashes.
pub(super) fn foot(run: &Run) -> Foot {
    let input = |name: &str, sha256: &str| Input {
        name: name.to_owned(),
        sha256: sha256.to_owned(),
    };
    Foot {
        plan: Some(format!("{} ({}), {}", run.plan_title, run.plan_id, run.authority)),
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        inputs: vec![
            input(&run.plan_file, &run.plan_hash),
            input("inputs", &run.input_hash),
            input("results", &run.result_hash),
        ],
        ..Foot::default()
    }
}

/// An amount of money as reports show it.
fn money(amount: &Number) -> Value {
    amount.to_decimal().map_or(Value::Missing, Value::Money)
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
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

/// Decimals of money on a statement.
const CENTS: u32 = 2;

struct Writer<'a> {
    pay: &'a PersonPay,
    words: &'a Words,
    codes: &'a Codes,
    explained: &'a Explanation<'a>,
}

impl Writer<'_> {
    fn word(&self, id: &str) -> String {
        self.words.texts().word(id).to_owned()
    }

    fn section(&self, id: &str, note: Option<String>, table: Table) -> Section {
        Section {
            id: id.to_owned(),
            title: self.word(&format!("pay.statement.title.{id}")),
            note,
            show: Show::Open,
            lists: Vec::new(),
            body: Body::Table(table),
        }
    }

    /// The columns of the section `id`, one of each style.
    fn columns<const N: usize>(&self, id: &str, styles: [ColumnStyle; N]) -> Vec<Column> {
        let id = format!("pay.statement.heads.{id}");
        let heads = self.words.texts().heads(&id).into_iter();
        let column = |(title, style): (&str, _)| Column {
            title: title.to_owned(),
            style,
        };
        heads.zip(styles).map(column).collect()
    }

    /// The pay against that of the period before.
    fn tile(&self) -> Section {
        let mut history = self.pay.history.iter().rev();
        let own = history.next();
        let previous = history.next().map(|(_, amount)| Value::Money(*amount));
        let tile = Tile {
            metric: MetricHead {
                id: "pay".to_owned(),
                title: self.word("pay.statement.total"),
                unit: Unit::Count,
                direction: Direction::Higher,
                basis: Basis::Premium,
                near_target: crate::decimal::Decimal::ONE,
                trend_span: Decimal::ZERO,
            },
            measure: Measure {
                value: money(&self.explained.pay()),
                previous: previous.filter(|_| own.is_some()),
                ..Measure::default()
            },
            state: None,
            history: Vec::new(),
        };
        let tiles = Tiles {
            periods: Vec::new(),
            tiles: vec![tile],
        };
        Section {
            body: Body::Tiles(tiles),
            ..self.section("statement", None, Table::default())
        }
    }

    fn pay(&self) -> Section {
        let columns = self.columns("pay", [ColumnStyle::Text, ColumnStyle::Number]);
        let parts = self.explained.parts();
        let rows = parts
            .iter()
            .map(|(label, amount)| vec![text(label), money(amount)])
            .collect();
        let total = vec![text(self.word("pay.statement.total")), money(&self.explained.pay())];
        let heading = &self.explained.heading;
        let note = [&heading.plan, &heading.place, &heading.state].map(Clone::clone);
        let note = self.words.sentences(&note);
        self.section("pay", Some(note), Table::whole(columns, rows, Some(total)))
    }

    fn history(&self) -> Section {
        let columns = self.columns("history", [ColumnStyle::Text, ColumnStyle::Number]);
        let rows = self.pay.history.iter();
        let rows = rows.map(|(period, amount)| vec![Value::Period(*period), Value::Money(*amount)]);
        let mut table = Table::whole(columns, rows.collect(), None);
        table.plot = Some(Plot {
            kind: PlotKind::Bars,
            label: 0,
            values: vec![1],
        });
        self.section("history", None, table)
    }

    fn steps(&self) -> Section {
        let columns = self.columns(
            "steps",
            [
                ColumnStyle::Number,
                ColumnStyle::Text,
                ColumnStyle::Prose,
                ColumnStyle::Number,
            ],
        );
        let (totals, steps): (Vec<_>, Vec<_>) = self
            .explained
            .told()
            .into_iter()
            .partition(|s| s.step.shows == Shows::Pay);
        let rows = steps.iter().enumerate().map(|(index, step)| {
            let (label, result) = self.explained.label(step);
            let mut said = self.explained.sentences(step);
            if step.amount.is_zero() && !step.notes.iter().any(|n| matches!(n, Note::NothingToDo)) && result != "0.00" {
                said.insert(0, result);
            }
            let number = crate::decimal::Decimal::from(index + 1);
            vec![
                Value::Count(number),
                text(label),
                text(self.words.sentences(&said)),
                money(&step.amount),
            ]
        });
        self.section(
            "steps",
            self.explained.idle_line(),
            Table::whole(columns, rows.collect(), totals.first().map(|step| self.total(step))),
        )
    }

    /// What the steps come to; what rounding added is said, not shown as the total's amount.
    fn total(&self, step: &TraceRow) -> Vec<Value> {
        let (label, _) = self.explained.label(step);
        let mut said = self.explained.sentences(step);
        if let (false, Value::Money(rounding)) = (step.amount.is_zero(), money(&step.amount)) {
            said.insert(0, format!("{} {rounding}", self.word("pay.statement.rounding")));
        }
        vec![
            Value::Blank,
            text(label),
            text(self.words.sentences(&said)),
            money(&self.explained.person.pay),
        ]
    }

    fn payments(&self) -> Option<Section> {
        let columns = self.columns(
            "payments",
            [
                ColumnStyle::Text,
                ColumnStyle::Id,
                ColumnStyle::Id,
                ColumnStyle::Number,
                ColumnStyle::Text,
                ColumnStyle::Text,
                ColumnStyle::Number,
                ColumnStyle::Text,
            ],
        );
        let groups: Vec<Group> = self
            .explained
            .person
            .trace
            .iter()
            .filter(|step| !step.items.is_empty())
            .map(|step| {
                let (shown, sum) = in_cents(step);
                let rows = step
                    .items
                    .iter()
                    .zip(&shown)
                    .map(|(item, shown)| self.payment(item, shown));
                let mut total = vec![text(self.word("pay.explain.total"))];
                total.resize_with(6, || Value::Blank);
                total.extend([money(&sum), Value::Blank]);
                Group {
                    id: step.node.to_string(),
                    title: Some(self.words.node(&step.node)),
                    rows: rows.collect(),
                    total: Some(total),
                }
            })
            .collect();
        if groups.is_empty() {
            return None;
        }
        let table = Table {
            columns,
            groups,
            plot: None,
            group_column: None,
            sheet_per_group: false,
        };
        Some(self.section("payments", None, table))
    }

    fn payment(&self, item: &ItemTrace, shown_as: &Number) -> Vec<Value> {
        let why = self.words.why(&item.why);
        let counts = item.result.is_some();
        let shown = |number: &Number| if counts { text(number.to_string()) } else { Value::Blank };
        vec![
            Value::Date(item.paid_on),
            text(&item.payment_id),
            text(&item.due_id),
            money(&item.amount),
            shown(&item.rate),
            shown(&item.coefficient),
            item.result.as_ref().map_or(Value::Blank, |_| money(shown_as)),
            text(why),
        ]
    }

    fn disputes(&self) -> Option<Section> {
        if self.pay.disputes.is_empty() {
            return None;
        }
        let columns = self.columns(
            "disputes",
            [
                ColumnStyle::Id,
                ColumnStyle::Text,
                ColumnStyle::Text,
                ColumnStyle::Number,
                ColumnStyle::Prose,
                ColumnStyle::Text,
                ColumnStyle::Prose,
            ],
        );
        let rows = self.pay.disputes.iter().map(|dispute| {
            vec![
                text(&dispute.id),
                dispute.opened_on.map_or(Value::Missing, Value::Date),
                text(self.codes.word("dispute", &dispute.kind)),
                dispute.claimed.map_or(Value::Missing, Value::Money),
                text(&dispute.justification),
                text(self.codes.word("dispute_state", &dispute.status)),
                text(&dispute.resolution),
            ]
        });
        let table = Table::whole(columns, rows.collect(), None);
        Some(self.section("disputes", None, table))
    }
}
