//! Who takes part, what everybody is from when to when, and who has left with payments still coming in.

use super::{Gathering, Names};
use crate::diagnostic::Result;
use crate::incentive::input::Person;
use crate::incentive::number::Number;
use crate::incentive::positions::Position;
use crate::store::{Row, Rows, Statement};

impl Gathering<'_> {
    /// The population with the names that statements print.
    pub(super) fn people(&mut self) -> Result<()> {
        let library = self.source.store.library();
        let population = library.get(&format!("queries/populations/{}.sql", self.plan.head.population))?;
        let statement = Statement::wrap(library.get("queries/incentive/gather/people.sql")?, population)?;
        let rows = self.source.store.query(&statement, &self.params())?;
        self.tally.rows("people", &rows);
        for row in rows.iter() {
            let person = person(row);
            let names = Names {
                specialist: row.text("specialist_name"),
                team: row.text("team_name"),
                branch: row.text("branch_name"),
            };
            self.names.insert(person.id.clone(), names);
            self.input.people.push(person);
        }
        Ok(())
    }

    pub(super) fn positions(&mut self) -> Result<()> {
        for row in self.rows_if_any("positions")?.iter() {
            let Some(from) = row.date("valid_from") else { continue };
            let amount = |column| row.decimal(column).map(Number::from);
            let position = Position {
                from,
                to: row.date("valid_to"),
                grade: row.text("grade"),
                leader: optional(row, "leader_id"),
                base: amount("base"),
                target_pay: amount("target_pay"),
            };
            self.input.positions.add(row.str("specialist_id"), position);
        }
        Ok(())
    }

    pub(super) fn teams(&mut self) -> Result<()> {
        if self.reads.teams {
            let rows = self.rows_if_any("teams")?;
            let days = rows
                .iter()
                .filter_map(|row| Some((row.text("team_id"), row.date("established_on")?)));
            self.input.established = days.collect();
        }
        Ok(())
    }

    /// The owners of orphaned payments; the payments were gathered before.
    pub(super) fn leavers(&mut self) -> Result<()> {
        if self.reads.items {
            let rows = self.rows_if_any("leavers")?;
            self.input.leavers = rows.iter().map(person).collect();
        }
        Ok(())
    }

    /// Rows that are no input where there are none, as before there was such a table.
    fn rows_if_any(&mut self, name: &str) -> Result<Rows> {
        let file = format!("queries/incentive/gather/{name}.sql");
        let rows = self.source.store.rows(&file, &self.params())?;
        if !rows.is_empty() {
            self.tally.rows(name, &rows);
        }
        Ok(rows)
    }
}

fn person(row: Row<'_>) -> Person {
    Person {
        id: row.text("specialist_id"),
        grade: row.text("grade"),
        team: optional(row, "team_id"),
        branch: optional(row, "branch_id"),
        hired_on: row.date("hired_on"),
        left_on: row.date("left_on"),
    }
}

fn optional(row: Row<'_>, column: &str) -> Option<String> {
    Some(row.text(column)).filter(|text| !text.is_empty())
}
