//! Parquet, read by the database; columns have names and types already.

use super::{Context, InputFile, Relation, SAMPLE_ROWS, Sheet, Source};
use crate::diagnostic::Result;
use crate::ingest::error::IngestError;
use crate::ingest::skip::Skipped;
use crate::store::Params;

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
            let reason = error.iter().next().map(ToString::to_string).unwrap_or_default();
            IngestError::Unreadable {
                path: file.shown.clone(),
                reason: reason.replace(&*path.to_string_lossy(), &file.shown.to_string_lossy()),
            }
        };
        let params = Params::none()
            .with("path", path.to_string_lossy().as_ref())
            .with("rows", i64::try_from(SAMPLE_ROWS).unwrap_or(i64::MAX));
        let query = |name: &str| context.store.rows(name, &params).map_err(unreadable);
        let columns = query("queries/ingest/parquet_columns.sql")?;
        let count = query("queries/ingest/parquet_count.sql")?;
        let sample = query("queries/ingest/parquet_sample.sql")?;
        let names: Vec<String> = columns.iter().map(|row| row.text("column_name")).collect();
        Ok(vec![Sheet {
            name: None,
            plain: vec![false; names.len()],
            columns: names,
            sample: sample
                .iter()
                .map(|row| row.cells().iter().map(ToString::to_string).collect())
                .collect(),
            rows: count
                .first()
                .and_then(|row| row.integer("rows"))
                .and_then(|n| u64::try_from(n).ok())
                .unwrap_or(0),
            skipped: Skipped::default(),
            first_row: 1,
            notes: Vec::new(),
            relation: Relation::Parquet {
                path,
                types: columns.iter().map(|row| row.text("column_type")).collect(),
            },
        }])
    }
}
