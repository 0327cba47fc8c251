//! What a case expected against what came out, as lines a person can read.

use std::collections::BTreeMap;
use std::path::Path;

use super::file::CaseFile;
use crate::diagnostic::{Error, Result};
use crate::incentive::engine::outcome::Outcome;
use crate::incentive::number::Number;
use crate::message::{Message, say};
use crate::wording::Wording;

/// What a refusal lacks.
pub(super) fn refusal<T>(lines: &[String], result: &Result<T, Error>, wording: &Wording) -> Vec<String> {
    match result {
        Ok(_) => vec![wording.word("commands.plan.not_refused").to_owned()],
        Err(error) => {
            // A case is written in English, whoever runs it.
            let text = error.to_string();
            let lacking = lines.iter().filter(|line| !text.contains(line.as_str()));
            let lacking = lacking.map(|line| wording.say(&say!("commands.plan.refusal_lacks", line)));
            let mut lacking: Vec<String> = lacking.collect();
            if !lacking.is_empty() {
                lacking.push(error.told(wording));
            }
            lacking
        }
    }
}

/// Where pay and rows differ.
pub(super) fn pay(folder: &Path, outcome: &Outcome, wording: &Wording) -> Result<Vec<String>> {
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
    let pay = differing(&expected, &found, true);
    let pay = pay
        .into_iter()
        .map(|(id, expected, found)| say!("commands.plan.pay_differs", id, expected, found));
    let mut differences: Vec<Message> = pay.collect();
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
        let rows = differing(&expected, &found, false).into_iter();
        differences.extend(rows.map(|(row, expected, found)| say!("commands.plan.row_differs", row, expected, found)));
    }
    Ok(differences.iter().map(|difference| wording.say(difference)).collect())
}

/// What has other numbers, with both of them.
fn differing(
    expected: &BTreeMap<String, Number>,
    found: &BTreeMap<String, Number>,
    zero_is_a_row: bool,
) -> Vec<(String, Message, Message)> {
    let mut keys: Vec<&String> = expected.keys().chain(found.keys()).collect();
    keys.sort();
    keys.dedup();
    let mut different = Vec::new();
    for key in keys {
        let same = match (expected.get(key), found.get(key)) {
            (Some(a), Some(b)) => a == b,
            // A row of 0 is in the trace only.
            (Some(a), None) => !zero_is_a_row && a.is_zero(),
            _ => false,
        };
        if !same {
            let shown = |value: Option<&Number>| match value {
                Some(number) => Message::verbatim(number.to_string()),
                None => say!("commands.plan.nothing"),
            };
            different.push((key.clone(), shown(expected.get(key)), shown(found.get(key))));
        }
    }
    different
}
