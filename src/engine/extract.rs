//! The rows of a branch: what a job brings of a lake so that all of the program works on them here.
//!
//! They are chosen by customer: whoever is in a team of the branch on any day owns items and has done things; of the customers
//! those are about everything is brought, what others did as well. So the people of the branch have the same sums here as there.
//! Who works where is brought whole, what is paid to others is not.

use std::collections::BTreeSet;

use serde::Serialize;

use super::data::Data;
use super::dialect::Translated;
use crate::contract::{Column, Table};
use crate::diagnostic::Result;
use crate::library::Library;
use crate::store::{Params, Statement};

pub(super) const FOLDER: &str = "queries/engine/extract";

const PEOPLE: &str = "specialists";
const CUSTOMERS: &str = "customers";
/// Tables that say who works where.
const STAFF: [&str; 2] = ["specialists", "assignments"];
/// What the statements name, whatever the lake has.
const NAMED: [&str; 7] = [
    "teams",
    "assignments",
    "customers",
    "policies",
    "due_items",
    "payments",
    "activities",
];

/// The result with the rows of a table.
pub(super) fn part(table: &str) -> String {
    format!("rows_{table}")
}

/// The result that says how many people the branch has.
pub(super) const PEOPLE_PART: &str = "people";

/// The names that the statements read.
pub(super) fn reads() -> BTreeSet<&'static str> {
    let columns = [
        "team_id",
        "branch_id",
        "specialist_id",
        "customer_id",
        "policy_id",
        "due_id",
    ];
    let keys = ["payment_id", "activity_id"];
    NAMED.into_iter().chain(columns).chain(keys).collect()
}

/// What brings the rows of a branch.
pub(super) struct Extract<'e> {
    library: &'e Library,
    tables: Vec<&'e Table>,
    branch: &'e str,
}

/// A column of rows of the branch's people that says what they are about.
#[derive(Serialize)]
struct Seed<'e> {
    kind: &'e str,
    column: &'e str,
    table: &'e str,
    people: Vec<&'e str>,
}

/// Rows are kept whose column is one of the keys of others that are.
#[derive(Serialize)]
struct Kept<'e> {
    column: &'e str,
    key: &'e str,
    of: String,
}

impl<'e> Extract<'e> {
    pub fn new(library: &'e Library, data: &'e Data<'_>, branch: &'e str) -> Self {
        Self {
            library,
            tables: data.given().collect(),
            branch,
        }
    }

    /// The tables whose rows are brought.
    pub fn tables(&self) -> Vec<String> {
        self.tables.iter().map(|table| table.name.clone()).collect()
    }

    /// What chooses them.
    pub fn steps(&self) -> Result<Vec<Translated>> {
        let seeds: Vec<Seed<'_>> = self.tables.iter().flat_map(|table| self.seeds(table)).collect();
        let context = minijinja::context! {
            branch => self.branch,
            seeds => minijinja::value::Serde(&seeds),
        };
        let mut steps = vec![
            self.render("people.sql.j2", context.clone())?,
            self.render("seeds.sql.j2", context.clone())?,
            self.render("customers.sql", context)?,
        ];
        for table in &self.tables {
            steps.push(self.render("rows.sql.j2", self.context(table))?);
        }
        Ok(steps)
    }

    /// The results, by name.
    pub fn results(&self) -> Result<Vec<(String, String)>> {
        let people = self.render("count.sql", minijinja::context! {})?;
        let rows = self.tables.iter().map(|table| {
            let rendered = self.render("result.sql.j2", self.context(table))?;
            Ok((part(&table.name), rendered.text))
        });
        [Ok((PEOPLE_PART.to_owned(), people.text))]
            .into_iter()
            .chain(rows)
            .collect()
    }

    fn render(&self, name: &str, context: minijinja::Value) -> Result<Translated> {
        let template = self.library.get(&format!("{FOLDER}/{name}"))?;
        Translated::of(Statement::render(template, context)?, &Params::none())
    }

    fn context(&self, table: &'e Table) -> minijinja::Value {
        let columns: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
        minijinja::context! {
            table => &table.name,
            columns,
            conditions => minijinja::value::Serde(self.conditions(table)),
        }
    }

    fn seeds(&self, table: &'e Table) -> Vec<Seed<'e>> {
        let people: Vec<&str> = referring(table)
            .filter(|(_, to)| *to == PEOPLE)
            .map(|(column, _)| &*column.name)
            .collect();
        let about = referring(table).filter(|(_, to)| self.is_of_customers(to) && !people.is_empty());
        let seeds = about.map(|(column, to)| Seed {
            kind: to,
            column: &column.name,
            table: &table.name,
            people: people.clone(),
        });
        seeds.collect()
    }

    /// True if rows of the table are about customers, however far away those are.
    fn is_of_customers(&self, name: &str) -> bool {
        name == CUSTOMERS
            || self
                .find(name)
                .is_some_and(|table| referring(table).any(|(_, to)| to != table.name && self.is_of_customers(to)))
    }

    fn find(&self, name: &str) -> Option<&'e Table> {
        self.tables.iter().copied().find(|table| table.name == name)
    }

    /// What rows of `table` are kept for; nothing if all are.
    fn conditions(&self, table: &'e Table) -> Vec<Kept<'e>> {
        let of_people = || {
            referring(table)
                .filter(|(_, to)| *to == PEOPLE)
                .map(|(column, _)| Kept {
                    column: &column.name,
                    key: "specialist_id",
                    of: "chosen_people".to_owned(),
                })
        };
        if table.name == CUSTOMERS {
            return vec![of_customers("customer_id")];
        }
        if !self.is_of_customers(&table.name) {
            let is_staff = STAFF.contains(&table.name.as_str());
            return of_people().filter(|_| !is_staff).collect();
        }
        let about = referring(table).filter_map(|(column, to)| match to {
            CUSTOMERS => Some(of_customers(&column.name)),
            _ if self.is_of_customers(to) && to != table.name => Some(Kept {
                column: &column.name,
                key: self.find(to)?.key.first()?,
                of: format!("branch_{to}"),
            }),
            _ => None,
        });
        about.chain(of_people()).collect()
    }
}

fn of_customers(column: &str) -> Kept<'_> {
    Kept {
        column,
        key: "customer_id",
        of: "chosen_customers".to_owned(),
    }
}

/// The columns that name rows of other tables, with those.
fn referring(table: &Table) -> impl Iterator<Item = (&Column, &str)> {
    let columns = table.columns.iter();
    columns.filter_map(|column| Some((column, column.references.as_deref()?)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::contract::Contract;

    fn queries(library: &Library) -> BTreeMap<String, String> {
        let contract = Contract::load(library).unwrap();
        let tables = contract.tables().map(|table| table.name.clone());
        tables
            .map(|table| (table.clone(), format!("SELECT * FROM lake.{table}")))
            .collect()
    }

    #[test]
    fn rows_are_kept_for_their_customers_people_and_parents() {
        let library = Library::shipped();
        let queries = queries(&library);
        let data = Data::new(&library, &queries).unwrap();
        let extract = Extract::new(&library, &data, "B02");
        let told = |table: &str| {
            let conditions = extract.conditions(extract.find(table).unwrap());
            let told = conditions.iter().map(|kept| format!("{} in {}", kept.column, kept.of));
            told.collect::<Vec<_>>().join(", ")
        };
        for (table, kept) in [
            ("teams", ""),
            ("assignments", ""),
            ("calendar", ""),
            ("positions", "specialist_id in chosen_people"),
            ("customers", "customer_id in chosen_customers"),
            ("policies", "customer_id in chosen_customers"),
            (
                "due_items",
                "policy_id in branch_policies, specialist_id in chosen_people",
            ),
            ("payments", "due_id in branch_due_items"),
            ("issue_steps", "issue_id in branch_issues"),
            (
                "visits",
                "activity_id in branch_activities, accompanied_by in chosen_people",
            ),
        ] {
            assert_eq!(told(table), kept, "{table}");
        }
        let seeds = extract.seeds(extract.find("ownership").unwrap());
        assert_eq!((seeds[0].kind, seeds[0].column), ("due_items", "due_id"));
    }
}
