//! What a person had to reach to earn more: the next better tier of each table a step put a number into.

use super::number::Number;
use super::plan::Plan;
use super::plan::block::in_force;
use super::plan::measure::MeasureName;
use super::plan::table::{Better, next_better};
use super::trace::{Formula, Name, Node, Read, TraceRow};
use chrono::NaiveDate;

/// How far a person is from a better tier.
#[derive(Clone, Debug, PartialEq)]
pub struct NextTier {
    /// The step that pays by it.
    pub node: Node,
    pub table: String,
    /// What went into the table, where it is a measure.
    pub measure: Option<MeasureName>,
    pub x: Number,
    /// The better tier; none from the best on.
    pub better: Option<Better>,
}

/// Those of a trace, by the tables in force on `day`.
pub fn next_tiers(plan: &Plan, day: NaiveDate, trace: &[TraceRow]) -> Vec<NextTier> {
    let mut found: Vec<NextTier> = Vec::new();
    for step in trace {
        for (table, measure, x) in looked_up(step) {
            if found.iter().any(|own| own.table == table && own.measure == measure) {
                continue;
            }
            let Some(own) = plan.head.tables.iter().find(|own| own.id == table) else {
                continue;
            };
            let Some(version) = in_force(&own.versions, day, |version| version.from) else {
                continue;
            };
            found.push(NextTier {
                node: step.node.clone(),
                better: next_better(own, &version.body, &x),
                table,
                measure,
                x,
            });
        }
    }
    found
}

/// The tables of a step, each with what was put into it.
fn looked_up(step: &TraceRow) -> Vec<(String, Option<MeasureName>, Number)> {
    let mut found = Vec::new();
    if let Some(formula) = &step.formula {
        in_formula(formula, &step.inputs, &mut found);
    }
    // A coefficient stands behind the measure it was made of.
    for pair in step.inputs.windows(2) {
        let (Name::Measure(measure), Name::Factor(table), Some(x)) = (&pair[0].name, &pair[1].name, &pair[0].value)
        else {
            continue;
        };
        found.push((table.clone(), Some(measure.clone()), x.clone()));
    }
    found
}

fn in_formula(formula: &Formula, inputs: &[Read], found: &mut Vec<(String, Option<MeasureName>, Number)>) {
    match formula {
        Formula::Table(table, x, _) => {
            // The figure may be cut, what was read is not.
            let read = inputs.iter().find_map(|read| match (&read.name, &read.value) {
                (Name::Measure(measure), Some(value)) if value.to_string() == x.to_string() => {
                    Some((measure.clone(), value.clone()))
                }
                _ => None,
            });
            let x = read
                .as_ref()
                .map_or_else(|| x.number.clone(), |(_, value)| value.clone());
            found.push((table.clone(), read.map(|(measure, _)| measure), x));
        }
        Formula::Steps(parts) | Formula::Sum(parts) | Formula::Product(parts) => {
            for part in parts {
                in_formula(part, inputs, found);
            }
        }
        Formula::Equals(inner, _) => in_formula(inner, inputs, found),
        _ => {}
    }
}
