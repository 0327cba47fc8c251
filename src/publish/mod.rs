//! Publications: what the browser shows, calculated once and written down, so that no page waits for a calculation and the
//! store stays the command line's.
//!
//! A publication is one read-only file of figures, rows and items with those who may see them, and another of pay. All is as of
//! the day loaded last; the same data give the same values. How readers find it is the business of [`place`]; what they may see of
//! it is theirs.

mod board;
mod error;
mod evidence;
mod figures;
mod manifest;
mod pay;
mod place;
mod reviews;
mod row;
mod shown;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use sha2::{Digest as _, Sha256};

use self::figures::Figures;
use self::place::{Kind, Place};
use self::shown::Shown;
use crate::diagnostic::Result;
use crate::digest::hex;
use crate::metrics::{Catalog, Coverage, Metric, Run};
use crate::period::{Period, View};
use crate::privacy;
use crate::report::prepare::Prepared;
use crate::report::scope::Scope;
use crate::store::{Cell, Params, Statement, Store};
use crate::workspace::{Phones, Workspace};
pub use board::Board;
pub use error::PublishError;
pub use manifest::{FORM, Manifest};

/// The tables made from the run of all periods, each after those it reads.
const OF_FIGURES: [&str; 12] = [
    "figures/units",
    "figures/tree",
    "figures/people",
    "figures/leads",
    "figures/figures",
    "figures/periods",
    "figures/items",
    "figures/item_of",
    "figures/phones",
    "figures/contacts",
    "figures/payments",
    "control",
];

/// The tables of rows behind figures.
const OF_ROWS: [&str; 2] = ["evidence/evidence", "evidence/evidence_of"];

/// The tables whose rows the manifest counts.
const COUNTED: [&str; 8] = [
    "figures", "periods", "tree", "items", "contacts", "payments", "evidence", "worklist",
];

/// The manifest of what was published last in `workspace`; `None` before the first time.
pub fn last(workspace: &Workspace) -> Result<Option<Manifest>> {
    Place::manifest(&workspace.published_dir())
}

/// Publishes what is in the store, as of `as_of` or the day that was loaded last; readers see it when this returns.
pub fn publish(workspace: &Workspace, store: &Store, as_of: Option<NaiveDate>) -> Result<Manifest> {
    let work = Work::begin(workspace, store, as_of)?;
    let place = Place::make(workspace)?;
    let number = place.next();
    let before = last(workspace).ok().flatten();
    let (mut rows, mut control) = (BTreeMap::new(), BTreeMap::new());
    work.write((&place, Kind::Figures, number), || {
        work.figures()?;
        (rows, control) = (work.counted()?, work.control()?);
        Ok(())
    })?;
    // Pay is made anew when something was decided.
    let pay_of = pay::made_of(workspace)?;
    let same = before.filter(|manifest| manifest.pay_of == pay_of && place.has(&manifest.pay));
    let pay = if let Some(manifest) = same {
        manifest.pay
    } else {
        work.write((&place, Kind::Pay, number), || work.pay())?;
        Place::name(Kind::Pay, number)
    };
    let manifest = Manifest {
        form: FORM,
        number,
        file: Place::name(Kind::Figures, number),
        pay,
        pay_of,
        as_of: work.shown.as_of,
        built_at: DateTime::<Utc>::from(SystemTime::now())
            .format("%Y-%m-%dT%H:%M:%SZ")
            .to_string(),
        data: work.data()?,
        definitions: work.definitions(),
        program: format!("Duebook {}", env!("CARGO_PKG_VERSION")),
        control,
        rows,
    };
    place.count(&manifest)?;
    place.keep(workspace.settings.serve.keep, &manifest);
    Ok(manifest)
}

/// What a publication is made of.
struct Work<'w> {
    workspace: &'w Workspace,
    store: &'w Store,
    catalog: Catalog,
    coverage: Coverage,
    board: Board,
    shown: Shown,
    params: Params,
}

impl<'w> Work<'w> {
    fn begin(workspace: &'w Workspace, store: &'w Store, as_of: Option<NaiveDate>) -> Result<Self> {
        let catalog = Catalog::load(&workspace.library)?;
        let board = Board::load(&workspace.library)?;
        let coverage = Coverage::load(store, &workspace.settings)?;
        let span = store.rows("queries/status/span.sql", &Params::none())?;
        let newest = span.first().and_then(|row| row.date("last_fact_on"));
        let as_of = as_of.or(newest).ok_or(PublishError::Nothing)?;
        let shown = Shown::around(as_of, &catalog, &board.metrics(&catalog)?, &coverage);
        let key = store.rows("queries/publish/key.sql", &Params::none())?;
        let key = key.first().map(|row| row.text("key")).ok_or(PublishError::Nothing)?;
        let month = 12 * as_of.year() + i32::try_from(as_of.month()).unwrap_or_default();
        let params = Params::none()
            .with("as_of", as_of)
            .with("period_no", Shown::month_no())
            .with("month", month)
            .with("key", &key)
            .with("with_phones", workspace.settings.privacy.phones != Phones::Masked);
        Ok(Self {
            workspace,
            store,
            catalog,
            coverage,
            board,
            shown,
            params,
        })
    }

    /// Has `fill` make the tables of a file, which gets its name when it is whole.
    fn write(&self, (place, kind, number): (&Place, Kind, u64), fill: impl FnOnce() -> Result<()>) -> Result<()> {
        let part = place.part(kind, number)?;
        let done = self.attached(&part, fill).and_then(|()| place.put(&part, kind, number));
        if done.is_err() {
            // The first error is the one to tell.
            let _ = Place::drop_part(&part);
        }
        done
    }

    fn attached(&self, part: &Path, fill: impl FnOnce() -> Result<()>) -> Result<()> {
        let template = self.workspace.library.get("queries/publish/attach.sql.j2")?;
        let context = minijinja::context! { path => part.display().to_string() };
        self.store
            .execute(&Statement::render(template, context)?, &Params::none())?;
        let done = fill().and_then(|()| self.run("finish"));
        let closed = self.run("detach");
        done.and(closed)
    }

    /// Runs a file of `queries/publish`.
    fn run(&self, name: &str) -> Result<()> {
        let file = format!("queries/publish/{name}.sql");
        self.store.run(&file, &self.params).map(drop)
    }

    fn figures(&self) -> Result<()> {
        privacy::name_masks(self.store)?;
        let metrics = self.board.metrics(&self.catalog)?;
        let settings = &self.workspace.settings.metrics;
        let run = Run::new(self.store, settings, &self.shown.all)?;
        let figures = Figures::new(self.store, &self.shown, (&self.catalog, &metrics), &self.coverage)?;
        figures.add(&run, &self.catalog)?;
        OF_FIGURES.iter().try_for_each(|name| self.run(name))?;
        let month = Run::new(self.store, settings, &[self.shown.month()])?;
        let most = self.workspace.settings.serve.most_rows;
        let with_rows = evidence::add(self.store, &month, (&self.catalog, &self.board), &self.shown, most)?;
        OF_ROWS.iter().try_for_each(|name| self.run(name))?;
        self.metrics(&metrics, &with_rows)?;
        reviews::add(self.workspace, self.store)?;
        self.run("reviews")?;
        self.worklist()
    }

    /// The list of the morning after.
    fn worklist(&self) -> Result<()> {
        let as_of = self.shown.as_of;
        let day = as_of.succ_opt().unwrap_or(as_of);
        let view = View::new(Period::day(day), Some(as_of));
        let _prepared = Prepared::new(self.workspace, self.store, "worklist", view, &[Scope::company()])?;
        let params = Params::none().with("on", day);
        self.store
            .run("queries/publish/worklist/worklist.sql", &params)
            .map(drop)
    }

    fn metrics(&self, metrics: &[&Metric], with_rows: &BTreeSet<&str>) -> Result<()> {
        self.run("metrics_create")?;
        let text = |text: &str| Cell::Text(text.to_owned());
        let rows = metrics.iter().zip(1..).map(|(metric, place)| {
            let parts = metric.composite.iter().flat_map(|composite| &composite.parts);
            let parts: Vec<&str> = parts.map(|(_, part)| part.as_str()).collect();
            let own = [metric.id.as_str()];
            let read = if parts.is_empty() { &own[..] } else { &parts[..] };
            [
                Cell::Integer(place),
                text(metric.id.as_str()),
                text(&metric.zh),
                text(&metric.en),
                text(&metric.definition_zh),
                text(&metric.definition_en),
                text(metric.unit.word()),
                text(metric.direction.word()),
                text(metric.basis.word()),
                Cell::Text(parts.join(" ")),
                text(&metric.source),
                Cell::Text(hex(&Sha256::digest(&metric.file.text))),
                Cell::Boolean(read.iter().all(|part| with_rows.contains(part))),
            ]
        });
        let rows: Vec<[Cell; 13]> = rows.collect();
        self.store
            .append("publish_metrics", rows.iter().map(<[Cell; 13]>::as_slice))?;
        self.run("metrics")
    }

    fn pay(&self) -> Result<()> {
        pay::add(self.workspace, self.store)?;
        ["pay/statements", "pay/runs", "pay/run_reviews"]
            .iter()
            .try_for_each(|name| self.run(name))
    }

    fn counted(&self) -> Result<BTreeMap<String, u64>> {
        let template = self.workspace.library.get("queries/publish/count.sql.j2")?;
        let context = minijinja::context! { tables => COUNTED.to_vec() };
        let rows = self
            .store
            .query(&Statement::render(template, context)?, &Params::none())?;
        Ok(rows
            .iter()
            .map(|row| (row.text("table_name"), row.count("found")))
            .collect())
    }

    fn control(&self) -> Result<BTreeMap<String, String>> {
        let rows = self.store.rows("queries/publish/control_read.sql", &Params::none())?;
        let names = rows.columns().to_vec();
        let cells = rows.first().map(|row| row.cells().to_vec()).unwrap_or_default();
        Ok(names.into_iter().zip(cells.iter().map(ToString::to_string)).collect())
    }

    fn data(&self) -> Result<String> {
        let rows = self.store.rows("queries/publish/data.sql", &Params::none())?;
        let mut sum = Sha256::new();
        for row in rows.iter() {
            sum.update(format!(
                "{} {} {}\n",
                row.text("file_no"),
                row.text("sha256"),
                row.text("table_name")
            ));
        }
        Ok(hex(&sum.finalize()))
    }

    /// What figures mean: the SQL that makes them, and the numbers in it.
    fn definitions(&self) -> String {
        let mut sum = Sha256::new();
        let folders = [
            "queries/metrics/",
            "queries/facts/",
            "queries/rollup/",
            "queries/publish/",
        ];
        for file in self.workspace.library.files() {
            if folders.iter().any(|folder| file.name.starts_with(folder)) {
                sum.update(format!("{} {}\n", file.name, file.text.len()));
                sum.update(&file.text);
            }
        }
        sum.update(format!("{:?}", self.workspace.settings.metrics));
        hex(&sum.finalize())
    }
}

/// The path of a file that a manifest names.
pub fn path_of(workspace: &Workspace, file: &str) -> PathBuf {
    workspace.published_dir().join(file)
}
