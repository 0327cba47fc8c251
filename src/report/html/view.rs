//! The page as its template sees it: sections with their kind, and what stands around them.

use minijinja::value::Serde;
use minijinja::{Value as View, context};

use super::sections;
use crate::diagnostic::Result;
use crate::report::model::{Report, Show};
use crate::report::text::format::Format;

/// The page of `report`.
pub fn page(report: &Report, format: &Format) -> Result<View> {
    let (mut open, mut folded) = (Vec::new(), Vec::new());
    for section in &report.sections {
        let views = match section.show {
            Show::Open => &mut open,
            Show::Folded => &mut folded,
            Show::Rows if sections::has_rows(section) => &mut folded,
            Show::Rows | Show::Workbook => continue,
        };
        let (kind, body) = sections::body(section, report, format)?;
        views.push(context! { id => &section.id, title => &section.title, note => &section.note, kind, is_rows => section.show == Show::Rows, body });
    }
    let related = report.related.iter().map(|one| {
        let href = one.link.address();
        context! { href, text => &one.link.text }
    });
    let inputs = report.foot.inputs.iter();
    let inputs: Vec<[&String; 2]> = inputs.map(|input| [&input.name, &input.sha256]).collect();
    Ok(context! {
        name => &report.name,
        title => &report.title,
        scope => &report.scope,
        period => format.period_in_title(report.period)?,
        as_of => report.as_of.to_string(),
        coverage => &report.coverage,
        currency => format.currency(&report.currency),
        marks => format.mark_legend(report)?,
        sections => open,
        folded,
        related => related.collect::<Vec<_>>(),
        // What a reader of the first screen has to know of the origin; the foot has all of it.
        facts => Serde(format.first_facts(report)?),
        foot => context! { facts => Serde(format.foot(report)?), inputs => Serde(inputs) },
    })
}
