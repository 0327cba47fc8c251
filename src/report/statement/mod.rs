//! A person's statement as a report: what is paid, from what, what is kept back and when it comes, what is corrected and why,
//! how far the next tier is; then every step in plain words, the payments behind it, disputes, and room to sign. One person's
//! data and nobody else's; values of a team or company are sums. It is read by the person: no paths, ids or hashes.

mod money;
mod steps;

use super::model::{
    Body, Column, ColumnStyle, Foot, Group, Input, Measure, MetricHead, Plot, PlotKind, Report, Section, Show, Table,
    Thresholds, Tile, Tiles, Value,
};
use crate::decimal::Decimal;
use crate::file_name::file_part;
use crate::incentive::Number;
use crate::incentive::ledger::Run;
use crate::incentive::ledger::statement::PlanPay;
use crate::message::say;
use crate::metrics::{Basis, Direction, Unit};
use crate::period::Period;
use crate::report::text::words::Words as Codes;
use crate::texts::Texts;
use crate::workspace::{Locale, Settings};

/// The folder of a period's statements of one plan, beside the reports; without a plan those of all plans.
pub fn folder_name(period: &str, plan_id: Option<&str>) -> String {
    match plan_id {
        Some(plan_id) => format!("statements_{period}_{}", file_part(plan_id)),
        None => format!("statements_{period}"),
    }
}

/// The name of a person's statement, without language and ending.
pub fn file_name(period: &str, specialist: &str) -> String {
    format!("statement_{period}_{}", file_part(specialist))
}

/// The statement of what `plans` paid somebody, of one period; none of no plan. `codes` are the words of the data.
pub fn statement(plans: &[PlanPay], codes: &Codes, settings: &Settings, locale: Locale) -> Option<Report> {
    let first = plans.first()?;
    let writer = Writer { plans, codes, settings };
    let mut sections = vec![writer.tile(), writer.pay(), writer.earned()];
    sections.extend(writer.across());
    sections.extend(writer.corrections());
    sections.extend(writer.kept_back());
    sections.extend(writer.next_tiers());
    sections.extend(writer.history());
    sections.push(writer.steps());
    sections.extend(writer.disputes());
    sections.push(writer.sign());
    sections.extend(writer.payments());
    let run = &first.pay.run;
    Some(Report {
        name: "statement".to_owned(),
        title: writer.word("pay.statement.title.statement"),
        scope: first.pay.explanation(&first.words, false).heading.person,
        period: run.period,
        as_of: plans.iter().map(|plan| plan.pay.run.as_of).max().unwrap_or(run.as_of),
        coverage: Vec::new(),
        locale,
        currency: run.currency.clone(),
        accent: settings.report.accent.clone(),
        thresholds: thresholds(settings),
        is_single_sheet: true,
        sections,
        related: Vec::new(),
        rows_at: None,
        foot: Foot {
            plan: Some(writer.plan_titles()),
            ..Foot::default()
        },
    })
}

/// From where each state word begins.
pub(crate) fn thresholds(settings: &Settings) -> Thresholds {
    Thresholds {
        near_target: settings.report.near_target,
        far_target: settings.report.far_target,
        achieved: settings.report.achieved,
        close: settings.report.close,
        catching_up: settings.report.catching_up,
    }
}

/// Plan and inputs of a run, by their hashes: for those who check it.
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

struct Writer<'a> {
    plans: &'a [PlanPay],
    codes: &'a Codes,
    settings: &'a Settings,
}

impl Writer<'_> {
    fn texts(&self) -> &Texts {
        self.codes.texts()
    }

    fn word(&self, id: &str) -> String {
        self.texts().word(id).to_owned()
    }

    fn plan_titles(&self) -> String {
        let titles: Vec<&str> = self.plans.iter().map(|plan| plan.pay.run.plan_title.as_str()).collect();
        titles.join(&self.word("pay.formula.steps"))
    }

    fn section(&self, id: &str, note: Option<String>, table: Table) -> Section {
        Section {
            id: id.replace('_', "-"),
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
        let heads = self.texts().heads(&id).into_iter();
        let column = |(title, style): (&str, _)| Column {
            title: title.to_owned(),
            style,
        };
        heads.zip(styles).map(column).collect()
    }

    /// Rows of each plan under its title; of a single plan without one.
    fn by_plan(
        &self,
        columns: Vec<Column>,
        group: impl Fn(&PlanPay) -> (Vec<Vec<Value>>, Option<Vec<Value>>),
    ) -> Table {
        let groups = self.plans.iter().map(|plan| {
            let (rows, total) = group(plan);
            Group {
                id: plan.pay.run.plan_id.clone(),
                title: (self.plans.len() > 1).then(|| plan.pay.run.plan_title.clone()),
                rows,
                total,
            }
        });
        Table {
            columns,
            groups: groups.filter(|group| !group.rows.is_empty()).collect(),
            ..Table::default()
        }
    }

    /// A section of those plans that have something to say there; none if no plan has.
    fn if_any(&self, id: &str, table: Table) -> Option<Section> {
        let note = self.texts().find(&format!("pay.statement.note.{id}"));
        (!table.is_empty()).then(|| self.section(id, note.map(str::to_owned), table))
    }

    /// What the period pays in all, against the period before.
    fn tile(&self) -> Section {
        let history = self.paid_before();
        let mut history = history.iter().rev();
        let own = history.next();
        let previous = history.next().map(|(_, amount)| Value::Money(*amount));
        let tile = Tile {
            metric: MetricHead {
                id: "pay".to_owned(),
                title: self.word("pay.statement.total"),
                unit: Unit::Count,
                direction: Direction::Higher,
                basis: Basis::Premium,
                near_target: Decimal::ONE,
                trend_span: Decimal::ZERO,
            },
            measure: Measure {
                value: money(&self.total()),
                previous: previous.filter(|_| own.is_some()),
                ..Measure::default()
            },
            state: None,
            history: Vec::new(),
        };
        let tiles = Tiles {
            periods: Vec::new(),
            tiles: vec![tile],
            is_exact: true,
        };
        let place = self.plans.first().map(|plan| {
            let heading = plan.pay.explanation(&plan.words, false).heading;
            heading.place
        });
        Section {
            body: Body::Tiles(tiles),
            ..self.section("statement", place, Table::default())
        }
    }

    fn total(&self) -> Number {
        let paid = self
            .plans
            .iter()
            .map(|plan| plan.pay.explanation(&plan.words, false).pay());
        paid.sum()
    }

    /// What all plans paid, period by period.
    fn paid_before(&self) -> Vec<(Period, Decimal)> {
        let mut sums: Vec<(Period, Decimal)> = Vec::new();
        for (period, amount) in self.plans.iter().flat_map(|plan| &plan.pay.history) {
            match sums.iter_mut().find(|(own, _)| own == period) {
                Some((_, sum)) => *sum += *amount,
                None => sums.push((*period, *amount)),
            }
        }
        sums.sort_by_key(|(period, _)| period.first_on());
        sums
    }

    fn history(&self) -> Option<Section> {
        let columns = self.columns("history", [ColumnStyle::Text, ColumnStyle::Number]);
        let rows = self.paid_before().into_iter();
        let rows: Vec<_> = rows
            .map(|(period, amount)| vec![Value::Period(period), Value::Money(amount)])
            .collect();
        if rows.len() < 2 {
            return None;
        }
        let mut table = Table::whole(columns, rows, None);
        table.plot = Some(Plot {
            kind: PlotKind::Bars,
            label: 0,
            values: vec![1],
        });
        Some(self.section("history", None, table))
    }

    fn disputes(&self) -> Option<Section> {
        let columns = self.columns(
            "disputes",
            [
                ColumnStyle::Text,
                ColumnStyle::Text,
                ColumnStyle::Number,
                ColumnStyle::Prose,
                ColumnStyle::Text,
                ColumnStyle::Prose,
            ],
        );
        // They are about the period, whichever plan pays.
        let disputes = self.plans.first()?.pay.disputes.iter();
        let rows = disputes.map(|dispute| {
            vec![
                dispute.opened_on.map_or(Value::Missing, Value::Date),
                text(self.codes.word("dispute", &dispute.kind)),
                dispute.claimed.map_or(Value::Missing, Value::Money),
                text(&dispute.justification),
                text(self.codes.word("dispute_state", &dispute.status)),
                text(&dispute.resolution),
            ]
        });
        self.if_any("disputes", Table::whole(columns, rows.collect(), None))
    }

    /// Room to sign, or to say what is wrong.
    fn sign(&self) -> Section {
        let columns = self.columns(
            "sign",
            [
                ColumnStyle::Text,
                ColumnStyle::Hand,
                ColumnStyle::Hand,
                ColumnStyle::Hand,
            ],
        );
        let row = |id: &str| vec![text(self.word(id)), Value::Blank, Value::Blank, Value::Blank];
        let rows = vec![row("pay.statement.agreed"), row("pay.statement.objects")];
        let days = self.settings.pay.appeal_days;
        let note = if days == 0 {
            self.word("pay.statement.appeal")
        } else {
            self.texts().say(&say!("pay.statement.appeal_within", days))
        };
        self.section("sign", Some(note), Table::whole(columns, rows, None))
    }
}
