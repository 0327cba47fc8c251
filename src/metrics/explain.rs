//! The rows behind a value: each with what it adds to numerator and denominator, and those left out with the reason.
//!
//! What counts is read from the metric's own SQL, so that the rows listed add up to the value by construction; a metric
//! names its rows by the columns `item_key`, `policy_key`, or `record` and `record_id`. What is left out is told by the
//! lists of `queries/explain/left_out/` that the metric's header names. A composite is explained by its parts.

use std::collections::BTreeMap;

use super::catalog::{Catalog, Metric};
use super::dimension::{DIMENSIONS, Dimension, Filter};
use super::entities::{Entities, EntityError};
use super::evaluate::{as_written, with_parts};
use super::run::Run;
use super::shape;
use crate::decimal::Decimal;
use crate::diagnostic::{Diagnose, Mistakes, Place, Result};
use crate::library::{Library, Source, in_order};
use crate::message::{Message, messages, say};
use crate::store::{Params, Row, Rows, Statement};
use crate::tabular::Kind;
use crate::workspace::Locale;

/// The columns of the rows behind a figure: name in data, kind. What they are called for reading stands in the texts.
pub const COLUMNS: [(&str, Kind); 20] = [
    ("metric", Kind::Text),
    ("counted", Kind::Boolean),
    ("record", Kind::Text),
    ("record_id", Kind::Text),
    ("specialist_id", Kind::Text),
    ("policy_id", Kind::Text),
    ("due_id", Kind::Text),
    ("due_no", Kind::Integer),
    ("due_on", Kind::Date),
    ("grace_end_on", Kind::Date),
    ("amount_due", Kind::EXACT),
    ("paid", Kind::EXACT),
    ("settled_on", Kind::Date),
    ("happened_on", Kind::Date),
    ("amount", Kind::EXACT),
    ("what", Kind::Text),
    ("numerator", Kind::EXACT),
    ("denominator", Kind::EXACT),
    ("reason", Kind::Text),
    ("reason_text", Kind::Text),
];

const FOLDER: &str = "queries/explain";

/// Whose value is explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// By which dimensions it is split.
    pub by: Vec<Dimension>,
    /// The entity among them, ids of several dimensions joined by `/`.
    pub entity_id: String,
}

messages! {
    "errors.explain"
    /// Why a value cannot be explained.
    #[derive(Debug)]
    pub enum ExplainError {
        /// A list of rows left out that does not say all it must.
        ListColumns { file: String, columns: Vec<&'static str> },
    }
}

impl Diagnose for ExplainError {
    fn place(&self) -> Option<Place> {
        let Self::ListColumns { file, .. } = self;
        Some(Place::file(file))
    }

    fn hints(&self) -> Vec<Message> {
        let columns = LIST_COLUMNS.map(str::to_owned).to_vec();
        vec![say!("errors.explain.list_columns.hint", columns)]
    }
}

impl Whose {
    /// The entity that `said` is the id or name of among `by`; the company if nothing is said, and the one dimension that
    /// knows it if only `by` is not. Ids of several dimensions are joined by `/`.
    pub fn find(entities: &Entities, by: &[Dimension], said: Option<&str>) -> Result<Self> {
        let Some(said) = said else {
            let company = DIMENSIONS[0];
            if by.iter().any(|dimension| *dimension != company) {
                return Err(EntityError::None.into());
            }
            return Ok(Self {
                by: vec![company],
                entity_id: company.word.to_owned(),
            });
        };
        if by.is_empty() {
            let (dimension, entity_id) = entities.only(said)?;
            return Ok(Self {
                by: vec![dimension],
                entity_id,
            });
        }
        let parts: Vec<&str> = said.split('/').collect();
        let entity_id = match by {
            [one] => entities.id(*one, said)?,
            several if several.len() == parts.len() => {
                let ids = several
                    .iter()
                    .zip(parts)
                    .map(|(dimension, part)| entities.id(*dimension, part));
                ids.collect::<Result<Vec<_>>>()?.join("/")
            }
            _ => said.to_owned(),
        };
        Ok(Self {
            by: by.to_vec(),
            entity_id,
        })
    }
}

/// The rows of a metric in a run, those left out too, to be read for one entity after the other.
pub struct Explanation<'r> {
    run: &'r Run<'r>,
    metrics: Vec<&'r Metric>,
}

/// The rows behind one value: those that count, then those left out, by metric.
#[derive(Clone, Debug)]
pub struct Evidence<'r> {
    metrics: Vec<&'r Metric>,
    rows: Rows,
}

/// One row behind a value.
#[derive(Clone, Copy, Debug)]
pub struct Explained<'e> {
    /// The metric it belongs to: a part, where a composite is explained.
    pub metric: &'e Metric,
    /// Its other columns, those of `queries/explain/rows.sql.j2`.
    pub row: Row<'e>,
}

impl Explained<'_> {
    /// True if it counts, false if it is left out.
    pub fn counts(self) -> bool {
        self.row.get("reason").is_some_and(crate::store::Cell::is_null)
    }

    /// What it adds to the numerator.
    pub fn numerator(self) -> Option<Decimal> {
        self.sum("numerator")
    }

    /// What it adds to the denominator.
    pub fn denominator(self) -> Option<Decimal> {
        self.sum("denominator")
    }

    fn sum(self, column: &str) -> Option<Decimal> {
        let number = self.row.decimal(column)?;
        Some(as_written(self.metric.basis, number))
    }
}

impl<'r> Explanation<'r> {
    /// Computes the rows of `metric`, or of the parts of a composite, in the run's only period.
    pub fn new(run: &'r Run<'r>, catalog: &'r Catalog, metric: &'r Metric) -> Result<Self> {
        let metrics = with_parts(catalog, &[metric])?;
        shape::check(run, metrics.iter().copied())?;
        make_facts(run)?;
        for metric in &metrics {
            add_rows(run, metric)?;
        }
        Ok(Self { run, metrics })
    }

    /// The rows behind the value of `whose` under `filters`.
    pub fn of(&self, whose: &Whose, filters: &[Filter]) -> Result<Evidence<'r>> {
        Ok(Evidence {
            metrics: self.metrics.clone(),
            rows: read(self.run, whose, filters)?,
        })
    }
}

impl Evidence<'_> {
    /// Its rows.
    pub fn rows(&self) -> impl Iterator<Item = Explained<'_>> {
        self.rows.iter().filter_map(|row| {
            let id = row.text("metric");
            let metric = self.metrics.iter().find(|m| m.id.as_str() == id)?;
            Some(Explained { metric, row })
        })
    }
}

/// What a list of rows left out must return; what a row is it says by the columns a metric does.
const LIST_COLUMNS: [&str; 8] = [
    "period_no",
    "specialist_key",
    "slice_key",
    "due_no",
    "stage",
    "reason",
    "reason_on",
    "reason_of",
];

/// Checks the lists of `metrics`, without running them; all mistakes at once.
pub fn check_lists<'m>(run: &Run<'_>, metrics: impl IntoIterator<Item = &'m Metric>) -> Result<()> {
    make_facts(run)?;
    let lists = metrics.into_iter().flat_map(|metric| &metric.explain);
    let lists: BTreeMap<String, Option<i32>> = lists.map(|list| (list.file(), list.number)).collect();
    let mut mistakes = Mistakes::default();
    for (name, number) in &lists {
        let file = run.store.library().get(name)?;
        let columns = shape::column_names(run, file, &Params::none().with("number", *number));
        let missing = columns.map(|columns| {
            let is_missing = |name: &&str| !columns.iter().any(|column| column == name);
            LIST_COLUMNS.into_iter().filter(is_missing).collect::<Vec<_>>()
        });
        let Some(missing) = mistakes.take(missing).filter(|missing| !missing.is_empty()) else {
            continue;
        };
        let file = name.clone();
        mistakes.take::<()>(Err(ExplainError::ListColumns { file, columns: missing }.into()));
    }
    mistakes.into_result()
}

fn make_facts(run: &Run<'_>) -> Result<()> {
    let files = in_order(run.store.library().list("queries/explain/facts", ".sql"))?;
    let mut files = files.into_iter();
    files.try_for_each(|file| run.store.run(&file.name, &Params::none()).map(drop))
}

/// The metric's own rows, then what its lists leave out.
fn add_rows(run: &Run<'_>, metric: &Metric) -> Result<()> {
    let params = Params::none().with("metric", metric.id.as_str());
    add(run, &metric.file, &params, false)?;
    for left_out in &metric.explain {
        let file = run.store.library().get(&left_out.file())?;
        add(run, file, &params.clone().with("number", left_out.number), true)?;
    }
    Ok(())
}

fn add(run: &Run<'_>, file: &Source, params: &Params, is_left_out: bool) -> Result<()> {
    let columns = shape::column_names(run, file, params)?;
    let template = run.store.library().get("queries/explain/add_rows.sql.j2")?;
    let context = minijinja::context! { columns, is_left_out };
    let statement = Statement::render_around(template, context, file)?;
    run.store.execute(&statement, params)?;
    Ok(())
}

fn read(run: &Run<'_>, whose: &Whose, filters: &[Filter]) -> Result<Rows> {
    // Both are numbers in the rows and texts as ids.
    let column = |dimension: Dimension| match dimension.word {
        "due_no" | "stage" => format!("{}_text", dimension.word),
        _ => dimension.id.to_owned(),
    };
    let named: Vec<(String, &Filter)> = (0..).zip(filters).map(|(n, f)| (format!("where_{n}"), f)).collect();
    let context = minijinja::context! {
        by => whose.by.iter().map(|d| column(*d)).collect::<Vec<_>>(),
        filters => named
            .iter()
            .map(|(parameter, f)| minijinja::context! { column => column(f.dimension), parameter })
            .collect::<Vec<_>>(),
    };
    let statement = Statement::render(run.store.library().get("queries/explain/rows.sql.j2")?, context)?;
    let asked = Params::none().with("entity_id", &whose.entity_id);
    let params = named
        .iter()
        .fold(asked, |p, (name, f)| p.with(name.clone(), f.value.as_str()));
    run.store.query(&statement, &params)
}

/// Reasons in words, from `queries/explain/reasons.toml`.
#[derive(Clone, Debug)]
pub struct Reasons {
    texts: toml::Table,
    locale: Locale,
}

impl Reasons {
    /// Reads them.
    pub fn load(library: &Library, locale: Locale) -> Result<Self> {
        let source = library.get(&format!("{FOLDER}/reasons.toml"))?;
        let texts = source.toml()?;
        Ok(Self { texts, locale })
    }

    /// The sentence for `reason`, with the day and the word it names; a reason nobody has written down as it is.
    pub fn text(&self, reason: &str, on: &str, of: &str) -> String {
        let sentences = self.texts.get(reason).and_then(toml::Value::as_table);
        let text = sentences.and_then(|s| s.get(self.locale.pick("zh", "en"))?.as_str());
        text.unwrap_or(reason).replace("{on}", on).replace("{of}", of)
    }
}
