//! Parquet, read by the database; columns have names and types already. Where identifiers stand in types that were not
//! made for them, a copy is written in which those that are none are marked.

use std::path::Path;

use serde::Serialize;

use super::units::Units;
use super::{Context, InputFile, Relation, SAMPLE_ROWS, Sheet, Source, Spelling};
use crate::diagnostic::Result;
use crate::ingest::error::{IngestError, Limit};
use crate::ingest::skip::Skipped;
use crate::refusal::Refusal;
use crate::store::{Params, Rows, Statement};

/// Parquet files.
pub struct Parquet;

impl Source for Parquet {
    fn recognises(&self, file: &InputFile) -> bool {
        file.head.starts_with(b"PAR1") || file.extension() == "parquet"
    }

    fn open(&self, file: &InputFile, context: &Context<'_>) -> Result<Vec<Sheet>> {
        let path = file.readable_path(context.scratch)?;
        // Whatever is wrong is wrong with the file: the statements are ours.
        let unreadable = |error: crate::Error| {
            let detail = error.iter().next().map(ToString::to_string).unwrap_or_default();
            let detail = detail.replace(&*path.to_string_lossy(), &file.shown.to_string_lossy());
            IngestError::Unreadable {
                path: file.shown.clone(),
                reason: Refusal::in_words(detail),
            }
        };
        let params = Params::none()
            .with("path", path.to_string_lossy().as_ref())
            .with("rows", i64::try_from(SAMPLE_ROWS).unwrap_or(i64::MAX));
        let query = |name: &str| context.store.rows(name, &params).map_err(unreadable);
        let columns = query("queries/ingest/parquet/columns.sql")?;
        keep_within(file, &columns, &path, context)?;
        let count = query("queries/ingest/parquet/count.sql")?;
        let sample = query("queries/ingest/parquet/sample.sql")?;
        let names: Vec<String> = columns.iter().map(|row| row.text("column_name")).collect();
        let types: Vec<String> = columns.iter().map(|row| row.text("column_type")).collect();
        let rows = count.first().and_then(|row| row.integer("rows"));
        let columns = names.iter().zip(&types);
        let doubtful = columns.map(|(name, kind)| {
            Doubt::of(kind).filter(|doubt| *doubt == Doubt::Nested || (context.role)(name).is_text)
        });
        let doubtful = settled(&path, doubtful.collect(), context)?;
        let relation = if doubtful.iter().any(Option::is_some) {
            copied(&path, &doubtful, context)?
        } else {
            Relation::Parquet { path, types }
        };
        Ok(vec![Sheet {
            name: None,
            spelling: vec![Spelling::Any; names.len()],
            columns: names,
            sample: sample
                .iter()
                .map(|row| row.cells().iter().map(ToString::to_string).collect())
                .collect(),
            rows: rows.and_then(|rows| u64::try_from(rows).ok()).unwrap_or(0),
            skipped: Skipped::default(),
            first_row: 1,
            units: Units::default(),
            since_1904: false,
            notes: Vec::new(),
            relation,
        }])
    }
}

/// Refuses a file that unpacks to more than the settings allow, which its footer tells, or has a longer text. Only a piece
/// of a column that is larger than a text may be can hold one that is too long.
fn keep_within(file: &InputFile, columns: &Rows, path: &Path, context: &Context<'_>) -> Result<()> {
    let limits = context.limits;
    let params = Params::none().with("path", path.to_string_lossy().as_ref());
    let sizes = context.store.rows("queries/ingest/parquet/sizes.sql", &params)?;
    let Some(sizes) = sizes.first() else {
        return Ok(());
    };
    if sizes.count("all_bytes") > limits.max_unpacked_bytes {
        return Err(Limit::UnpackedBytes(limits.max_unpacked_bytes)
            .passed_by(&file.shown)
            .into());
    }
    let holds_text = |kind: &str| !Doubt::of(kind).is_some_and(|doubt| doubt != Doubt::Nested);
    let texts = (1..)
        .zip(columns.iter())
        .filter(|(_, column)| holds_text(&column.text("column_type")));
    let texts: Vec<String> = texts.map(|(place, _)| format!("c{place}")).collect();
    if texts.is_empty() || sizes.count("largest_bytes") <= limits.max_text_bytes {
        return Ok(());
    }
    let template = context.store.library().get("queries/ingest/parquet/longest.sql.j2")?;
    let cells: Vec<String> = (1..=columns.len()).map(|place| format!("c{place}")).collect();
    let statement = Statement::render(template, minijinja::context! { texts, cells })?;
    let longest = context.store.query(&statement, &params)?;
    if longest.first().map_or(0, |row| row.count("longest")) > limits.max_text_bytes {
        return Err(Limit::TextBytes(limits.max_text_bytes).passed_by(&file.shown).into());
    }
    Ok(())
}

/// A type that no identifier, or nothing at all, should be stored in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Doubt {
    /// A binary fraction of 53 digits,
    Double,
    /// of 24.
    Float,
    /// A decimal with places behind the point.
    Decimal,
    /// A number that may be below zero.
    Integer,
    /// A date or a time.
    Moment,
    /// Yes or no.
    Boolean,
    /// Several values, which no column takes.
    Nested,
}

impl Doubt {
    fn of(kind: &str) -> Option<Self> {
        Some(match kind {
            "DOUBLE" => Self::Double,
            "FLOAT" => Self::Float,
            "BOOLEAN" => Self::Boolean,
            "TINYINT" | "SMALLINT" | "INTEGER" | "BIGINT" | "HUGEINT" => Self::Integer,
            _ if kind.ends_with(']') || kind.starts_with("STRUCT") || kind.starts_with("MAP") => Self::Nested,
            _ if kind.starts_with("DECIMAL") => Self::Decimal,
            _ if kind.starts_with("DATE") || kind.starts_with("TIME") => Self::Moment,
            _ => return None,
        })
    }
}

/// Whole numbers are doubtful only where some are below zero, which is soon known.
fn settled(path: &Path, mut doubtful: Vec<Option<Doubt>>, context: &Context<'_>) -> Result<Vec<Option<Doubt>>> {
    let cell = |index: usize| format!("c{}", index + 1);
    let whole = doubtful
        .iter()
        .enumerate()
        .filter(|(_, doubt)| **doubt == Some(Doubt::Integer));
    let negative: Vec<String> = whole.map(|(index, _)| cell(index)).collect();
    if negative.is_empty() {
        return Ok(doubtful);
    }
    let template = context.store.library().get("queries/ingest/parquet/negative.sql.j2")?;
    let names = minijinja::context! { negative, cells => (0..doubtful.len()).map(cell).collect::<Vec<_>>() };
    let params = Params::none().with("path", path.to_string_lossy().as_ref());
    let found = context.store.query(&Statement::render(template, names)?, &params)?;
    if found.first().is_none_or(|row| row.text("is_negative") != "true") {
        doubtful
            .iter_mut()
            .filter(|doubt| **doubt == Some(Doubt::Integer))
            .for_each(|doubt| *doubt = None);
    }
    Ok(doubtful)
}

/// A copy in the one plain dialect, nothing in it doubted.
pub fn copy(path: &Path, columns: usize, context: &Context<'_>) -> Result<Relation> {
    copied(path, &vec![None; columns], context)
}

/// A copy in the one plain dialect, in which cells that are no identifiers are marked.
fn copied(path: &Path, doubtful: &[Option<Doubt>], context: &Context<'_>) -> Result<Relation> {
    let copy = context.scratch.path("csv");
    let template = context.store.library().get("queries/ingest/parquet/copy.sql.j2")?;
    let names = minijinja::context! {
        copy => copy.to_string_lossy(),
        columns => doubtful.iter().map(|doubt| doubt.map(minijinja::value::Serde)).collect::<Vec<_>>(),
    };
    let params = Params::none().with("path", path.to_string_lossy().as_ref());
    context.store.execute(&Statement::render(template, names)?, &params)?;
    Ok(Relation::copy(copy))
}
