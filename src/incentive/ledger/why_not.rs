//! Why a payment earned nothing, or what it earned: the due item's payments one by one, then the measures it is in.

use super::calculate::PayrollContext;
use super::error::LedgerError;
use super::rows;
use super::runs::Run;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::plan::measure::{MeasureName, Selection};
use crate::incentive::trace::ItemWhy;
use crate::incentive::words::Words;
use crate::message::{Message, say};
use crate::metrics::explain::{Evidence, Explanation, Reasons, Whose};
use crate::metrics::{Dimension, Filter, Run as MetricRun};
use crate::period::View;
use crate::store::{Params, Row};

impl PayrollContext<'_> {
    /// What the run has to say of a due item for a person, one sentence per line.
    pub fn why_not(&self, run: &Run, specialist: &str, due_id: &str, words: &Words) -> Result<Vec<String>> {
        let params = Params::none()
            .with("run_no", run.run_no)
            .with("due_id", due_id)
            .with("as_of", run.as_of);
        let found = rows::raw(self.store, "why_not/due", &params)?;
        let Some(due) = found.first() else {
            return Err(LedgerError::NoDueItem { id: due_id.to_owned() }.into());
        };
        let [owner, policy, due_on, due_no, amount] =
            ["owner_id", "policy_id", "due_on", "due_no", "amount_due"].map(|column| due.text(column));
        let due_id = due_id.to_owned();
        let due = say!("pay.why_not.due_item", due_id, policy, due_no, due_on, amount, owner);
        let mut lines = vec![words.say(&due)];
        let payments = rows::raw(self.store, "why_not/payments", &params)?;
        if payments.is_empty() {
            lines.push(words.say(&say!("pay.why_not.no_payment")));
        }
        let items = rows::raw(self.store, "why_not/items", &params)?;
        for payment in payments.iter() {
            let id = payment.text("payment_id");
            let own: Vec<Row<'_>> = items.iter().filter(|item| item.text("payment_id") == id).collect();
            lines.extend(payment_lines(run, specialist, payment, &own, words));
        }
        lines.extend(self.measures(run, specialist, &due_id, words)?);
        Ok(lines)
    }

    /// The measures of the person that the run read: whether the due item is in them.
    fn measures(&self, run: &Run, specialist: &str, due_id: &str, words: &Words) -> Result<Vec<String>> {
        let params = Params::none().with("run_no", run.run_no);
        let read = rows::raw(self.store, "why_not/measures", &params)?;
        if read.is_empty() {
            return Ok(Vec::new());
        }
        let library = self.store.library();
        let reasons = Reasons::load(library, words.locale())?;
        let view = View::new(run.period, Some(run.as_of));
        let metric_run = MetricRun::new(self.store, &self.workspace.settings.metrics, &[view])?;
        let whose = Whose {
            by: vec![Dimension::parse("specialist")?],
            entity_id: specialist.to_owned(),
        };
        let mut lines = Vec::new();
        for row in read.iter() {
            let name = MeasureName::from(row.text("metric"));
            // What only plans read is of no due item.
            let Ok(metric) = self.catalog.get(&name.metric) else {
                continue;
            };
            let explanation = Explanation::new(&metric_run, &self.catalog, metric)?;
            let mut evidence = Vec::new();
            for filters in filters(&name.selection)? {
                evidence.push(explanation.of(&whose, &filters)?);
            }
            let own = evidence
                .iter()
                .flat_map(Evidence::rows)
                .filter(|row| row.metric.id == metric.id && row.row.text("due_id") == due_id);
            let title = words.measure(&name);
            let mut said: Vec<Message> = Vec::new();
            for row in own {
                said.push(if row.counts() {
                    let number = |n: Option<Decimal>| n.map(|n| n.normalize().to_string());
                    let numerator = number(row.numerator()).unwrap_or_else(|| "0".into());
                    let denominator = number(row.denominator()).unwrap_or_default();
                    say!("pay.why_not.counts", numerator, denominator)
                } else {
                    let of = words.title(row.row.str("reason_of")).to_owned();
                    let reason = reasons.text(&row.row.text("reason"), &row.row.text("reason_on"), &of);
                    say!("pay.why_not.left_out", reason)
                });
            }
            if said.is_empty() {
                said.push(say!("pay.why_not.not_in_it"));
            }
            said.dedup();
            for what in said {
                lines.push(words.say(&say!("pay.why_not.measure", title, what)));
            }
        }
        Ok(lines)
    }
}

/// A selection as filters: every combination of the values of its columns.
fn filters(selection: &Selection) -> Result<Vec<Vec<Filter>>> {
    let mut all = vec![Vec::new()];
    for (column, values) in &selection.0 {
        let dimension = Dimension::parse(column)?;
        let with = |filters: &Vec<Filter>, value: &String| {
            let value = value.clone();
            let own = Filter { dimension, value };
            filters.iter().cloned().chain([own]).collect()
        };
        let longer = all
            .iter()
            .flat_map(|filters| values.iter().map(move |value| with(filters, value)));
        all = longer.collect();
    }
    Ok(all)
}

fn payment_lines(run: &Run, specialist: &str, payment: Row<'_>, items: &[Row<'_>], words: &Words) -> Vec<String> {
    let [id, paid_on, amount, status, owner, funding] =
        ["payment_id", "paid_on", "amount", "status", "owner_id", "funding"].map(|column| payment.text(column));
    let day = payment.date("paid_on").unwrap_or_default();
    let is_counted = payment.get("is_counted") == Some(&crate::store::Cell::Boolean(true));
    let (own, others): (Vec<Row<'_>>, Vec<Row<'_>>) =
        items.iter().partition(|item| item.text("specialist_id") == specialist);
    let holder = others.first().map(|item| item.text("specialist_id"));
    let reason = if status != "success" && status != "reversal" {
        Some(say!("pay.why_not.no_success"))
    } else if !is_counted {
        Some(say!("pay.why_not.funding", funding))
    } else if day < run.period.first_on() || day > run.period.last_on() {
        Some(say!("pay.why_not.other_period", period = run.period.to_string()))
    } else if day > run.as_of {
        Some(say!("pay.why_not.after_as_of", as_of = run.as_of))
    } else if let (true, Some(holder)) = (own.is_empty() && owner == specialist, holder) {
        Some(say!("pay.why_not.taken_over", holder))
    } else if own.is_empty() && owner != specialist {
        Some(say!("pay.why_not.other_owner", owner))
    } else if own.is_empty() {
        Some(say!("pay.why_not.no_component"))
    } else {
        None
    };
    let line = |what: String| words.say(&say!("pay.why_not.payment", id, paid_on, amount, status, what));
    if let Some(reason) = reason {
        return vec![line(words.say(&reason))];
    }
    let each = own.iter().map(|item| {
        let component = words.title(&item.text("component")).to_owned();
        let why = serde_json::from_str::<ItemWhy>(&item.text("why"));
        let why = why.map(|own| words.why(&own)).unwrap_or_default();
        line(match item.get("result").filter(|cell| !cell.is_null()) {
            Some(result) => format!("{component} = {result}  {why}"),
            None => words.say(&say!("pay.why_not.nothing", component, why)),
        })
    });
    each.collect()
}
