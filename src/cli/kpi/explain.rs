//! `kpi --explain`: the rows behind a value, what each adds to it, and why others are left out.

use std::collections::HashMap;

use super::cells::entity_label;
use super::question::Question;
use crate::cli::{Context, Outcome, output};
use crate::contract::Contract;
use crate::decimal::{Decimal, grouped};
use crate::diagnostic::Result;
use crate::message::say;
use crate::metrics::explain::{COLUMNS, Evidence, Reasons};
use crate::metrics::{Catalog, Entities, Explained, Explanation, Metric, MetricValue, Run, Whose};
use crate::report::format::Format;
use crate::report::measure;
use crate::store::Cell;
use crate::tabular::{Column, Kind, Tabular};
use crate::texts::Texts;
use crate::workspace::Workspace;

/// Rows of a table for reading; data formats have them all.
const ROWS_DRAWN: usize = 500;

/// What is to be explained, and whose.
pub(super) struct Asked<'q> {
    pub metric: &'q Metric,
    pub question: &'q Question,
    pub entity_id: Option<&'q str>,
}

pub(super) fn run(
    asked: &Asked<'_>,
    catalog: &Catalog,
    output: &output::Args,
    (workspace, context): (&Workspace, &Context),
) -> Result<Outcome> {
    let store = context.store(workspace)?;
    let run = Run::new(&store, &workspace.settings.metrics, &[asked.question.view])?;
    let entities = Entities::load(&run, &workspace.library)?;
    let whose = Whose::find(&entities, &asked.question.by, asked.entity_id)?;
    let question = &asked.question.with_ids(&entities)?;
    let asked = &Asked { question, ..*asked };
    let metric = asked.metric;
    let value = value(&run, catalog, asked, &whose)?;
    let evidence = Explanation::new(&run, catalog, metric)?.of(&whose, &question.filters)?;
    let words = Words::load(workspace)?;
    let table = tabular(&evidence, &words, question, &whose);
    output.write((workspace, context), &table, question.view.as_of, || {
        let format = Format::load(&workspace.library, workspace.settings.locale)?;
        let shown = Shown {
            words: &words,
            format: &format,
            asked,
            whose: &whose,
        };
        shown.text(value.as_ref(), &evidence, &table)
    })?;
    Ok(Outcome::Done)
}

/// The value the rows add up to, with what it is held against.
fn value(run: &Run<'_>, catalog: &Catalog, asked: &Asked<'_>, whose: &Whose) -> Result<Option<MetricValue>> {
    let question = Question {
        view: asked.question.view,
        by: whose.by.clone(),
        filters: asked.question.filters.clone(),
    };
    let values = question.values(run, catalog, &[asked.metric])?;
    Ok(values.into_iter().find(|v| v.entity.id == whose.entity_id))
}

/// Words of the data and reasons in the workspace's language.
struct Words {
    texts: Texts,
    reasons: Reasons,
    /// Canonical words and what they are called.
    names: HashMap<String, String>,
}

impl Words {
    fn load(workspace: &Workspace) -> Result<Self> {
        let locale = workspace.settings.locale;
        Ok(Self {
            texts: Context::texts_of(workspace)?,
            reasons: Reasons::load(&workspace.library, locale)?,
            names: Contract::load(&workspace.library)?.called(locale),
        })
    }

    /// `words` of the data, each by its name.
    fn named(&self, words: &str) -> String {
        let name = |word: &str| self.names.get(word).map_or(word.to_owned(), Clone::clone);
        words.split(' ').map(name).collect::<Vec<_>>().join(" ")
    }

    /// Why a row is left out; nothing for one that counts.
    fn reason(&self, row: Explained<'_>) -> String {
        if row.counts() {
            return String::new();
        }
        let of = self.named(&row.row.text("reason_of"));
        self.reasons
            .text(&row.row.text("reason"), &row.row.text("reason_on"), &of)
    }
}

/// The rows as data: what was asked, then what each row is.
fn tabular(evidence: &Evidence<'_>, words: &Words, question: &Question, whose: &Whose) -> Tabular {
    let by = whose.by.iter().map(|d| d.word).collect::<Vec<_>>().join(",");
    let asked = [
        ("period", Kind::Text, Cell::Text(question.view.period.to_string())),
        ("as_of", Kind::Date, Cell::Date(question.view.as_of)),
        ("by", Kind::Text, Cell::Text(by)),
        ("entity_id", Kind::Text, Cell::Text(whose.entity_id.clone())),
    ];
    let own = asked.iter().map(|(name, kind, _)| Column::new(*name, *kind));
    let columns = own.chain(COLUMNS.iter().map(|(name, kind)| Column::new(*name, *kind)));
    let row = |row: Explained<'_>| {
        let own = asked.iter().map(|(_, _, cell)| cell.clone());
        own.chain(COLUMNS.iter().map(|(name, _)| cell(name, row, words)))
            .collect()
    };
    Tabular {
        columns: columns.collect(),
        rows: evidence.rows().map(row).collect(),
    }
}

fn cell(name: &str, row: Explained<'_>, words: &Words) -> Cell {
    let number = |number: Option<Decimal>| number.map_or(Cell::Null, Cell::Decimal);
    match name {
        "numerator" => number(row.numerator()),
        "denominator" => number(row.denominator()),
        "reason_text" if row.counts() => Cell::Null,
        "reason_text" => Cell::Text(words.reason(row)),
        _ => row.row.get(name).cloned().unwrap_or_default(),
    }
}

/// The rows as a person reads them.
struct Shown<'s> {
    words: &'s Words,
    format: &'s Format,
    asked: &'s Asked<'s>,
    whose: &'s Whose,
}

impl Shown<'_> {
    fn text(&self, value: Option<&MetricValue>, evidence: &Evidence<'_>, data: &Tabular) -> Result<String> {
        let mut parts = vec![self.headline(value)?];
        if !data.rows.is_empty() {
            parts.push(self.table(data));
        }
        parts.push(self.counts(evidence));
        Ok(parts.join("\n"))
    }

    /// What is explained and its value, such as `... = 18 / 22 = 81.82%`.
    fn headline(&self, value: Option<&MetricValue>) -> Result<String> {
        let texts = &self.words.texts;
        let (metric, view) = (self.asked.metric, self.asked.question.view);
        let entity = value.map_or_else(|| self.whose.entity_id.clone(), entity_label);
        let number = match value {
            None => texts.word("commands.explain.no_data").to_owned(),
            Some(v) => {
                let text = self.format.text(&measure::value(metric, v))?;
                match (v.numerator, v.denominator) {
                    (Some(n), Some(d)) => format!("{} / {} = {text}", grouped(n), grouped(d)),
                    _ => text,
                }
            }
        };
        let known = texts.word("commands.explain.as_of");
        Ok(format!(
            "{} {}\n{entity}  {}  {known} {}\n{number}\n",
            metric.id,
            metric.title(texts.locale()),
            view.period,
            view.as_of
        ))
    }

    /// The columns that say something. What was asked stands above, and the sentence says more than the reason's word.
    fn table(&self, data: &Tabular) -> String {
        let texts = &self.words.texts;
        let offset = data.columns.len() - COLUMNS.len();
        let several = |index: usize| data.rows.iter().any(|row| row[index] != data.rows[0][index]);
        let says = |index: usize| data.rows.iter().any(|row| !row[index].is_null());
        let wanted: Vec<usize> = (0..COLUMNS.len())
            .filter(|h| match COLUMNS[*h].0 {
                "reason" => false,
                "metric" | "record" => several(offset + h),
                // A due item's or policy's own column says the same.
                "record_id" => data.rows.iter().any(|row| !Self::stands_elsewhere(row, offset)),
                _ => says(offset + h),
            })
            .collect();
        let heads: Vec<String> = wanted
            .iter()
            .map(|h| format!("commands.explain.head.{}", COLUMNS[*h].0))
            .collect();
        let heads: Vec<&str> = heads.iter().map(|head| texts.word(head)).collect();
        let right: Vec<usize> = (0..wanted.len())
            .filter(|i| COLUMNS[wanted[*i]].1.is_number())
            .collect();
        let rows = data.rows.iter().take(ROWS_DRAWN);
        let rows = rows.map(|row| {
            wanted
                .iter()
                .map(|h| self.drawn(COLUMNS[*h].0, &row[offset + h]))
                .collect()
        });
        let mut text = format!("{}\n", output::table(&heads, rows, &right));
        if data.rows.len() > ROWS_DRAWN {
            let rest = data.rows.len() - ROWS_DRAWN;
            text = format!("{text}{}\n", texts.say(&say!("commands.explain.more", rest)));
        }
        text
    }

    /// True if the record is a due item or a policy, which have columns of their own.
    fn stands_elsewhere(row: &[Cell], offset: usize) -> bool {
        let at = |name: &str| {
            COLUMNS
                .iter()
                .position(|(head, _)| *head == name)
                .map(|h| &row[offset + h])
        };
        [at("due_id"), at("policy_id")].contains(&at("record_id"))
    }

    fn drawn(&self, name: &str, cell: &Cell) -> String {
        let texts = &self.words.texts;
        match (name, cell) {
            ("counted", Cell::Boolean(true)) => "✓".to_owned(),
            ("counted", _) => "–".to_owned(),
            // A record of a workspace's metric as it calls it.
            ("record", Cell::Text(record)) => {
                let name = texts.find(&format!("commands.explain.record.{record}"));
                name.unwrap_or(record).to_owned()
            }
            ("what", Cell::Text(words)) => self.words.named(words),
            ("amount_due" | "paid" | "amount" | "numerator" | "denominator", Cell::Decimal(n)) => grouped(*n),
            _ => cell.to_string(),
        }
    }

    /// How many rows count and how many are left out.
    fn counts(&self, evidence: &Evidence<'_>) -> String {
        let (counted, left_out): (Vec<_>, Vec<_>) = evidence.rows().partition(|row| row.counts());
        let (counted, left_out) = (counted.len(), left_out.len());
        self.words
            .texts
            .say(&say!("commands.explain.counts", counted, left_out))
            + "\n"
    }
}
