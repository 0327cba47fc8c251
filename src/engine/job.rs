//! A job: all statements that lead from the data in a lake to the sums of a run, in one file that anybody with Spark can run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use super::data::{CHECKS, Data, Extent, Read};
use super::dialect::{Translated, text};
use super::manifest::{self, Manifest, NO_CHECKS};
use super::{audits, checks, extract};
use crate::diagnostic::{Place, Result};
use crate::library::{Library, Source, in_order, needed};
use crate::metrics::{Wanted, facts, needs, run};
use crate::period::View;
use crate::store::{Params, Statement};
use crate::workspace::{Checks, SETTINGS_FILE, Workspace, write_file};

/// The file of the statements.
pub(super) const FILE: &str = "job.sql";
const RESULTS: &str = "queries/engine/results";
/// The result that a job of no periods leaves as well.
const DAYS: &str = "days";
/// Digits of a job's name that name its database and folder.
const SHORT: usize = 12;

/// What a line of output begins with that says how far a job is.
pub(super) const STEP: &str = "duebook step ";

/// One statement.
pub(super) struct Step {
    /// What it does: the file it comes from, or the table of the data it makes.
    pub name: String,
    text: String,
    origin: Origin,
}

/// Where a mistake in it stands.
enum Origin {
    File(Box<Translated>),
    Settings,
    Job,
}

/// A job.
pub struct Job {
    pub manifest: Manifest,
    pub(super) steps: Vec<Step>,
    /// Where its results are put.
    pub results: String,
}

/// What a job is for.
#[derive(Clone, Copy, Default)]
pub(super) struct Question<'q> {
    pub views: &'q [View],
    pub wanted: &'q [Wanted<'q>],
    /// The branch whose rows are brought as well.
    pub branch: Option<&'q str>,
    /// What is looked for in the rows.
    pub audits: &'q [&'q Source],
}

impl Step {
    fn file(translated: Translated) -> Self {
        Self {
            name: translated.name().to_owned(),
            text: translated.text.clone(),
            origin: Origin::File(Box::new(translated)),
        }
    }

    fn of_job(translated: Translated) -> Self {
        Self {
            name: translated.name().to_owned(),
            text: translated.text,
            origin: Origin::Job,
        }
    }

    fn named(name: &str, text: String, origin: Origin) -> Self {
        Self {
            name: name.to_owned(),
            text,
            origin,
        }
    }

    /// Where a mistake stands that Spark finds at a line and a place in it.
    pub fn place(&self, position: Option<(usize, usize)>) -> Option<Place> {
        match (&self.origin, position) {
            (Origin::File(translated), Some((line, column))) => Some(translated.place(line, column)),
            (Origin::File(translated), None) => Some(translated.file()),
            (Origin::Settings, _) => Some(Place::file(SETTINGS_FILE)),
            (Origin::Job, _) => None,
        }
    }
}

/// The short name of a job.
pub(super) fn short(job: &str) -> &str {
    job.get(..SHORT).unwrap_or(job)
}

impl Job {
    /// The one that answers `question`; results go below `beside` where the settings name no place.
    pub(super) fn new(workspace: &Workspace, question: Question<'_>, beside: &Path) -> Result<Self> {
        let data = Data::new(&workspace.library, &workspace.settings.engine.tables)?;
        Self::over(&data, workspace, question, beside)
    }

    /// The same over tables without rows, wherever the data are: whether every statement can be read.
    pub(super) fn dry(workspace: &Workspace, question: Question<'_>, beside: &Path) -> Result<Self> {
        Self::over(&Data::without_rows(&workspace.library)?, workspace, question, beside)
    }

    fn over(data: &Data<'_>, workspace: &Workspace, question: Question<'_>, beside: &Path) -> Result<Self> {
        let (library, settings) = (&workspace.library, &workspace.settings);
        let plan = Plan::new(library, question)?;
        let params = facts::params(&settings.metrics);
        let of_facts = of_facts(data);
        let is_of_rows = !question.views.is_empty() || question.branch.is_some();
        let extent = Extent {
            has_checks: settings.engine.checks == Checks::On && is_of_rows && data.given().next().is_some(),
            is_whole: question.branch.is_some(),
            also: &of_facts,
        };
        let share = settings.ingest.max_reject_share.normalize().to_string();
        // A job that sums answers until when the data go as well, whatever it looked at.
        let checks = is_of_rows.then_some(if extent.has_checks { share.as_str() } else { NO_CHECKS });
        let mut statements = plan.statements();
        let rows = question
            .branch
            .map(|branch| extract::Extract::new(library, data, branch));
        statements.extend(rows.iter().map(|_| extract::reads()));
        let reads = data.reads(&statements, extent)?;
        let queries = reads
            .iter()
            .filter_map(|read| Some((read.table.name.clone(), data.query(&read.table.name)?.to_owned())));
        let queries: BTreeMap<String, String> = queries.collect();
        let mut files = plan.files.clone();
        files.extend(
            library
                .files()
                .filter(|file| file.name.starts_with(CHECKS) && extent.has_checks),
        );
        files.extend(
            library
                .files()
                .filter(|file| file.name.starts_with(extract::FOLDER) && rows.is_some()),
        );
        let of_rows = rows.as_ref().map(extract::Extract::tables).unwrap_or_default();
        let manifest = Manifest::new(
            (question.views, question.wanted),
            (&params, checks, &settings.engine.zone),
            &queries,
            &files,
            (question.branch, of_rows),
            question.audits,
        );
        let job = manifest.job();
        let results = match settings.engine.results.trim_end_matches('/') {
            "" => beside.join("results").display().to_string(),
            place => format!("{place}/{}", short(&job)),
        };
        let database = format!("{}_{}", settings.engine.database, short(&job));

        let mut steps = several(library, "queries/engine/begin.sql.j2", &settings.engine.zone, &database)?;
        let mut parts = Vec::new();
        for read in &reads {
            steps.extend(of_table(library, data, read, &reads)?);
        }
        if extent.has_checks {
            let (all, stop) = checks::of_all(library, &reads, &share)?;
            steps.extend(all.into_iter().map(Step::of_job));
            for name in checks::PARTS {
                let part = Part::of(name, Statement::of(checks::part(library, name)?))?;
                steps.push(part.put_into(&results));
                parts.push(part);
            }
            steps.push(Step::named("engine.checks", stop.text, Origin::Settings));
        }
        for file in &plan.facts {
            steps.push(Step::file(Translated::of(Statement::of(&facts::whole(file)), &params)?));
        }
        if !question.views.is_empty() {
            steps.extend(plan.run(library, question)?);
        }
        for audit in question.audits {
            let step = Step::file(audits::step(library, audit)?);
            let name = audit.name.clone();
            steps.push(Step { name, ..step });
        }
        let mut own = plan.parts(library, &of_facts)?;
        if let Some(rows) = &rows {
            steps.extend(rows.steps()?.into_iter().map(Step::of_job));
            for (name, statement) in rows.results()? {
                own.push(Part { name, statement });
            }
        }
        for (name, statement) in audits::results(library, question.audits)? {
            own.push(Part::of(&name, statement)?);
        }
        steps.extend(own.iter().map(|part| part.put_into(&results)));
        parts.extend(own);
        steps.push(control(library, (&manifest, &job), &parts)?.put_into(&results));
        steps.extend(several(
            library,
            "queries/engine/end.sql.j2",
            &settings.engine.zone,
            &database,
        )?);
        Ok(Self {
            manifest,
            steps,
            results,
        })
    }

    /// How many statements it has.
    pub fn statements(&self) -> usize {
        self.steps.len()
    }

    /// The statements as a file.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let steps = self.steps.len();
        for (index, step) in self.steps.iter().enumerate() {
            let mark = text(&format!("{STEP}{} / {steps}: {}", index + 1, step.name));
            write!(out, "SELECT {mark} AS step;\n{};\n\n", step.text).expect("writing to memory does not fail");
        }
        out
    }

    /// Writes it into `folder`: the statements, and what they were made of.
    pub fn write(&self, folder: &Path, readme: &str) -> Result<()> {
        write_file(&folder.join(FILE), self.text().as_bytes())?;
        write_file(&folder.join(manifest::NAME), self.manifest.text().as_bytes())?;
        write_file(&folder.join("README.md"), readme.as_bytes())
    }
}

/// The statements of a template that holds several.
fn several(library: &Library, name: &str, zone: &str, database: &str) -> Result<Vec<Step>> {
    let rendered = Statement::render(library.get(name)?, minijinja::context! { zone, database })?;
    let statements = rendered
        .text()
        .split(";\n")
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let steps = statements.map(|statement| {
        let source = Source {
            name: name.to_owned(),
            text: statement.to_owned(),
            is_override: false,
        };
        let translated = Translated::of(Statement::of(&source), &Params::none())?;
        Ok(Step::named(name, translated.text, Origin::Job))
    });
    steps.collect()
}

/// Which files a question needs.
struct Plan<'p> {
    /// All of them.
    files: Vec<&'p Source>,
    facts: Vec<&'p Source>,
    run: Vec<&'p Source>,
    results: Vec<&'p Source>,
}

impl<'p> Plan<'p> {
    fn new(library: &'p Library, question: Question<'p>) -> Result<Self> {
        let is_of_days = |file: &&Source| file.stem() == DAYS;
        let results = library.list(RESULTS, ".sql");
        let results: Vec<&Source> = results
            .filter(|file| !question.views.is_empty() || is_of_days(file))
            .collect();
        let mut words: BTreeSet<&str> = results.iter().flat_map(|file| file.words()).collect();
        let mut files = results.clone();
        if !question.views.is_empty() {
            let metrics = question.wanted.iter().map(|wanted| &wanted.metric.file);
            files.extend(metrics);
            files.extend(question.audits);
            for name in [run::PERIODS, run::ADD_PERIOD, run::VALUES] {
                files.push(library.get(name)?);
            }
            for name in ["queries/rollup/add_metric.sql.j2", "queries/rollup/add_selected.sql.j2"] {
                files.push(library.get(name)?);
            }
            words.extend(files.iter().flat_map(|file| file.words()));
        }
        let of_run = in_order(
            library
                .list(run::FOLDER, ".sql")
                .filter(|file| file.name != run::PERIODS),
        )?;
        let run = match question.views {
            [] => Vec::new(),
            _ => needed(&of_run, words.clone()),
        };
        words.extend(run.iter().flat_map(|file| file.words()));
        let facts = needed(&in_order(library.list(facts::FOLDER, ".sql"))?, words);
        files.extend(run.iter().chain(&facts).copied());
        for name in ["view", "control"] {
            files.push(library.get(&format!("queries/engine/{name}.sql.j2"))?);
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        files.dedup_by(|a, b| a.name == b.name);
        Ok(Self {
            files,
            facts,
            run,
            results,
        })
    }

    /// The names in each of them.
    fn statements(&self) -> Vec<BTreeSet<&'p str>> {
        self.results
            .iter()
            .chain(&self.files)
            .map(|file| file.words())
            .collect()
    }

    /// What makes the facts of the periods and the sums.
    fn run(&self, library: &Library, question: Question<'_>) -> Result<Vec<Step>> {
        let file = |name: &str, params: &Params| {
            let statement = Statement::of(library.get(name)?);
            Ok::<_, crate::Error>(Step::file(Translated::of(statement, params)?))
        };
        let mut steps = vec![file(run::PERIODS, &Params::none())?];
        for (index, view) in question.views.iter().enumerate() {
            steps.push(file(run::ADD_PERIOD, &run::period_params(index, *view))?);
        }
        for source in &self.run {
            steps.push(file(&source.name, &Params::none())?);
        }
        steps.push(file(run::VALUES, &Params::none())?);
        for wanted in question.wanted {
            let (statement, params) = wanted.statement(library)?;
            let step = Step::file(Translated::of(statement, &params)?);
            steps.push(Step {
                name: wanted.metric.file.name.clone(),
                ..step
            });
        }
        Ok(steps)
    }

    /// The results of what is summed.
    fn parts(&self, library: &Library, of_facts: &[&'static str]) -> Result<Vec<Part>> {
        let own = self
            .results
            .iter()
            .map(|file| Part::of(file.stem(), Statement::of(file)));
        let mut parts: Vec<Part> = own.collect::<Result<_>>()?;
        let context = minijinja::context! { tables => of_facts.to_vec() };
        let tables = Statement::render(library.get("queries/engine/tables.sql.j2")?, context)?;
        parts.push(Part::of("tables", tables)?);
        Ok(parts)
    }
}

/// A result: its name, and what gives its rows.
#[derive(serde::Serialize)]
struct Part {
    name: String,
    statement: String,
}

impl Part {
    fn of(name: &str, statement: Statement) -> Result<Self> {
        Ok(Self {
            name: name.to_owned(),
            statement: Translated::of(statement, &Params::none())?.text,
        })
    }

    /// What writes it into the folder `place`.
    fn put_into(&self, place: &str) -> Step {
        let (name, folder) = (&self.name, text(&format!("{place}/{}", self.name)));
        let statement = format!("INSERT OVERWRITE DIRECTORY {folder} USING parquet\n{}", self.statement);
        Step::named(&format!("results: {name}"), statement, Origin::Job)
    }
}

/// The word that all results are there, and what they are: it is written last.
fn control(library: &Library, (manifest, job): (&Manifest, &str), parts: &[Part]) -> Result<Part> {
    let context = minijinja::context! {
        job,
        manifest => manifest.text(),
        parts => minijinja::value::Serde(parts),
    };
    Part::of(
        "control",
        Statement::render(library.get("queries/engine/control.sql.j2")?, context)?,
    )
}

/// What makes the view of a table, and holds its rows against the contract.
fn of_table(library: &Library, data: &Data<'_>, read: &Read<'_>, reads: &[Read<'_>]) -> Result<Vec<Step>> {
    let mut made = data.view(read)?;
    if read.is_checked {
        made.extend(checks::of_table(library, read, reads)?);
    }
    let name = format!("[engine.tables] {}", read.table.name);
    let steps = made
        .into_iter()
        .map(|one| Step::named(&name, one.text, Origin::Settings));
    Ok(steps.collect())
}

/// The tables of facts that something gives rows of.
fn of_facts(data: &Data<'_>) -> Vec<&'static str> {
    let tables = needs::FACT_TABLES.iter().map(|(table, _)| *table);
    tables.filter(|table| data.query(table).is_some()).collect()
}
