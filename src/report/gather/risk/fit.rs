//! Fits the model as of a day and fills the tables `risk`, `risk_card`, `risk_factors` and `risk_matured`.

use chrono::NaiveDate;

use super::features::{self, Design, number};
use super::judge::{Judgement, per_10000};
use super::logistic;
use super::parts::{FOLDER, Parts};
use super::tell::{self, Teller};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::digest::Key;
use crate::metrics::Kept;
use crate::report::gather::basis::base;
use crate::store::{Cell, Params, Row, Rows, Statement, Store};
use crate::workspace::{ReportSettings, Workspace};

/// How much the weights are held back: as much as one case of each level that says nothing.
const RIDGE: f64 = 1.0;

/// The tables that are filled with rows: what the model says of each pattern, the card, the weights, and which items are of
/// which pattern.
const FILLED: [&str; 4] = ["scores", "card", "factors", "scored"];

/// Fits the model as of a day and fills the tables that sections read; one that was fitted to the same before is taken from
/// `kept`.
pub fn prepare(workspace: &Workspace, store: &Store, as_of: NaiveDate, kept: Option<&Kept<'_>>) -> Result<()> {
    let settings = format!("{:?} {:?}", workspace.settings.report, workspace.settings.metrics);
    let params = Params::none()
        .with("as_of", as_of)
        .with("settings", &settings)
        .with("most_items", i64::from(workspace.settings.report.risk_sample));
    store.run(&format!("{FOLDER}/prepared_create.sql"), &params)?;
    let known = store.rows(&format!("{FOLDER}/prepared.sql"), &params)?;
    if known.iter().any(|row| row.cells() == [Cell::Boolean(true)]) {
        return Ok(());
    }
    // Until all is made, nothing is: a run that breaks off must not be taken for whole.
    let set = format!("{FOLDER}/prepared_set.sql");
    store.run(&set, &params.clone().with("settings", "")).map(drop)?;
    for name in FILLED {
        store.run(&format!("{FOLDER}/{name}.sql"), &params)?;
    }
    let key = kept
        .map(|kept| key(kept, workspace, store, as_of))
        .transpose()?
        .flatten();
    let kept = kept.zip(key);
    if !take(store, kept.as_ref())? {
        make(workspace, store, &params)?;
        keep(store, kept.as_ref())?;
    }
    store.run(&format!("{FOLDER}/items.sql"), &params)?;
    store.run(&set, &params).map(drop)
}

/// Under what the model is kept: all files and settings, the data, the day, and by which numbers the facts call the items.
fn key(kept: &Kept<'_>, workspace: &Workspace, store: &Store, as_of: NaiveDate) -> Result<Option<Key>> {
    let Some(key) = base(workspace, kept, "risk")? else {
        return Ok(None);
    };
    let items = store.rows(&format!("{FOLDER}/numbers.sql"), &Params::none())?;
    let key = items.iter().fold(key, |key, row| key.and(format!("{row:?}")));
    Ok(Some(key.and(as_of.to_string())))
}

fn keys(key: &Key) -> [String; FILLED.len()] {
    FILLED.map(|name| key.clone().and(name).text())
}

/// Fills the tables with what is kept, if all of it is.
fn take(store: &Store, kept: Option<&(&Kept<'_>, Key)>) -> Result<bool> {
    let Some((kept, key)) = kept else {
        return Ok(false);
    };
    let keys = keys(key);
    let mut found = kept.answers(&keys)?;
    if keys.iter().any(|key| !found.contains_key(key)) {
        return Ok(false);
    }
    for (name, key) in FILLED.iter().zip(&keys) {
        let rows = found.remove(key).unwrap_or_default();
        store.append(&format!("risk_{name}"), rows.iter().map(Row::cells))?;
    }
    Ok(true)
}

/// Keeps what the tables were filled with.
fn keep(store: &Store, kept: Option<&(&Kept<'_>, Key)>) -> Result<()> {
    let Some((kept, key)) = kept else {
        return Ok(());
    };
    let mut answers = Vec::new();
    for (name, key) in FILLED.iter().zip(keys(key)) {
        let template = store.library().get(&format!("{FOLDER}/filled.sql.j2"))?;
        let table = format!("risk_{name}");
        let statement = Statement::render(template, minijinja::context! { table })?;
        answers.push((key, store.query(&statement, &Params::none())?.packed()));
    }
    if !answers.iter().all(|(_, answer)| kept.has_room(answer.len())) {
        return Ok(());
    }
    kept.keep_answers(answers)
}

/// Fits the model and fills the tables with what it says.
fn make(workspace: &Workspace, store: &Store, params: &Params) -> Result<()> {
    let features = features::load(store.library())?;
    let names: Vec<String> = features.iter().map(|feature| feature.name.clone()).collect();
    let context = minijinja::context! { features => names };
    for name in ["sampled", "cases", "features"] {
        store.run(&format!("{FOLDER}/{name}.sql"), params)?;
    }
    let template = |name: &str| Statement::render(store.library().get(&format!("{FOLDER}/{name}"))?, context.clone());
    store.execute(&template("patterns.sql.j2")?, params)?;
    let patterns = store.rows(&format!("{FOLDER}/all_patterns.sql"), &Params::none())?;
    let parts = Parts::read(store)?;
    let design = Design::of(features, &patterns);
    let teller = Teller::new(workspace, &design)?;
    let weights = parts.are_enough().then(|| fit(&design, &patterns)).flatten();
    let [mut scores, mut factors] = [Vec::new(), Vec::new()];
    let card = if let Some(weights) = &weights {
        let effects = design.effects(weights);
        for row in patterns.iter().filter(|row| is_scored(*row)) {
            scores.push(score(
                row,
                &design,
                weights,
                &effects,
                &teller,
                &workspace.settings.report,
            ));
        }
        factors = teller.factors(&effects);
        teller.card(&parts, &Judgement::new(&design, &patterns, weights))?
    } else {
        vec![teller.too_short(&parts)?]
    };
    store.append("risk_scores", scores.iter().map(Vec::as_slice))?;
    store.append("risk_card", card.iter().map(Vec::as_slice))?;
    store.append("risk_factors", factors.iter().map(Vec::as_slice))?;
    store.execute(&template("add_scored.sql.j2")?, params).map(drop)
}

/// The items whose grace ended lately, with the score they had before their due day: the table `risk_matured`. [`prepare`]
/// comes first.
pub fn prepare_matured(store: &Store) -> Result<()> {
    store.run(&format!("{FOLDER}/matured.sql"), &Params::none()).map(drop)
}

/// True for patterns of open items, and of items held out as they stood before their due day.
fn is_scored(row: Row<'_>) -> bool {
    number(row, "open") > 0.0 || number(row, "held_out") > 0.0 && row.text("timing") == "before"
}

fn fit(design: &Design, patterns: &Rows) -> Option<Vec<f64>> {
    let trained = patterns.iter().map(|row| design.pattern(row, "trained"));
    let trained: Vec<_> = trained.filter(|pattern| pattern.cases > 0.0).collect();
    logistic::fit(&trained, design.width, RIDGE)
}

/// A row of `risk_scores`.
fn score(
    row: Row<'_>,
    design: &Design,
    weights: &[f64],
    effects: &[std::collections::BTreeMap<&str, f64>],
    teller: &Teller<'_>,
    settings: &ReportSettings,
) -> Vec<Cell> {
    let score = per_10000(logistic::chance(weights, &design.columns(row)));
    let class = class(score, settings);
    let told = design
        .levels_of(row)
        .filter(|(index, ..)| design.features[*index].is_reason);
    let levels = told.filter_map(|(index, code, _)| {
        let effect = *effects[index].get(code.as_str())?;
        Some((index, code, effect))
    });
    // What speaks for an item at low risk would only draw the eye.
    let reasons = if class == LOW {
        Vec::new()
    } else {
        tell::reasons(levels)
    };
    let [codes, zh, en] = teller.reasons(&reasons);
    vec![
        Cell::Integer(row.integer("pattern_no").unwrap_or_default()),
        Cell::Integer(score),
        Cell::Text(class.to_owned()),
        Cell::Text(codes),
        Cell::Text(zh),
        Cell::Text(en),
    ]
}

const LOW: &str = "low";

/// The class of a score, decided by what is shown.
fn class(score: i64, settings: &ReportSettings) -> &'static str {
    let chance = Decimal::new(score, 4);
    if chance >= settings.risk_high {
        "high"
    } else if chance >= settings.risk_middle {
        "middle"
    } else {
        LOW
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_begin_at_the_settings() {
        let settings = ReportSettings::default();
        assert_eq!(
            [999, 1000, 2999, 3000].map(|score| class(score, &settings)),
            ["low", "middle", "middle", "high"]
        );
        assert_eq!(per_10000(0.123_449_9), 1234);
        assert_eq!(per_10000(0.123_45), 1235);
    }
}
