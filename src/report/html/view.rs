//! The page as templates see it: sections with their kind, and what stands around them.

use serde::Serialize;

use super::sections::{self, BodyView};
use crate::diagnostic::Result;
use crate::report::model::{Foot, Report};
use crate::report::text::format::Format;

/// The whole page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    title: String,
    scope: String,
    period: String,
    as_of: String,
    currency: String,
    marks: String,
    sections: Vec<SectionView>,
    foot: FootView,
}

/// One section; `kind` names its template, `sections/<kind>.html.j2`.
#[derive(Debug, Serialize)]
struct SectionView {
    id: String,
    title: String,
    note: Option<String>,
    kind: &'static str,
    body: BodyView,
}

/// Facts of origin, short ones as label and text.
#[derive(Debug, Serialize)]
struct FootView {
    facts: Vec<[String; 2]>,
    inputs: Vec<[String; 2]>,
}

/// The page of `report`.
pub(super) fn page(report: &Report, format: &Format) -> Result<Page> {
    let mut views = Vec::new();
    for section in &report.sections {
        let (kind, body) = sections::body(section, report, format)?;
        views.push(SectionView {
            id: section.id.clone(),
            title: section.title.clone(),
            note: section.note.clone(),
            kind,
            body,
        });
    }
    Ok(Page {
        title: report.title.clone(),
        scope: report.scope.clone(),
        period: format.period(report.period)?,
        as_of: report.as_of.to_string(),
        currency: format.currency(&report.currency).to_owned(),
        marks: format.mark_legend(report)?,
        sections: views,
        foot: FootView {
            facts: format.foot(report)?,
            inputs: inputs(&report.foot),
        },
    })
}

fn inputs(foot: &Foot) -> Vec<[String; 2]> {
    foot.inputs
        .iter()
        .map(|input| [input.name.clone(), input.sha256.clone()])
        .collect()
}
