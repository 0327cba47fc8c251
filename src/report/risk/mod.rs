//! The chance that an open item will not be renewed within grace: the table `risk`, and the card of the model behind it.
//!
//! A logistic regression is fitted to what became of earlier items, told by [`features`] as each was on a day while it was
//! still open, and held against later items it has not seen. Everything is a pure function of the data and the as-of day:
//! which facts a case may know is decided in `queries/analytics/risk/`. Sections of reports with `risk = true` read the
//! tables `risk`, `risk_card` and `risk_factors`. Where the history is too short for a model there are no scores, and the
//! card says so.

pub mod features;
pub mod judge;
pub mod logistic;
mod tell;

use chrono::NaiveDate;
use num_traits::ToPrimitive as _;

use self::features::Design;
use self::judge::Judged;
use self::tell::Teller;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::store::{Cell, Params, Row, Rows, Statement, Store};
use crate::workspace::{ReportSettings, Workspace};

const FOLDER: &str = "queries/analytics/risk";

/// Fewer matured items than this, or fewer of one outcome than the next, tell nothing: there is no model.
const FEWEST_ITEMS: i64 = 200;
const FEWEST_OF_AN_OUTCOME: i64 = 20;

/// How much the weights are held back: as much as one case of each level that says nothing.
const RIDGE: f64 = 1.0;

/// Number of stretches of the calibration.
const STRETCHES: u8 = 10;

/// Fits the model as of a day and fills the tables that sections read.
pub fn prepare(workspace: &Workspace, store: &Store, as_of: NaiveDate) -> Result<()> {
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
    let features = features::load(store.library())?;
    let names: Vec<String> = features.iter().map(|feature| feature.name.clone()).collect();
    let context = minijinja::context! { features => names };
    for name in ["sampled", "cases", "features", "scores", "card", "factors"] {
        store.run(&format!("{FOLDER}/{name}.sql"), &params)?;
    }
    let template = |name: &str| Statement::render(store.library().get(&format!("{FOLDER}/{name}"))?, context.clone());
    store.execute(&template("patterns.sql.j2")?, &params)?;
    let patterns = store.rows(&format!("{FOLDER}/all_patterns.sql"), &Params::none())?;
    let parts = Parts::read(store)?;
    let design = Design::of(features, &patterns);
    let teller = Teller::new(workspace, &design)?;
    let weights = parts.are_enough().then(|| fit(&design, &patterns)).flatten();
    let [mut scores, mut factors] = [Vec::new(), Vec::new()];
    let card = if let Some(weights) = &weights {
        let effects = design.effects(weights);
        for row in patterns.iter().filter(|row| number(*row, "open") > 0.0) {
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
    store.execute(&template("items.sql.j2")?, &params)?;
    store.run(&set, &params).map(drop)
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

/// A chance as it is shown, in hundredths of a percent: nothing finer is read anywhere, so that it cannot matter how the
/// last bits of a logarithm come out.
fn per_10000(chance: f64) -> i64 {
    (chance * 10_000.0).round().to_i64().unwrap_or_default()
}

/// The count in a column.
fn number(row: Row<'_>, column: &str) -> f64 {
    row.integer(column).and_then(|count| count.to_f64()).unwrap_or_default()
}

/// What one part of the cases holds.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    items: i64,
    lost_items: i64,
    first_on: Option<NaiveDate>,
    last_on: Option<NaiveDate>,
}

/// The matured cases.
#[derive(Clone, Copy, Debug, Default)]
struct Parts {
    trained: Part,
    held_out: Part,
    /// Of how many of 10,000 policies, if not of all.
    sampled: Option<i64>,
}

impl Parts {
    fn read(store: &Store) -> Result<Self> {
        let rows = store.rows(&format!("{FOLDER}/parts.sql"), &Params::none())?;
        let part = |name: &str| {
            let count = |row: Row<'_>, column| row.integer(column).unwrap_or_default();
            let found = rows.iter().find(|row| row.text("part") == name);
            found.map_or_else(Part::default, |row| Part {
                items: count(row, "items"),
                lost_items: count(row, "lost_items"),
                first_on: row.date("first_on"),
                last_on: row.date("last_on"),
            })
        };
        let share = store.rows(&format!("{FOLDER}/share.sql"), &Params::none())?;
        Ok(Self {
            trained: part("trained"),
            held_out: part("held_out"),
            sampled: share
                .first()
                .and_then(|row| row.integer("share"))
                .filter(|share| *share < 10_000),
        })
    }

    fn are_enough(&self) -> bool {
        let Part { items, lost_items, .. } = self.trained;
        items >= FEWEST_ITEMS && lost_items >= FEWEST_OF_AN_OUTCOME && items - lost_items >= FEWEST_OF_AN_OUTCOME
    }
}

/// Cases by their level of the first feature with what was foretold of them.
struct Judgement {
    trained: Vec<Judged>,
    held_out: Vec<(String, Judged)>,
}

impl Judgement {
    fn new(design: &Design, patterns: &Rows, weights: &[f64]) -> Self {
        let judged = |row, part: &str| {
            let pattern = design.pattern(row, part);
            Judged {
                chance: logistic::chance(weights, &pattern.columns),
                cases: pattern.cases,
                events: pattern.events,
            }
        };
        let first = design.features.first().map(|feature| feature.name.as_str());
        let level = |row: Row<'_>| first.map(|name| row.text(name)).unwrap_or_default();
        Self {
            trained: patterns.iter().map(|row| judged(row, "trained")).collect(),
            held_out: patterns
                .iter()
                .map(|row| (level(row), judged(row, "held_out")))
                .collect(),
        }
    }

    fn all_held_out(&self) -> Vec<Judged> {
        self.held_out.iter().map(|(_, judged)| *judged).collect()
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
