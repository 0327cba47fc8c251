//! What a case expected against what came out, as lines a person can read.

use std::collections::BTreeMap;
use std::path::Path;

use super::CaseHead;
use super::error::CaseError;
use super::file::CaseFile;
use crate::diagnostic::{Error, Place, Result};
use crate::files;
use crate::incentive::engine::outcome::Outcome;
use crate::incentive::number::Number;
use crate::incentive::plan::{Plan, check};
use crate::locale::Locale;
use crate::message::{Message, Say, say};
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

/// What came out, plan by plan.
type Paid = [(Plan, Outcome)];

/// Where pay and rows differ. Pay is that of all plans together; rows say their plan where there are several.
pub(super) fn pay(folder: &Path, case: &CaseHead, paid: &Paid, wording: &Wording) -> Result<Vec<String>> {
    let sheet = CaseFile::read(folder, "expected_pay.csv", &["specialist_id"], &["amount"])?;
    let mut expected = Amounts::new();
    for row in sheet.rows() {
        expected.insert(row.text("specialist_id").to_owned(), row.number("amount")?);
    }
    let mut found = Amounts::new();
    for person in paid.iter().flat_map(|(_, outcome)| &outcome.people) {
        *found.entry(person.specialist.clone()).or_default() += &person.pay;
    }
    let pay = differing(&expected, &found, true);
    let pay = pay
        .into_iter()
        .map(|(id, expected, found)| say!("commands.plan.pay_differs", id, expected, found));
    let mut differences: Vec<Message> = pay.collect();
    if folder.join("expected_lines.csv").is_file() {
        let (expected, found) = (expected_lines(folder, case)?, lines(case, paid));
        let rows = differing(&expected, &found, false).into_iter();
        differences.extend(rows.map(|(row, expected, found)| say!("commands.plan.row_differs", row, expected, found)));
    }
    Ok(differences.iter().map(|difference| wording.say(difference)).collect())
}

type Amounts = BTreeMap<String, Number>;

fn expected_lines(folder: &Path, case: &CaseHead) -> Result<Amounts> {
    let (one, several) = (["specialist_id", "node"], ["plan", "specialist_id", "node"]);
    let keys = if case.plan.are_several() { &several[..] } else { &one };
    let sheet = CaseFile::read(folder, "expected_lines.csv", keys, &["amount"])?;
    let mut expected = Amounts::new();
    for row in sheet.rows() {
        let key: Vec<&str> = keys.iter().map(|key| row.text(key)).collect();
        expected.insert(key.join(" "), row.number("amount")?);
    }
    Ok(expected)
}

fn lines(case: &CaseHead, paid: &Paid) -> Amounts {
    let mut found = Amounts::new();
    for (plan, outcome) in paid {
        for person in &outcome.people {
            for row in &person.rows {
                let mut key = format!("{} {}", person.specialist, row.node);
                if case.plan.are_several() {
                    key = format!("{} {key}", plan.head.id);
                }
                *found.entry(key).or_default() += &row.amount;
            }
        }
    }
    found
}

/// Lines that were expected in a finding or warning and are in none.
pub(super) fn findings(folder: &Path, paid: &Paid, wording: &Wording) -> Result<Vec<String>> {
    let Some(expected) = text_lines(folder, "expected_findings.txt")? else {
        return Ok(Vec::new());
    };
    // A case is written in English, whoever runs it.
    let english = Wording::shipped(Locale::En);
    let mut said: Vec<String> = Vec::new();
    for (plan, outcome) in paid {
        said.extend(check::warnings(plan).iter().map(|warning| english.say(warning)));
        said.extend(outcome.findings.iter().map(|finding| finding.said(english)));
    }
    let lacking = expected
        .into_iter()
        .filter(|line| !said.iter().any(|said| said.contains(line)));
    let mut differences: Vec<String> = lacking
        .map(|line| wording.say(&say!("commands.plan.finding_lacks", line)))
        .collect();
    if !differences.is_empty() {
        differences.extend(said);
    }
    Ok(differences)
}

/// The lines of a file of a case that say something, if there is the file.
pub(super) fn text_lines(folder: &Path, file: &str) -> Result<Option<Vec<String>>> {
    let path = folder.join(file);
    if !path.is_file() {
        return Ok(None);
    }
    let text = files::read_text(&path).map_err(|e| CaseError::File {
        message: e.message(),
        place: Place::file(path.display().to_string()),
    })?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(Some(lines.map(ToOwned::to_owned).collect()))
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
