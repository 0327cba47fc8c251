//! Which reports fall due on a day: the daily one always, the others on the last day of their period.

use chrono::{Datelike, NaiveDate};

use super::definition::Definition;
use crate::diagnostic::{Result, did_you_mean};
use crate::library::Library;
use crate::period::{Month, Period, View};
use crate::report::error::ReportError;

/// A report that falls due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Its name: `weekly`.
    pub name: String,
    /// The period that ends, as known on its last day.
    pub view: View,
}

/// What falls due on `day`, shortest period first. A report that is written on demand only says so in its file.
pub fn due(library: &Library, day: NaiveDate) -> Result<Vec<Due>> {
    let mut found = Vec::new();
    for name in names(library) {
        let definition = Definition::load(library, name)?;
        if let Some(period) = ending(&definition.period, day).filter(|_| !definition.on_demand) {
            found.push(Due {
                name: name.to_owned(),
                view: View::at_end(period),
            });
        }
    }
    found.sort_by_key(|due| (std::cmp::Reverse(due.view.period.first_on()), due.name.clone()));
    Ok(found)
}

/// Those of `due` that are named in `only`; all of them if it is empty.
pub fn only(due: Vec<Due>, only: &[String], day: NaiveDate) -> Result<Vec<Due>> {
    let known: Vec<&str> = due.iter().map(|due| due.name.as_str()).collect();
    if let Some(name) = only.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(ReportError::NotDue {
            name: name.clone(),
            day,
            hint: did_you_mean(name, &known),
        }
        .into());
    }
    let is_wanted = |due: &Due| only.is_empty() || only.contains(&due.name);
    Ok(due.into_iter().filter(is_wanted).collect())
}

/// The reports there are, the workspace's own among them.
fn names(library: &Library) -> impl Iterator<Item = &str> {
    library.files().filter_map(|source| {
        let name = source
            .name
            .strip_prefix("queries/reports/")?
            .strip_suffix("/report.toml")?;
        (!name.contains('/')).then_some(name)
    })
}

/// The period of `kind` whose last day is `day`.
fn ending(kind: &str, day: NaiveDate) -> Option<Period> {
    let text = match kind {
        "day" => day.to_string(),
        "week" => Period::week(day).to_string(),
        "month" => Month::containing(day).to_string(),
        "quarter" => Period::quarter(day).to_string(),
        "year" => format!("{:04}", day.year()),
        _ => return None,
    };
    let period: Period = text.parse().ok()?;
    (period.last_on() == day).then_some(period)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_on(day: &str) -> Vec<String> {
        let due = due(&Library::shipped(), day.parse().unwrap()).unwrap();
        due.into_iter()
            .map(|due| format!("{} {}", due.name, due.view.period))
            .collect()
    }

    #[test]
    fn one_that_does_not_fall_due_is_told_with_those_that_do() {
        let day: NaiveDate = "2026-05-31".parse().unwrap();
        let chosen = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let found = only(due(&Library::shipped(), day).unwrap(), &names, day)?;
            Ok::<_, crate::diagnostic::Error>(found.into_iter().map(|due| due.name).collect::<Vec<_>>())
        };
        assert_eq!(chosen(&[]).unwrap(), ["daily", "weekly", "monthly"]);
        assert_eq!(chosen(&["monthly", "daily"]).unwrap(), ["daily", "monthly"]);
        let error = chosen(&["quarterly"]).unwrap_err().to_string();
        assert!(error.contains("`quarterly` does not fall due on 2026-05-31"), "{error}");
        assert!(error.contains("known are daily, weekly, monthly"), "{error}");
    }

    #[test]
    fn each_report_falls_due_on_the_last_day_of_its_period() {
        assert_eq!(names_on("2026-06-17"), ["daily 2026-06-17"]);
        assert_eq!(names_on("2026-06-14"), ["daily 2026-06-14", "weekly 2026-W24"]);
        let end_of_may = names_on("2026-05-31");
        assert_eq!(end_of_may, ["daily 2026-05-31", "weekly 2026-W22", "monthly 2026-05"]);
        let end_of_june = names_on("2026-06-30");
        assert_eq!(
            end_of_june,
            ["daily 2026-06-30", "monthly 2026-06", "quarterly 2026-Q2"]
        );
    }
}
