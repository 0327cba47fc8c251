//! `/metric/{id}/rows`: the rows behind a figure, those left out with the reason, on the page or as a file with the same rows.

use minijinja::{Value as View, context};
use serde::Deserialize;

use super::codes::Codes;
use super::paging;
use crate::decimal::{Decimal, grouped};
use crate::metrics::evaluate::as_written;
use crate::metrics::explain::COLUMNS;
use crate::percent::encoded;
use crate::serve::asked::Asked;
use crate::serve::board::{Chosen, Where, unit_path};
use crate::serve::page::{Download, FileKind, Page, PageContext, PageError, Route};
use crate::serve::published::MetricLine;
use crate::serve::rights::Right;
use crate::serve::state::{Act, ActKind};
use crate::serve::viewer::Viewer;
use crate::store::{Cell, Params, Row, Rows};
use crate::tabular::{self, Column, Tabular};

pub(super) const ROWS: Route = Route::get("/metric/{id}/rows", Right::Rows, rows);

/// Rows of a file; more are no file for people.
const MOST: i64 = 1_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfRows {
    id: String,
    level: Option<String>,
    key: Option<String>,
    period: Option<String>,
    part: Option<String>,
    reason: Option<String>,
    page: Option<u32>,
    file: Option<String>,
}

/// Columns of a page; what no row has is left out.
const SHOWN: [&str; 15] = [
    "record",
    "record_id",
    "specialist_id",
    "policy_id",
    "due_no",
    "due_on",
    "grace_end_on",
    "amount_due",
    "paid",
    "settled_on",
    "happened_on",
    "what",
    "numerator",
    "denominator",
    "reason_text",
];

fn rows(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let of: OfRows = asked.read()?;
    let published = page.published()?;
    let at = Where {
        page,
        viewer,
        published: &published,
        right: Right::Rows,
    };
    let metric = published.metric(&of.id).ok_or(PageError::NotFound)?;
    let chosen = at.chosen(of.level.as_deref().zip(of.key.as_deref()), of.period.as_deref())?;
    // A composite has the rows of its parts.
    let counted = match &of.part {
        Some(part) if metric.parts.contains(part) => part.as_str(),
        Some(_) => return Err(PageError::NotFound),
        None => metric.parts.first().map_or(metric.id.as_str(), String::as_str),
    };
    let counted = Counted {
        at: &at,
        metric,
        of: published.metric(counted).unwrap_or(metric),
        id: counted,
        chosen: &chosen,
        codes: Codes::load(&page.workspace.library, page.site.format().locale())?,
    };
    match of.file.as_deref() {
        None => counted.page(of.reason.as_deref().unwrap_or_default(), of.page),
        Some(kind) => {
            let kind = match kind {
                "csv" => FileKind::Csv,
                "xlsx" => FileKind::Xlsx,
                _ => return Err(PageError::NotFound),
            };
            counted.file(asked, kind)
        }
    }
}

/// The rows of a metric, or of a part of a composite, of a unit.
struct Counted<'c> {
    at: &'c Where<'c>,
    metric: &'c MetricLine,
    /// The metric whose rows they are, if it is published for itself.
    of: &'c MetricLine,
    id: &'c str,
    chosen: &'c Chosen,
    codes: Codes,
}

impl Counted<'_> {
    fn params(&self) -> Params {
        let period = self.chosen.period.view.period.to_string();
        Params::none().with("metric", self.id).with("period", &period)
    }

    fn read(&self, reason: &str, most: i64, after: i64) -> Result<std::sync::Arc<Rows>, PageError> {
        let params = self
            .params()
            .with("reason", reason)
            .with("most", most)
            .with("after", after);
        Ok(self.at.published.rows("rows", &self.chosen.seen, params)?)
    }

    fn written(&self, number: Option<Decimal>) -> Option<Decimal> {
        number.map(|number| as_written(self.of.basis, number))
    }

    fn page(&self, reason: &str, asked: Option<u32>) -> Result<Page, PageError> {
        let page = self.at.page;
        let texts = page.texts();
        let locale = page.site.format().locale();
        let place = self.chosen.seen.place();
        let sums = self.at.published.rows("rows_sum", &self.chosen.seen, self.params())?;
        let sum = |row: Row<'_>| {
            let number = |column: &str| self.written(row.decimal(column)).map(grouped);
            let reason = row.text("reason");
            context! {
                name => if reason.is_empty() { texts.word("serve.rows.counted").to_owned() } else { self.codes.reason_alone(&reason) },
                href => self.address(&[("reason", reason.as_str()), ("page", "")], &["reason"]),
                found => row.count("found"),
                numerator => number("numerator"),
                denominator => number("denominator"),
                counts => reason.is_empty(),
            }
        };
        let found: u64 = sums
            .iter()
            .filter(|row| reason.is_empty() || row.text("reason") == reason)
            .map(|row| row.count("found"))
            .sum();
        let found = usize::try_from(found).unwrap_or(usize::MAX);
        let number = paging::number(asked, found);
        let after = i64::try_from((number - 1) * paging::ROWS).unwrap_or(i64::MAX);
        let rows = self.read(reason, i64::try_from(paging::ROWS).unwrap_or(i64::MAX), after)?;
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| SHOWN.map(|name| self.shown(name, row)).to_vec())
            .collect();
        let told: Vec<usize> = (0..SHOWN.len())
            .filter(|index| cells.iter().any(|row| !row[*index].is_empty()))
            .collect();
        let heads = told.iter().map(|index| {
            let name = SHOWN[*index];
            let is_number = ["amount_due", "paid", "numerator", "denominator", "due_no"].contains(&name);
            context! { text => texts.word(&format!("commands.explain.head.{name}")), is_number }
        });
        let lines = cells.iter().zip(rows.iter()).map(|(row, of)| {
            let cells: Vec<String> = told.iter().map(|index| row[*index].clone()).collect();
            context! { cells, counts => of.text("reason").is_empty() }
        });
        let parts = self.metric.parts.iter().map(|part| {
            let title = self.at.published.metric(part).map_or(part.as_str(), |part| part.title(locale));
            context! { href => self.address(&[("part", part.as_str())], &["part"]), text => title, is_here => part == self.id }
        });
        let period = page.site.format().period(self.chosen.period.view.period)?;
        let values = context! {
            metric => self.metric.title(locale),
            metric_path => format!("/metric/{}{}", self.metric.id, self.unit_query()),
            unit => self.at.name(place),
            board => unit_path("/board", place),
            period,
            has_rows => self.metric.has_rows && self.is_month(),
            command => self.command(),
            parts => parts.collect::<Vec<View>>(),
            sums => sums.iter().map(sum).collect::<Vec<View>>(),
            heads => heads.collect::<Vec<View>>(),
            rows => lines.collect::<Vec<View>>(),
            files => ["csv", "xlsx"].map(|kind| context! { href => self.address(&[("file", kind)], &[]), text => kind.to_uppercase() }).to_vec(),
            pages => paging::links(number, found, &self.address(&[("reason", reason), ("page", "")], &["reason"])),
            banner => self.at.banner(),
        };
        let title = format!("{} · {}", self.metric.title(locale), texts.word("serve.rows.title"));
        Ok(Page::html("rows.html.j2", &title, values))
    }

    /// True of the month whose rows are published.
    fn is_month(&self) -> bool {
        self.chosen.period.is_own && self.chosen.period.view.period.kind() == crate::period::PeriodKind::Month
    }

    /// What shows the rows on the command line.
    fn command(&self) -> String {
        let (place, view) = (self.chosen.seen.place(), self.chosen.period.view);
        let by = if place.level == crate::report::model::Level::Company {
            String::new()
        } else {
            format!(" --by {} --entity {}", place.level.word(), place.id)
        };
        format!(
            "duebook kpi --period {} --as-of {} --explain {}{by}",
            view.period, view.as_of, self.metric.id
        )
    }

    fn unit_query(&self) -> String {
        let place = self.chosen.seen.place();
        let period = encoded(&self.chosen.period.view.period.to_string());
        format!(
            "?level={}&key={}&period={period}",
            place.level.word(),
            encoded(&place.id)
        )
    }

    /// This page with other parameters; those in `instead` that are empty are left out, and the last may end the address.
    fn address(&self, parameters: &[(&str, &str)], instead: &[&str]) -> String {
        let mut address = format!("/metric/{}/rows{}", self.metric.id, self.unit_query());
        let names_part = parameters.iter().any(|(name, _)| *name == "part");
        if !names_part && !self.metric.parts.is_empty() {
            address.extend(["&part=", &encoded(self.id)]);
        }
        for (name, value) in parameters {
            if !(value.is_empty() && instead.contains(name)) {
                address.extend(["&", name, "=", &encoded(value)]);
            }
        }
        address
    }

    fn shown(&self, name: &str, row: Row<'_>) -> String {
        let number = |column: &str| self.written(row.decimal(column)).map(grouped).unwrap_or_default();
        match name {
            "record" => {
                let record = row.text("record");
                let texts = self.at.page.texts();
                texts
                    .find(&format!("commands.explain.record.{record}"))
                    .unwrap_or(&record)
                    .to_owned()
            }
            "what" => self.codes.named(&row.text("what")),
            "numerator" | "denominator" => number(name),
            "amount_due" | "paid" | "amount" => row.decimal(name).map(grouped).unwrap_or_default(),
            "reason_text" => self.codes.reason(row),
            _ => row.text(name),
        }
    }

    /// All rows of all reasons as a file. That they leave is written down before they do.
    fn file(&self, asked: &Asked, kind: FileKind) -> Result<Page, PageError> {
        let (place, view) = (self.chosen.seen.place(), self.chosen.period.view);
        let rows = self.read("", MOST, 0)?;
        let act = Act::new(ActKind::Export)
            .about(format!("{} {} {}", self.id, place.level.word(), place.id))
            .with("period", view.period.to_string())
            .with("rows", rows.len().to_string());
        self.at.page.note(self.at.viewer, asked, act)?;
        let table = Tabular {
            columns: COLUMNS.iter().map(|(name, kind)| Column::new(*name, *kind)).collect(),
            rows: rows
                .iter()
                .map(|row| COLUMNS.map(|(name, _)| self.cell(name, row)).to_vec())
                .collect(),
        };
        let (bytes, ending) = match kind {
            FileKind::Csv => (tabular::csv(&table, true), "csv"),
            FileKind::Xlsx | FileKind::Html => (tabular::xlsx(&table, view.as_of)?, "xlsx"),
        };
        let name = format!(
            "{}_{}_{}_{}.{ending}",
            self.id,
            view.period,
            place.level.word(),
            place.id
        );
        Ok(Page::File(Download { name, kind, bytes }))
    }

    fn cell(&self, name: &str, row: Row<'_>) -> Cell {
        let number = |column: &str| self.written(row.decimal(column)).map_or(Cell::Null, Cell::Decimal);
        match name {
            "counted" => Cell::Boolean(row.text("reason").is_empty()),
            "numerator" | "denominator" => number(name),
            "reason_text" if row.text("reason").is_empty() => Cell::Null,
            "reason_text" => Cell::Text(self.codes.reason(row)),
            _ => row.get(name).cloned().unwrap_or_default(),
        }
    }
}
