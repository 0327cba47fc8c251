//! Why a payment earned nothing, or what it earned: the due item's payments one by one, then the measures it is in.

use super::calculate::Desk;
use super::error::LedgerError;
use super::rows;
use super::runs::Run;
use crate::diagnostic::Result;
use crate::incentive::trace::ItemWhy;
use crate::incentive::words::Words;
use crate::metrics::explain::{Explanation, Reasons, Whose};
use crate::metrics::{Dimension, Run as MetricRun};
use crate::period::View;
use crate::store::{Params, Row};
use crate::workspace::Locale;

impl Desk<'_> {
    /// What the run has to say of a due item for a person, one sentence per line.
    pub fn why_not(&self, run: &Run, specialist: &str, due_id: &str, words: &Words) -> Result<Vec<String>> {
        let params = Params::none()
            .with("run_no", run.run_no)
            .with("due_id", due_id)
            .with("as_of", run.as_of);
        let found = rows::raw(self.store, "why_not_due", &params)?;
        let Some(due) = found.first() else {
            return Err(LedgerError::NoDueItem { id: due_id.to_owned() }.into());
        };
        let say = |zh: String, en: String| if words.locale() == Locale::ZhCn { zh } else { en };
        let [owner, policy, due_on, due_no, amount] =
            ["owner_id", "policy_id", "due_on", "due_no", "amount_due"].map(|column| due.text(column));
        let mut lines = vec![say(
            format!("应收 {due_id}：保单 {policy} 第 {due_no} 次缴费，应缴日 {due_on}，应收 {amount}，责任人 {owner}"),
            format!("due item {due_id}: policy {policy}, payment {due_no}, due on {due_on}, {amount}, owner {owner}"),
        )];
        let payments = rows::raw(self.store, "why_not_payments", &params)?;
        if payments.is_empty() {
            lines.push(say(
                "没有任何缴费记录，所以没有可计发的金额".to_owned(),
                "there is no payment of it, so nothing to pay for".to_owned(),
            ));
        }
        let items = rows::raw(self.store, "why_not_items", &params)?;
        for payment in payments.iter() {
            let id = payment.text("payment_id");
            let own: Vec<Row<'_>> = items.iter().filter(|item| item.text("payment_id") == id).collect();
            lines.extend(payment_lines(run, specialist, payment, &own, words));
        }
        lines.extend(self.measures(run, specialist, due_id, words)?);
        Ok(lines)
    }

    /// The measures of the person that the run read: whether the due item is in them.
    fn measures(&self, run: &Run, specialist: &str, due_id: &str, words: &Words) -> Result<Vec<String>> {
        let params = Params::none().with("run_no", run.run_no);
        let read = rows::raw(self.store, "why_not_measures", &params)?;
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
            let metric = self.catalog.get(&row.text("metric"))?;
            let evidence = Explanation::new(&metric_run, &self.catalog, metric)?.of(&whose, &[])?;
            let own = evidence
                .rows()
                .filter(|row| row.metric.id == metric.id && row.row.text("due_id") == due_id);
            let title = metric.title(words.locale());
            let mut said: Vec<String> = Vec::new();
            for row in own {
                let (zh, en) = if row.counts() {
                    let number = |n: Option<crate::decimal::Decimal>| n.map(|n| n.normalize().to_string());
                    let (n, d) = (number(row.numerator()), number(row.denominator()));
                    let (n, d) = (n.unwrap_or_else(|| "0".into()), d.unwrap_or_default());
                    (
                        format!("计入，分子 {n}，分母 {d}"),
                        format!("counts, numerator {n}, denominator {d}"),
                    )
                } else {
                    let of = words.title(row.row.str("reason_of")).to_owned();
                    let text = reasons.text(&row.row.text("reason"), &row.row.text("reason_on"), &of);
                    (format!("不计入：{text}"), format!("left out: {text}"))
                };
                said.push(words.locale().pick(&zh, &en).to_owned());
            }
            if said.is_empty() {
                let locale = words.locale();
                said.push(
                    locale
                        .pick(
                            "与本期间本人的这项指标无关",
                            "not in this figure of the person and period",
                        )
                        .to_owned(),
                );
            }
            said.dedup();
            for text in said {
                lines.push(format!("{title}{}{text}", words.locale().pick("：", ": ")));
            }
        }
        Ok(lines)
    }
}

fn payment_lines(run: &Run, specialist: &str, payment: Row<'_>, items: &[Row<'_>], words: &Words) -> Vec<String> {
    let say = |zh: String, en: String| if words.locale() == Locale::ZhCn { zh } else { en };
    let [id, paid_on, amount, status, owner, funding] =
        ["payment_id", "paid_on", "amount", "status", "owner_id", "funding"].map(|column| payment.text(column));
    let head = say(
        format!("缴费 {id}（{paid_on}，{amount}，{status}）："),
        format!("payment {id} ({paid_on}, {amount}, {status}): "),
    );
    let day = payment.date("paid_on").unwrap_or_default();
    let is_counted = payment.get("is_counted") == Some(&crate::store::Cell::Boolean(true));
    let reason = if status != "success" && status != "reversal" {
        Some(say("没有成功，不计".to_owned(), "it did not succeed".to_owned()))
    } else if !is_counted {
        Some(say(
            format!("资金来源 {funding} 不计入实收"),
            format!("funding {funding} does not count as paid"),
        ))
    } else if day < run.period.first_on() || day > run.period.last_on() {
        Some(say(
            format!("不在 {} 内，计入到账当月", run.period),
            format!("outside {}, it counts in the period it was paid in", run.period),
        ))
    } else if day > run.as_of {
        Some(say(
            format!("在数据截止日 {} 之后", run.as_of),
            format!("after the as-of day {}", run.as_of),
        ))
    } else if owner != specialist {
        Some(say(
            format!("当日责任人是 {owner}，计在其名下"),
            format!("on that day {owner} owned the item and earns for it"),
        ))
    } else {
        None
    };
    if let Some(reason) = reason {
        return vec![head + &reason];
    }
    if items.is_empty() {
        return vec![
            head + &say(
                "方案没有按笔计发的项目，它只通过指标影响应发".to_owned(),
                "the plan pays for no single payment; it counts through the measures".to_owned(),
            ),
        ];
    }
    let each = items.iter().map(|item| {
        let component = words.title(&item.text("component")).to_owned();
        let why_text = serde_json::from_str::<ItemWhy>(&item.text("why"));
        let why_text = why_text.map(|own| words.why(&own)).unwrap_or_default();
        match item.get("result").filter(|cell| !cell.is_null()) {
            Some(result) => format!("{head}{component} = {result}  {why_text}"),
            None => format!(
                "{head}{component} {}{why_text}",
                words.locale().pick("不计：", "nothing: ")
            ),
        }
    });
    each.collect()
}
