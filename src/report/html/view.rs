//! The page as its template sees it: sections with their kind, and what stands around them.

use minijinja::value::Serde;
use minijinja::{Value as View, context};

use super::sections;
use crate::diagnostic::Result;
use crate::report::model::Report;
use crate::report::text::format::Format;

/// The page of `report`.
pub(super) fn page(report: &Report, format: &Format) -> Result<View> {
    let mut views = Vec::new();
    for section in &report.sections {
        let (kind, body) = sections::body(section, report, format)?;
        views.push(context! { id => &section.id, title => &section.title, note => &section.note, kind, body });
    }
    let inputs = report.foot.inputs.iter();
    let inputs: Vec<[&String; 2]> = inputs.map(|input| [&input.name, &input.sha256]).collect();
    Ok(context! {
        title => &report.title,
        scope => &report.scope,
        period => format.period(report.period)?,
        as_of => report.as_of.to_string(),
        coverage => &report.coverage,
        currency => format.currency(&report.currency),
        marks => format.mark_legend(report)?,
        sections => views,
        // Facts of origin, short ones as label and text.
        foot => context! { facts => Serde(format.foot(report)?), inputs => Serde(inputs) },
    })
}
