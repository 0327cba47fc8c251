//! The tables that statements of sections name and that are not there by themselves: each is made because it is named, and
//! only then, once for all reports of a run. Nothing else says what a section needs.
//!
//! A few are filled from here, by the list below; the others are files of `queries/reports/shared/`, each the table
//! `report_` and its name, which may name tables in turn.

use std::collections::BTreeSet;

use super::pay::{self, Pay};
use super::{risk, topics, worklist};
use crate::diagnostic::Result;
use crate::library::{Library, Source};
use crate::metrics::{Coverage, Kept};
use crate::privacy;
use crate::report::declare::definition::Definition;
use crate::report::declare::scope::Scope;
use crate::report::declare::views::Views;
use crate::report::model::Level;
use crate::store::{Cell, Params, Store};
use crate::workspace::{Phones, Workspace};

const FOLDER: &str = "queries/reports/shared";

const UNKNOWN: &str = "report_unknown";

/// What tables are made of.
pub(super) struct Making<'m> {
    pub workspace: &'m Workspace,
    pub store: &'m Store,
    pub views: &'m Views,
    pub scopes: &'m [Scope],
    pub pay: &'m Pay<'m>,
    pub coverage: &'m Coverage,
    pub kept: Option<&'m Kept<'m>>,
}

/// Where the statements are by which they are made.
const MADE_BY: [&str; 5] = [
    "queries/analytics/risk",
    "queries/reports/pay",
    "queries/reports/topics",
    "queries/reports/unknown",
    "queries/worklist",
];

type Make = fn(&Making<'_>) -> Result<()>;

/// Tables, and what makes them.
const MAKERS: [(&[&str], Make); 10] = [
    (&[UNKNOWN], unknown),
    (&[topics::TOPICS], |making| {
        topics::make(making.store, &making.workspace.library)
    }),
    (&["worklist"], |making| {
        let phones = making.workspace.settings.privacy.phones;
        let of_one = making.scopes.iter().all(|scope| scope.level == Level::Specialist);
        worklist::prepare(making.store, making.views.own())?;
        match phones {
            Phones::Own if of_one => Ok(()),
            Phones::Full => Ok(()),
            Phones::Own | Phones::Masked => privacy::mask_worklist(making.store),
        }
    }),
    (&["risk", "risk_card", "risk_factors", "risk_matured"], |making| {
        risk::prepare(making.workspace, making.store, making.views.own().as_of, making.kept)
    }),
    (&["risk_matured"], |making| risk::prepare_matured(making.store)),
    (&pay::TABLES, |making| making.pay.runs()),
    (&[pay::COLLECTED], |making| making.pay.collected()),
    (&[pay::SPREAD], |making| making.pay.spread()),
    (&[pay::RESULTS, pay::EDGES], |making| making.pay.results()),
    (&[pay::DISCREPANCIES], |making| making.pay.discrepancies()),
];

fn unknown(making: &Making<'_>) -> Result<()> {
    making
        .store
        .run("queries/reports/unknown/create.sql", &Params::none())?;
    let tables = making.coverage.unknown(making.views.own()).into_iter();
    let rows: Vec<[Cell; 1]> = tables.map(|table| [Cell::Text(table.to_owned())]).collect();
    making.store.append(UNKNOWN, rows.iter().map(<[Cell; 1]>::as_slice))
}

/// What the sections of a report name.
pub(super) struct Needs<'l> {
    library: &'l Library,
    statements: Vec<String>,
    shared: Vec<&'l Source>,
}

impl<'l> Needs<'l> {
    pub fn of(definition: &Definition, library: &'l Library) -> Self {
        let statements = definition.sections.iter().map(|s| s.statement.clone()).collect();
        Self::wanted(statements, library.list(FOLDER, ".sql").collect(), library)
    }

    /// The same of some statements.
    pub fn of_statements<'f>(files: impl Iterator<Item = &'f Source>, library: &'l Library) -> Self {
        let statements = files.map(Source::statement).collect();
        Self::wanted(statements, library.list(FOLDER, ".sql").collect(), library)
    }

    /// Those of `files` whose table one of `statements` names, or another of them that is wanted.
    fn wanted(mut statements: Vec<String>, files: Vec<&'l Source>, library: &'l Library) -> Self {
        let mut chosen = vec![false; files.len()];
        let table = |file: &Source| format!("report_{}", file.stem());
        while let Some(next) = (0..files.len()).find(|n| !chosen[*n] && names_any(&statements, &[&table(files[*n])])) {
            chosen[next] = true;
            statements.push(files[next].statement());
        }
        let kept = files.into_iter().zip(chosen).filter(|(_, is_chosen)| *is_chosen);
        let shared = kept.map(|(file, _)| file).collect();
        Self {
            library,
            statements,
            shared,
        }
    }

    /// The words that stand in them, and in the statements that make what they name.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        self.statements
            .iter()
            .flat_map(move |text| text.split(move |c| !is_word(c)))
    }

    /// True if one of `tables` is named.
    pub fn any(&self, tables: &[&str]) -> bool {
        names_any(&self.statements, tables)
    }

    /// The words of all statements by which what is named is made, and of those that name it: among them the facts of a run
    /// that must be there.
    pub fn reads(&self) -> BTreeSet<&str> {
        let makes_any = MAKERS.iter().any(|(tables, _)| self.any(tables));
        let made_by = MADE_BY.iter().filter(|_| makes_any);
        let files = made_by.flat_map(|folder| {
            self.library
                .list(folder, ".sql")
                .chain(self.library.list(folder, ".sql.j2"))
        });
        self.words().chain(files.flat_map(Source::words)).collect()
    }

    /// Makes what is named.
    pub fn make(&self, making: &Making<'_>) -> Result<()> {
        for (_, make) in MAKERS.iter().filter(|(tables, _)| self.any(tables)) {
            make(making)?;
        }
        let order = making.workspace.settings.report.worklist_order.as_str();
        let params = making.views.params(Params::none().with("worklist_order", order));
        for file in &self.shared {
            making.store.run(&file.name, &params)?;
        }
        Ok(())
    }
}

/// What a run has of figures, whoever summed them.
const OF_FIGURES: [&str; 6] = [
    "run_entities",
    "run_periods",
    "run_properties",
    "run_specialists",
    "run_target_periods",
    "run_values",
];

/// Whether a statement, or a table of reports it names, reads facts, or rows of the tables of data in `absent`.
pub(in crate::report) fn reads_rows(statement: &str, library: &Library, absent: &BTreeSet<String>) -> bool {
    let files = library.list(FOLDER, ".sql").collect();
    let needs = Needs::wanted(vec![statement.to_owned()], files, library);
    let made = ["worklist", "risk", "risk_card", "risk_factors", topics::TOPICS];
    needs.words().any(|word| {
        let is_fact = word == "facts" || (word.starts_with("run_") && !OF_FIGURES.contains(&word));
        is_fact || made.contains(&word) || absent.contains(word)
    })
}

fn names_any(statements: &[String], tables: &[&str]) -> bool {
    statements
        .iter()
        .any(|text| tables.iter().any(|table| names(text, table)))
}

/// Whether `statement` names the table.
pub(in crate::report) fn names(statement: &str, table: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    statement
        .match_indices(table)
        .any(|(at, _)| !statement[..at].ends_with(is_word) && !statement[at + table.len()..].starts_with(is_word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> Source {
        Source {
            name: format!("{FOLDER}/{name}.sql"),
            text: text.to_owned(),
            is_override: false,
        }
    }

    #[test]
    fn only_what_is_named_is_made_and_what_that_names() {
        let files = [
            file("force", "-- Like report_tiers.\nSELECT * FROM risk"),
            file("loyal", "SELECT * FROM report_force"),
            file("tiers", "SELECT 1"),
        ];
        let library = Library::shipped();
        let found = |text: &str| Needs::wanted(vec![text.to_owned()], files.iter().collect(), &library);
        let names = |text| -> Vec<&str> { found(text).shared.into_iter().map(Source::stem).collect() };
        assert_eq!(names("SELECT * FROM report_loyal AS l"), ["force", "loyal"]);
        assert_eq!(names("SELECT * FROM \"report_tiers\""), ["tiers"]);
        assert_eq!(names("SELECT report_tiers_2, my_report_force"), [""; 0]);
        assert!(found("SELECT * FROM report_loyal").any(&["worklist", "risk"]));
        assert!(!found("SELECT value_at_risk FROM report_tiers").any(&["risk"]));
    }

    #[test]
    fn what_reads_rows_is_known_through_the_tables_it_names() {
        let absent = BTreeSet::from(["payments".to_owned()]);
        let reads = |text: &str| reads_rows(text, &Library::shipped(), &absent);
        for text in [
            "SELECT * FROM run_items",
            "SELECT * FROM facts.items",
            "SELECT * FROM payments",
        ] {
            assert!(reads(text), "{text}");
        }
        // What is open is found among the rows of the worklist.
        assert!(reads("SELECT * FROM report_reconciled_list"));
        assert!(!reads(
            "SELECT * FROM report_values AS v JOIN run_specialists AS s USING (x), targets"
        ));
    }

    #[test]
    fn every_table_of_pay_is_made_by_somebody() {
        for (tables, _) in &MAKERS[5..] {
            assert!(tables.iter().all(|table| pay::TABLES.contains(table)), "{tables:?}");
        }
    }
}
