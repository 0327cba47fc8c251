//! A calculation fed from the store, and the run it becomes.

use std::collections::BTreeSet;
use std::path::Path;

use super::bridge::{Bridge, bridge};
use super::calculation::{Calculation, Made};
use super::control::{Notes, Right, allow, noted, said};
use super::diff::{Change, changes};
use super::gather::{self, Source};
use super::runs::{self, Run};
use super::{error::LedgerError, save};
use crate::books::{self, Decided, Said};
use crate::diagnostic::Result;
use crate::incentive::calculate;
use crate::incentive::engine::outcome::{Finding, FindingKind};
use crate::incentive::plan::known::SCORED;
use crate::incentive::plan::{Known, Plan, check, read};
use crate::incentive::rule::pool::Pool;
use crate::incentive::words::Words;
use crate::locale::Locale;
use crate::metrics::elsewhere::coverage as coverage_of;
use crate::metrics::{Catalog, Elsewhere, Extent, facts};
use crate::period::View;
use crate::store::{Params, Store};
use crate::texts::Texts;
use crate::workspace::Workspace;

/// What every command on the book needs: the workspace, its open store and its metrics. The facts are up to date.
pub struct PayrollContext<'a> {
    /// Settings and folders.
    pub workspace: &'a Workspace,
    pub store: &'a Store,
    pub catalog: Catalog,
    /// Who sums what lies in a lake, if that is asked for.
    elsewhere: Option<&'a dyn Elsewhere>,
}

impl<'a> PayrollContext<'a> {
    /// Brings the facts up to date.
    pub fn new(workspace: &'a Workspace, store: &'a Store) -> Result<Self> {
        Self::with(workspace, store, None)
    }

    /// The same; what is summed comes from `elsewhere`, if that is given.
    pub fn with(workspace: &'a Workspace, store: &'a Store, elsewhere: Option<&'a dyn Elsewhere>) -> Result<Self> {
        facts::refresh(store, &workspace.settings.metrics)?;
        Ok(Self {
            workspace,
            store,
            catalog: Catalog::load(&workspace.library)?,
            elsewhere,
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
        let known = Known::of_library(&self.catalog, &self.workspace.library);
        read::read_in(self.workspace.root(), path, name, &known)
    }

    /// The plan that `run` was made with, as it was kept with the run, or the plan in the file that is `asked` for. Of a run
    /// older than plans are kept its file is read, which must be as it was.
    pub fn plan_of(&self, run: &Run, asked: Option<(&Path, &str)>) -> Result<Plan> {
        let plan = match asked {
            Some((path, name)) => self.plan(path, name)?,
            None => match runs::plan_files(self.store, run.run_no)? {
                kept if kept.is_empty() => self.plan(&self.workspace.root().join(&run.plan_file), &run.plan_file)?,
                kept => read::parse_kept(&kept, &run.plan_file, &Known::of_catalog(&self.catalog))?,
            },
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
            adjustments: &self.workspace.settings.pay.adjustments,
            catalog: &self.catalog,
            elsewhere: self.elsewhere,
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
        self.refuse_what_lies_elsewhere(plan)?;
        let gathered = gather::gather(self.source(), plan, view)?;
        let mut outcome = calculate(plan, &gathered.input)?;
        let across = self.hold_across(plan, view.period, &gathered, &mut outcome)?;
        outcome.findings.extend(self.uncovered(plan, view)?);
        outcome.findings.extend(gathered.upheld.iter().cloned());
        let earlier = runs::effective(self.store, view.period.first_on())?;
        Ok(Calculation::new(
            plan,
            file,
            view,
            gathered,
            outcome,
            Made { earlier, across },
        ))
    }

    /// The tables of facts that the plan reads.
    fn needs(&self, plan: &Plan) -> Result<BTreeSet<&str>> {
        let reads = plan.reads();
        let mut needs: BTreeSet<&str> = BTreeSet::new();
        for (name, _) in reads.measures.iter().filter(|(name, _)| name.metric != SCORED) {
            needs.extend(self.catalog.needs(self.catalog.measure(&name.metric)?));
        }
        if reads.items {
            needs.insert("payments");
        }
        Ok(needs)
    }

    /// Refuses a plan that reads rows that lie in a lake; sums come from there only if that was asked for.
    fn refuse_what_lies_elsewhere(&self, plan: &Plan) -> Result<()> {
        let there = &self.workspace.settings.engine.tables;
        if there.is_empty() {
            return Ok(());
        }
        let plan_id = plan.head.id.clone();
        let reads = plan.reads();
        let rows = [
            ("payments", reads.items || !reads.causes.is_empty()),
            ("collaborations", plan.rules.of::<Pool>().iter().next().is_some()),
        ];
        let rows = rows
            .into_iter()
            .filter(|(table, is_read)| *is_read && there.contains_key(*table));
        if self.elsewhere.is_some() {
            let tables: Vec<String> = rows.map(|(table, _)| table.to_owned()).collect();
            if tables.is_empty() {
                return Ok(());
            }
            return Err(LedgerError::RowsInLake { plan: plan_id, tables }.into());
        }
        let filled = self.store.rows("queries/schema/filled.sql", &Params::none())?;
        let is_here = |table: &str| filled.iter().any(|row| row.str("table_name") == table);
        let needs = self.needs(plan)?.into_iter().chain(rows.map(|(table, _)| table));
        let absent: BTreeSet<&str> = needs
            .filter(|table| there.contains_key(*table) && !is_here(table))
            .collect();
        if absent.is_empty() {
            return Ok(());
        }
        let tables = absent.into_iter().map(str::to_owned).collect();
        Err(LedgerError::SumsInLake { plan: plan_id, tables }.into())
    }

    /// What the plan reads and is not known to the end of `view`.
    fn uncovered(&self, plan: &Plan, view: View) -> Result<Vec<Finding>> {
        let needs = self.needs(plan)?;
        let coverage = coverage_of(self.store, &self.workspace.settings, self.elsewhere)?;
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

    /// Calculates and keeps a run, unless the newest one of the period was made of the same inputs on the same earlier runs.
    pub fn calculate(&self, plan: &Plan, plan_file: &str, view: View, asked: Asked<'_>) -> Result<Calculated> {
        let by = allow(&self.workspace.settings.people, Right::Calculate, asked.by)?;
        let reason = asked.forced.map(str::trim);
        if reason.is_some_and(str::is_empty) {
            return Err(LedgerError::ReasonNeeded.into());
        }
        let last_on = view.period.last_on();
        if view.as_of < last_on && reason.is_none() {
            let (period, as_of) = (view.period.to_string(), view.as_of.to_string());
            let last_on = last_on.to_string();
            return Err(LedgerError::TooEarly { period, as_of, last_on }.into());
        }
        let calculation = self.calculation(plan, plan_file, view)?;
        let all = runs::of_plan(self.store, &plan.head.id, None)?;
        let of_period = all.iter().filter(|run| run.period == view.period);
        let newest = of_period.cloned().rfind(|run| run.kind == runs::CALCULATE);
        let other_plan = all.last().filter(|run| run.plan_hash != plan.head.hash).cloned();
        let is_closed = runs::states(self.store, &plan.head.id)?
            .iter()
            .any(|state| state.period == view.period && state.closed.is_some());
        let notes = Notes::of(self.workspace)?;
        // What is stated of the coverage is no input: the same numbers may be covered by now.
        let found = match &newest {
            Some(run) => runs::findings(self.store, run.run_no)?.len(),
            None => 0,
        };
        let is_same = |run: &&Run| {
            calculation.is_of_inputs(run)
                && notes.rejection(run).is_none()
                && found == calculation.outcome.findings.len()
        };
        let same = newest.as_ref().filter(is_same);
        let run_no = match same {
            Some(same) => same.run_no,
            None => runs::next_run_no(self.store)?,
        };
        // Who says it again prepared it too.
        let is_told = |run: &Run| {
            by.as_deref()
                .is_none_or(|by| notes.calculated_by(run).any(|name| name == by))
        };
        if same.is_none_or(|same| !is_told(same)) {
            books::decide(self.workspace, self.store, by.as_deref(), || {
                if same.is_none() {
                    save::run(self.store, run_no, runs::CALCULATE, &calculation)?;
                }
                let run = runs::run(self.store, run_no)?;
                let said = Said {
                    reason: reason.map(str::to_owned),
                    ..said(&run)
                };
                let step = Decided::Noted {
                    kind: runs::CALCULATE,
                    plan: run.plan_id.clone(),
                    period: run.period.to_string(),
                    noted: noted(&run, said),
                };
                Ok(((), vec![step]))
            })?;
        }
        if let Some(same) = same {
            return Ok(Calculated {
                findings: runs::findings(self.store, same.run_no)?,
                bridge: bridge(self.store, same)?,
                run: same.clone(),
                is_new: false,
                before: None,
                elsewhere: calculation.elsewhere,
                unheld: self.unheld(plan, view.period)?,
                other_plan: None,
                is_closed,
                changes: Vec::new(),
            });
        }
        let changes = match &newest {
            Some(before) => changes(self.store, before.run_no, run_no)?,
            None => Vec::new(),
        };
        let run = runs::run(self.store, run_no)?;
        Ok(Calculated {
            findings: runs::findings(self.store, run_no)?,
            bridge: bridge(self.store, &run)?,
            run,
            is_new: true,
            before: newest,
            elsewhere: calculation.elsewhere,
            unheld: self.unheld(plan, view.period)?,
            other_plan,
            is_closed,
            changes,
        })
    }
}

/// How a period is to be calculated.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// Who calculates.
    pub by: Option<&'a str>,
    /// Why what else is refused is done all the same.
    pub forced: Option<&'a str>,
}

/// What `calculate` did.
pub struct Calculated {
    /// The run that stands now.
    pub run: Run,
    /// What the period pays by it.
    pub bridge: Bridge,
    /// Adjustments that another plan pays: id, person and plan.
    pub elsewhere: Vec<(String, String, String)>,
    /// Other plans whose runs of the period were made before this one had come to what it pays now: the rules across plans take
    /// something else of them.
    pub unheld: Vec<String>,
    /// The run before, of whatever period, if its plan was another one.
    pub other_plan: Option<Run>,
    /// True if the period is closed, so that the run cannot count.
    pub is_closed: bool,
    /// False if the inputs were those of the newest run.
    pub is_new: bool,
    pub before: Option<Run>,
    pub changes: Vec<Change>,
    /// What somebody has to look at.
    pub findings: Vec<runs::Finding>,
}
