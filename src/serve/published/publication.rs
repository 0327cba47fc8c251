//! One publication: looked up by those who may see what they ask for, in one state from beginning to end.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::cache::Cache;
use super::guard::{FOLDER, keeps_to_viewer};
use super::known::{self, MetricLine, PeriodLine};
use super::look::LookError;
use super::pool::Pool;
use crate::diagnostic::Place as TextPlace;
use crate::library::Library;
use crate::period::PeriodKind;
use crate::publish::{Manifest, PublishError};
use crate::serve::personnel::Personnel;
use crate::serve::viewer::Seen;
use crate::store::{Params, Rows};
use crate::workspace::ServeSettings;

/// Figures, rows behind them, items and worklist.
pub struct Publication {
    manifest: Manifest,
    pool: Pool,
    cache: Cache,
    metrics: Vec<MetricLine>,
    periods: HashMap<PeriodKind, Vec<PeriodLine>>,
    personnel: Arc<Personnel>,
}

/// What was published of pay. Only pages of pay have one.
pub struct Pay {
    pool: Pool,
}

impl Publication {
    /// Opens the file that `manifest` names.
    pub(super) fn open(
        manifest: Manifest,
        folder: &Path,
        settings: &ServeSettings,
        library: &Library,
    ) -> Result<Self, LookError> {
        let strangers = library.list(FOLDER, ".sql").find(|file| !keeps_to_viewer(&file.text));
        if let Some(file) = strangers {
            let place = Box::new(TextPlace::file(&file.name));
            return Err(PublishError::NotOfViewer { place }.into());
        }
        let pool = Pool::open(&folder.join(&manifest.file), settings, library)?;
        Ok(Self {
            metrics: known::metrics(&pool)?,
            periods: known::periods(&pool)?,
            personnel: Arc::new(known::personnel(&pool)?),
            cache: Cache::default(),
            manifest,
            pool,
        })
    }

    /// What the statement `file` of `queries/serve/seen` returns of the place that is seen.
    pub fn rows(&self, file: &'static str, seen: &Seen, params: Params) -> Result<Arc<Rows>, LookError> {
        let asked: Vec<String> = params.all().map(|(name, cell)| format!("{name}={cell}")).collect();
        let key = (file, seen.place().clone(), asked.join("\n"));
        if let Some(rows) = self.cache.get(&key) {
            return Ok(rows);
        }
        let rows = Arc::new(self.pool.rows(&path(file), &of(seen, params))?);
        self.cache.keep(key, &rows);
        Ok(rows)
    }

    /// The same, and nothing of the answer is kept here: the phone number of a customer.
    pub fn rows_unkept(&self, file: &'static str, seen: &Seen, params: Params) -> Result<Rows, LookError> {
        self.pool.rows(&path(file), &of(seen, params))
    }

    /// Its number, as-of day and control totals.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The metrics, in order.
    pub fn metrics(&self) -> &[MetricLine] {
        &self.metrics
    }

    pub fn metric(&self, id: &str) -> Option<&MetricLine> {
        self.metrics.iter().find(|metric| metric.id == id)
    }

    /// The periods of a kind, oldest first.
    pub fn periods(&self, kind: PeriodKind) -> &[PeriodLine] {
        self.periods.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// The period called `text`, if there are figures of it.
    pub fn period(&self, text: &str) -> Option<&PeriodLine> {
        let all = self.periods.values().flatten();
        let mut named = all.filter(|line| line.view.period.to_string() == text);
        named.next()
    }

    /// Who is under whom.
    pub fn personnel(&self) -> &Arc<Personnel> {
        &self.personnel
    }
}

impl Pay {
    pub(super) fn open(path: &Path, settings: &ServeSettings, library: &Library) -> Result<Self, LookError> {
        let one = ServeSettings {
            connections: 1,
            ..settings.clone()
        };
        let pool = Pool::open(path, &one, library)?;
        Ok(Self { pool })
    }

    /// What the statement `file` of `queries/serve/seen` returns of the person or company that is seen.
    pub fn rows(&self, file: &'static str, seen: &Seen, params: Params) -> Result<Rows, LookError> {
        self.pool.rows(&path(file), &of(seen, params))
    }
}

fn path(file: &str) -> String {
    format!("{FOLDER}/{file}.sql")
}

/// `params` and whose it is.
fn of(seen: &Seen, params: Params) -> Params {
    let place = seen.place();
    params
        .with("viewer_level", place.level.word())
        .with("viewer_id", &place.id)
}
