//! A calculation fed from the store, and the run it becomes.

use std::collections::BTreeSet;
use std::path::Path;

use super::calculation::Calculation;
use super::diff::{Change, changes};
use super::gather::{self, Source};
use super::runs::{self, Run};
use super::{error::LedgerError, save};
use crate::diagnostic::Result;
use crate::incentive::calculate;
use crate::incentive::engine::outcome::{Finding, FindingKind};
use crate::incentive::plan::{Known, Plan, check, read};
use crate::incentive::words::Words;
use crate::locale::Locale;
use crate::metrics::{Catalog, Coverage, Extent, facts};
use crate::period::View;
use crate::store::Store;
use crate::texts::Texts;
use crate::workspace::Workspace;

/// What every command on the book needs: the workspace, its open store and its metrics. The facts are up to date.
pub struct PayrollContext<'a> {
    /// Settings and folders.
    pub workspace: &'a Workspace,
    pub store: &'a Store,
    pub catalog: Catalog,
}

impl<'a> PayrollContext<'a> {
    /// Brings the facts up to date.
    pub fn new(workspace: &'a Workspace, store: &'a Store) -> Result<Self> {
        facts::refresh(store, &workspace.settings.metrics)?;
        Ok(Self {
            workspace,
            store,
            catalog: Catalog::load(&workspace.library)?,
        })
    }

    /// The words for what `run` says.
    pub fn words(&self, run: &Run, locale: Locale) -> Result<Words> {
        let texts = Texts::load(&self.workspace.library, locale)?;
        let names = runs::names(self.store, run.run_no)?;
        Ok(Words::new(&texts, &self.catalog, &names, locale))
    }

    /// The plan in `path`, called `name` in messages.
    pub fn plan(&self, path: &Path, name: &str) -> Result<Plan> {
        read::read(path, name, &Known::of_catalog(&self.catalog))
    }

    /// The plan that `run` was made with, from the file it was read from. Without `asked` the file must be as it was.
    pub fn plan_of(&self, run: &Run, asked: Option<(&Path, &str)>) -> Result<Plan> {
        let plan = match asked {
            Some((path, name)) => self.plan(path, name)?,
            None => self.plan(&self.workspace.root().join(&run.plan_file), &run.plan_file)?,
        };
        if plan.head.id != run.plan_id {
            let (found, wanted) = (plan.head.id, run.plan_id.clone());
            let file = plan.head.file;
            return Err(LedgerError::OtherPlan { file, found, wanted }.into());
        }
        if asked.is_none() && plan.head.hash != run.plan_hash {
            let (file, period) = (plan.head.file, run.period.to_string());
            return Err(LedgerError::PlanChanged { file, period }.into());
        }
        Ok(plan)
    }

    /// How the plan's file is kept in the book: from the workspace, if it lies there.
    pub fn file_of(&self, path: &Path) -> String {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let root = std::path::absolute(self.workspace.root()).unwrap_or_else(|_| self.workspace.root().to_path_buf());
        let tidy = whole
            .components()
            .filter(|c| !matches!(c, std::path::Component::CurDir));
        let tidy: std::path::PathBuf = tidy.collect();
        let own = tidy.strip_prefix(&root).unwrap_or(&tidy);
        own.to_string_lossy().replace('\\', "/")
    }

    fn source(&self) -> Source<'_> {
        Source {
            store: self.store,
            settings: &self.workspace.settings.metrics,
            catalog: &self.catalog,
        }
    }

    /// Calculates `view` by `plan` on what earlier periods of the plan posted; nothing is written.
    pub fn calculation<'p>(&self, plan: &'p Plan, plan_file: &str, view: View) -> Result<Calculation<'p>> {
        gather::begin(self.store, &plan.head.id)?;
        self.calculation_after(plan, plan_file, view)
    }

    /// The same, on whatever runs are made to count by [`gather::begin`] and after.
    pub(super) fn calculation_after<'p>(&self, plan: &'p Plan, file: &str, view: View) -> Result<Calculation<'p>> {
        check::for_period(plan, view.period)?;
        let gathered = gather::gather(self.source(), plan, view)?;
        let mut outcome = calculate(plan, &gathered.input)?;
        outcome.findings.extend(self.uncovered(plan, view)?);
        let earlier = runs::effective(self.store, view.period.first_on())?;
        Ok(Calculation::new(plan, file, view, gathered, outcome, earlier))
    }

    /// What the plan reads and is not known to the end of `view`.
    fn uncovered(&self, plan: &Plan, view: View) -> Result<Vec<Finding>> {
        let reads = plan.reads();
        let mut needs: BTreeSet<&str> = BTreeSet::new();
        for (name, ..) in &reads.measures {
            needs.extend(self.catalog.needs(self.catalog.get(name)?));
        }
        if reads.items {
            needs.insert("payments");
        }
        let coverage = Coverage::load(self.store, &self.workspace.settings)?;
        let tables = needs.into_iter().filter_map(|table| {
            let until = match coverage.of_tables(&BTreeSet::from([table]), view) {
                Extent::Known => return None,
                Extent::Until(day) => Some(day),
                Extent::Unknown(lack) => lack.known_until,
            };
            Some(Finding {
                specialist: String::new(),
                about: table.to_owned(),
                kind: FindingKind::Uncovered,
                detail: until.map(|day| day.to_string()).unwrap_or_default(),
            })
        });
        Ok(tables.collect())
    }

    /// Calculates and keeps a run, unless the newest one of the period was made of the same inputs.
    pub fn calculate(&self, plan: &Plan, plan_file: &str, view: View) -> Result<Calculated> {
        let calculation = self.calculation(plan, plan_file, view)?;
        let newest = runs::of_plan(self.store, &plan.head.id, Some(view.period))?;
        let newest = newest.into_iter().rfind(|run| run.kind == runs::CALCULATE);
        // What is stated of the coverage is no input: the same numbers may be covered by now.
        let is_same = |run: &Run| -> Result<bool> {
            Ok(run.input_hash == calculation.input_hash
                && runs::findings(self.store, run.run_no)?.len() == calculation.outcome.findings.len())
        };
        if let Some(same) = newest.as_ref()
            && is_same(same)?
        {
            return Ok(Calculated {
                findings: runs::findings(self.store, same.run_no)?,
                run: same.clone(),
                is_new: false,
                before: None,
                changes: Vec::new(),
            });
        }
        let run_no = runs::next_run_no(self.store)?;
        self.store
            .transaction(|| save::run(self.store, run_no, runs::CALCULATE, &calculation))?;
        let changes = match &newest {
            Some(before) => changes(self.store, before.run_no, run_no)?,
            None => Vec::new(),
        };
        Ok(Calculated {
            findings: runs::findings(self.store, run_no)?,
            run: runs::run(self.store, run_no)?,
            is_new: true,
            before: newest,
            changes,
        })
    }
}

/// What `calculate` did.
pub struct Calculated {
    /// The run that stands now.
    pub run: Run,
    /// False if the inputs were those of the newest run.
    pub is_new: bool,
    pub before: Option<Run>,
    pub changes: Vec<Change>,
    /// What somebody has to look at.
    pub findings: Vec<runs::Finding>,
}
