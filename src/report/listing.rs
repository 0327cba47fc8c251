//! The reports that lie in a folder, told by their names: `monthly_2026-06@2026-06-20_branch-B02.zh-CN.html`.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use chrono::NaiveDate;

use super::declare::definition::Definition;
use super::declare::scope::Scope;
use super::html::{Day, Entry};
use super::model::Level;
use super::text::format::Format;
use crate::diagnostic::Result;
use crate::period::{Period, View};
use crate::store::{Params, Store};
use crate::workspace::Workspace;

/// What a name says.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said<'n> {
    report: usize,
    view: String,
    /// Place of the level, and the part of the name.
    scope: (usize, &'n str),
}

/// The reports of a day, each with its period and files.
type Reports<'n> = BTreeMap<Said<'n>, (Period, Vec<[String; 2]>)>;

/// Whom a part of a name stands for.
struct Named {
    /// Place of the level.
    place: usize,
    name: String,
    scope: Scope,
}

/// A report in a folder.
#[derive(Clone, Debug)]
pub struct Found {
    /// The file.
    pub file: String,
    /// What the report is called in its definition: `monthly`.
    pub report: String,
    pub view: View,
    pub scope: Scope,
    /// `html` or `xlsx`.
    pub ending: String,
}

/// Reads names of files.
struct Reader<'r> {
    /// The reports there are, the shortest period first.
    definitions: Vec<Definition>,
    scopes: HashMap<String, Named>,
    format: &'r Format,
}

/// The reports in `folder`, the newest day first.
pub fn reports_in(folder: &Path, workspace: &Workspace, store: &Store, format: &Format) -> Result<Vec<Day>> {
    let reader = Reader::new(workspace, store, format)?;
    let names = names_in(folder);
    let mut days: BTreeMap<NaiveDate, Reports<'_>> = BTreeMap::new();
    for name in &names {
        let Some((said, view, kind)) = reader.read(name) else {
            continue;
        };
        let of_day = days.entry(view.as_of).or_default();
        let (_, files) = of_day.entry(said).or_insert_with(|| (view.period, Vec::new()));
        files.push([kind, name.clone()]);
    }
    let told = days.into_iter().rev().map(|(day, reports)| {
        let entries = reports
            .into_iter()
            .map(|(said, (period, files))| reader.entry(&said, period, files));
        Ok(Day {
            day: day.to_string(),
            entries: entries.collect::<Result<_>>()?,
        })
    });
    told.collect()
}

/// The reviews in `folder` that fall due by themselves, in the language of `format`, of whom the store knows.
pub fn reviews_in(folder: &Path, workspace: &Workspace, store: &Store, format: &Format) -> Result<Vec<Found>> {
    let reader = Reader::new(workspace, store, format)?;
    let tag = format!(".{}.", format.locale().tag());
    let found = names_in(folder)
        .into_iter()
        .filter(|name| name.contains(&tag))
        .filter_map(|file| {
            let (said, view, _) = reader.read(&file)?;
            let definition = &reader.definitions[said.report];
            let scope = reader.scopes.get(said.scope.1)?.scope.clone();
            let ending = file.rsplit('.').next().unwrap_or_default().to_owned();
            (!definition.on_demand).then(|| Found {
                report: definition.name.clone(),
                view,
                scope,
                ending,
                file: file.clone(),
            })
        });
    Ok(found.collect())
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

impl<'r> Reader<'r> {
    fn new(workspace: &Workspace, store: &Store, format: &'r Format) -> Result<Self> {
        let library = &workspace.library;
        let names = library.files().filter_map(|source| {
            let name = source.name.strip_prefix("queries/reports/")?;
            name.strip_suffix("/report.toml")
        });
        let definitions: Result<Vec<_>> = names.map(|name| Definition::load(library, name)).collect();
        let mut definitions = definitions?;
        let kinds = ["day", "week", "month", "quarter", "year"];
        definitions.sort_by_key(|one| {
            let kind = kinds.iter().position(|kind| *kind == one.period);
            (one.on_demand, kind.unwrap_or(kinds.len()), one.name.clone())
        });
        let levels = [Level::Branch, Level::Team, Level::Specialist];
        let mut scopes = HashMap::new();
        let company = workspace.settings.company_name(format.texts()).to_owned();
        let whole = Named {
            place: 0,
            name: company,
            scope: Scope::company(),
        };
        scopes.insert(Scope::company().file_part(), whole);
        for row in store.rows("queries/reports/scopes.sql", &Params::none())?.iter() {
            let Some(place) = levels.iter().position(|level| level.word() == row.text("level")) else {
                continue;
            };
            let scope = Scope {
                level: levels[place],
                id: row.text("id"),
            };
            let known = Named {
                place: place + 1,
                name: row.text("name"),
                scope: scope.clone(),
            };
            scopes.insert(scope.file_part(), known);
        }
        Ok(Self {
            definitions,
            scopes,
            format,
        })
    }

    /// What the name says, the report's view, and what to call the file; `None` if it is no report's.
    fn read<'n>(&self, name: &'n str) -> Option<(Said<'n>, View, String)> {
        let (stem, ending) = name.rsplit_once('.')?;
        if !["html", "xlsx", "csv"].contains(&ending) {
            return None;
        }
        let kind = ending.to_uppercase();
        let (stem, kind) = match stem.rsplit_once('.') {
            Some((stem, tag)) if tag == self.format.locale().tag() => (stem, kind),
            Some((stem, tag)) => (stem, format!("{kind} {tag}")),
            None => (stem, kind),
        };
        let rest = |one: &Definition| stem.strip_prefix(one.name.as_str())?.strip_prefix('_');
        let numbered = self.definitions.iter().enumerate();
        let (report, rest) = numbered
            .filter_map(|(number, one)| Some((number, rest(one)?)))
            .min_by_key(|(_, rest)| rest.len())?;
        let (known, scope) = rest.split_once('_')?;
        let (period, as_of) = match known.split_once('@') {
            Some((period, day)) => (period, Some(day.parse().ok()?)),
            None => (known, None),
        };
        let view = View::new(period.parse().ok()?, as_of);
        let place = self.scopes.get(scope).map_or(usize::MAX, |named| named.place);
        let said = Said {
            report,
            view: known.to_owned(),
            scope: (place, scope),
        };
        Some((said, view, kind))
    }

    fn entry(&self, said: &Said<'_>, period: Period, files: Vec<[String; 2]>) -> Result<Entry> {
        let scope = said.scope.1;
        Ok(Entry {
            report: self.definitions[said.report].title(self.format.locale()).to_owned(),
            period: self.format.period(period)?,
            scope: self
                .scopes
                .get(scope)
                .map_or_else(|| scope.to_owned(), |named| named.name.clone()),
            files,
        })
    }
}
