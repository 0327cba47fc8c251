//! What every report says of its origin, as label and text.

use super::text::Format;
use crate::decimal::{Decimal, grouped};
use crate::diagnostic::Result;
use crate::report::model::Report;

impl Format {
    /// The facts that stand below the title.
    pub fn first_facts(&self, report: &Report) -> Result<Vec<[String; 2]>> {
        let newest = report.foot.newest_file_on.map(|day| day.to_string());
        let facts = [("foot.as_of", Some(report.as_of.to_string())), ("foot.newest", newest)];
        self.labelled(facts)
    }

    /// The facts of origin that apply to `report`, in reading order.
    pub fn foot(&self, report: &Report) -> Result<Vec<[String; 2]>> {
        let foot = &report.foot;
        let count = |n: u64| grouped(Decimal::from(n));
        let inputs = u64::try_from(foot.inputs.len()).unwrap_or(u64::MAX);
        let inputs = self.texts().fill("foot.inputs_count", &[("count", &count(inputs))])?;
        // What is read by those it pays does not say how it was made.
        let of_making = |fact: String| Some(fact).filter(|_| !foot.engine.is_empty());
        let facts = [
            ("foot.as_of", Some(report.as_of.to_string())),
            ("foot.newest", foot.newest_file_on.map(|day| day.to_string())),
            ("foot.rejects", of_making(count(foot.rejects))),
            ("foot.low_samples", of_making(count(foot.low_samples))),
            ("foot.inputs", of_making(inputs)),
            ("foot.plan", foot.plan.clone()),
            ("foot.engine", of_making(foot.engine.clone())),
        ];
        self.labelled(facts)
    }

    fn labelled<const N: usize>(&self, facts: [(&str, Option<String>); N]) -> Result<Vec<[String; 2]>> {
        let mut out = Vec::new();
        for (key, text) in facts {
            if let Some(text) = text {
                out.push([self.texts().get(key)?.to_owned(), text]);
            }
        }
        Ok(out)
    }
}
