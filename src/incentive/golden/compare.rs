//! What a case expected against what came out, as lines a person can read.

use std::collections::BTreeMap;
use std::path::Path;

use super::file::CaseFile;
use crate::diagnostic::{Error, Result};
use crate::incentive::engine::outcome::Outcome;
use crate::incentive::number::Number;

/// What a refusal lacks.
pub(super) fn refusal<T>(lines: &[String], result: &Result<T, Error>) -> Vec<String> {
    match result {
        Ok(_) => vec!["expected a refusal, and it was calculated".to_owned()],
        Err(error) => {
            let text = error.to_string();
            let lacking = lines.iter().filter(|line| !text.contains(line.as_str()));
            let lacking: Vec<String> = lacking.map(|line| format!("the refusal lacks `{line}`")).collect();
            if lacking.is_empty() {
                lacking
            } else {
                lacking.into_iter().chain([text]).collect()
            }
        }
    }
}

/// Where pay and rows differ.
pub(super) fn pay(folder: &Path, outcome: &Outcome) -> Result<Vec<String>> {
    let sheet = CaseFile::read(folder, "expected_pay.csv", &["specialist_id"], &["amount"])?;
    let mut expected: BTreeMap<String, Number> = BTreeMap::new();
    for row in sheet.rows() {
        expected.insert(row.text("specialist_id").to_owned(), row.number("amount")?);
    }
    let found = outcome
        .people
        .iter()
        .map(|p| (p.specialist.clone(), p.pay.clone()))
        .collect();
    let mut differences = differing("pay", &expected, &found, true);
    if folder.join("expected_lines.csv").is_file() {
        let sheet = CaseFile::read(folder, "expected_lines.csv", &["specialist_id", "node"], &["amount"])?;
        let mut expected: BTreeMap<String, Number> = BTreeMap::new();
        for row in sheet.rows() {
            let key = format!("{} {}", row.text("specialist_id"), row.text("node"));
            expected.insert(key, row.number("amount")?);
        }
        let mut found: BTreeMap<String, Number> = BTreeMap::new();
        for person in &outcome.people {
            for row in &person.rows {
                let key = format!("{} {}", person.specialist, row.node);
                *found.entry(key).or_insert_with(Number::zero) += &row.amount;
            }
        }
        differences.extend(differing("row", &expected, &found, false));
    }
    Ok(differences)
}

fn differing(
    what: &str,
    expected: &BTreeMap<String, Number>,
    found: &BTreeMap<String, Number>,
    zero_is_a_row: bool,
) -> Vec<String> {
    let mut keys: Vec<&String> = expected.keys().chain(found.keys()).collect();
    keys.sort();
    keys.dedup();
    let mut lines = Vec::new();
    for key in keys {
        let same = match (expected.get(key), found.get(key)) {
            (Some(a), Some(b)) => a == b,
            // A row of 0 is in the trace only.
            (Some(a), None) => !zero_is_a_row && a.is_zero(),
            _ => false,
        };
        if !same {
            let shown = |value: Option<&Number>| value.map_or("nothing".to_owned(), ToString::to_string);
            lines.push(format!(
                "{what} {key}: expected {}, came out {}",
                shown(expected.get(key)),
                shown(found.get(key))
            ));
        }
    }
    lines
}
