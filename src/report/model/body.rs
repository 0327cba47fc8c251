//! The kinds of section.

use super::table::Table;
use super::value::{Limits, Measure, MetricHead, State, Value};
use crate::decimal::Ratio;
use crate::period::Period;
use crate::word::words;

/// What a section shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Sentences that say what matters.
    Highlights(Vec<Highlight>),
    Tiles(Tiles),
    /// Bars with targets.
    Bars(Bars),
    /// Company, branches, teams, specialists against metrics.
    Scorecard(Scorecard),
    /// Two dimensions against each other, such as the 九宫图.
    Heat(Heat),
    /// Values over periods.
    Trend(Trend),
    Dictionary(Dictionary),
    /// Any rows and columns.
    Table(Table),
}

/// A sentence by rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Highlight {
    /// With `{places}` for values.
    pub sentence: String,
    pub values: Vec<(String, Value)>,
    /// The section that shows more of it.
    pub section: String,
}

/// A handful of figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tiles {
    /// The periods of the sparklines, oldest first, the last one the report's own.
    pub periods: Vec<Period>,
    /// The figures, most important first.
    pub tiles: Vec<Tile>,
    /// True if amounts are written to the cent, however little room there is: what somebody is paid.
    pub is_exact: bool,
}

/// One figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    pub metric: MetricHead,
    /// The figure and what it is held against.
    pub measure: Measure,
    /// The state word, where the metric has one.
    pub state: Option<State>,
    /// Its values in [`Tiles::periods`]; empty draws no line.
    pub history: Vec<Value>,
}

/// Bar charts side by side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bars {
    /// One chart per metric.
    pub charts: Vec<BarChart>,
}

/// One metric across entities.
#[derive(Clone, Debug, PartialEq)]
pub struct BarChart {
    pub metric: MetricHead,
    /// The bars in reading order.
    pub bars: Vec<Bar>,
}

/// One bar with its target.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub label: String,
    /// The anchor it leads to, such as [`ScoreRow::anchor`].
    pub link: Option<String>,
    pub measure: Measure,
}

words! {
    /// The levels of the organisation, from the top.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Level {
        Company = "company",
        Region = "region",
        Branch = "branch",
        Team = "team",
        Specialist = "specialist",
    }
}

/// Company, branches, teams, specialists against metrics.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scorecard {
    /// The metrics, one per column.
    pub columns: Vec<MetricHead>,
    /// The rows, each after the one it belongs to and before that one's next sibling (depth first).
    pub rows: Vec<ScoreRow>,
}

impl Scorecard {
    /// How many rows stand above `row`; the top is 0.
    pub fn depth(&self, row: &ScoreRow) -> usize {
        let mut depth = 0;
        let mut parent = row.parent;
        // A row stands after its parent, so the index falls with every step and this ends.
        while let Some(index) = parent {
            depth += 1;
            parent = self.rows.get(index).and_then(|r| r.parent).filter(|next| *next < index);
        }
        depth
    }
}

/// One entity of a scorecard.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreRow {
    pub level: Level,
    /// Its id, such as `B1`; unique among its level.
    pub id: String,
    pub name: String,
    /// Index of the row it belongs to.
    pub parent: Option<usize>,
    /// The state word of the row.
    pub state: Option<State>,
    /// One measure per column.
    pub cells: Vec<Measure>,
}

impl ScoreRow {
    /// Its anchor in the file: safe in an address and different for every entity.
    pub fn anchor(&self) -> String {
        anchor(self.level, &self.id)
    }
}

/// The anchor of an entity's row in a scorecard.
pub fn anchor(level: Level, id: &str) -> String {
    use std::fmt::Write as _;
    let mut anchor = String::from(level.word());
    anchor.push('-');
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() {
            anchor.push(char::from(byte));
        } else {
            // `_` introduces what is not a letter or digit, and only that: no two ids meet.
            let _ = write!(anchor, "_{byte:02x}");
        }
    }
    anchor
}

impl Bars {
    /// A chart for each of `metrics` with the rows of `scorecard` at `level`, linked to their rows.
    pub fn of(scorecard: &Scorecard, level: Level, metrics: &[&str]) -> Self {
        let column = |id: &str| scorecard.columns.iter().position(|c| c.id == id);
        let charts = metrics.iter().filter_map(|id| column(id)).map(|index| BarChart {
            metric: scorecard.columns[index].clone(),
            bars: bars_of(scorecard, level, index),
        });
        Self {
            charts: charts.collect(),
        }
    }
}

fn bars_of(scorecard: &Scorecard, level: Level, index: usize) -> Vec<Bar> {
    let rows = scorecard.rows.iter().filter(|row| row.level == level);
    let bars = rows.filter_map(|row| {
        Some(Bar {
            label: row.name.clone(),
            link: Some(row.anchor()),
            measure: row.cells.get(index)?.clone(),
        })
    });
    bars.collect()
}

/// Two dimensions against each other, one table with several figures in each cell.
///
/// The 九宫图 has the stages 当月, 宽一, 宽末 as rows, 二次, 三次, 四次及以上 as columns, 件数 and 保费 as layers.
#[derive(Clone, Debug, PartialEq)]
pub struct Heat {
    /// What the rows are: 阶段.
    pub rows_title: String,
    /// What the columns are: 缴费次数.
    pub columns_title: String,
    /// Names of the rows.
    pub rows: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// What each cell shows, the first one coloured.
    pub layers: Vec<HeatLayer>,
    /// True if the last row is a total (taken from the data at its own grain).
    pub total_row: bool,
    /// True if the last column is a total.
    pub total_column: bool,
}

/// One figure of every cell.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatLayer {
    /// What it is: 件数达成率; unit and direction apply to all cells.
    pub metric: MetricHead,
    /// The cells by row, then column.
    pub cells: Vec<Vec<HeatCell>>,
}

/// One figure of one cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatCell {
    pub value: Value,
    /// True if it rests on too few cases.
    pub low_sample: bool,
}

impl HeatCell {
    /// A share of `numerator` in `denominator`, missing if there is nothing to share.
    pub fn ratio(ratio: Ratio, low_sample: bool) -> Self {
        let value = if ratio.denominator.is_zero() {
            Value::Missing
        } else {
            Value::Ratio(ratio)
        };
        Self { value, low_sample }
    }
}

/// Values over periods.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trend {
    /// The periods, oldest first.
    pub periods: Vec<Period>,
    /// One line each.
    pub series: Vec<Series>,
}

/// One line of a trend.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub metric: MetricHead,
    /// A measure per period; value, target and low sample are shown.
    pub points: Vec<Measure>,
    /// Control limits, where the section asks for them.
    pub limits: Option<Limits>,
}

/// What the metrics mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dictionary {
    /// One entry per metric.
    pub entries: Vec<Entry>,
}

/// The meaning of one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub metric: MetricHead,
    /// What it is, in a sentence or two.
    pub definition: String,
    /// What the numerator is, where the definition does not say it.
    pub numerator: Option<String>,
    /// What the denominator is, where the definition does not say it.
    pub denominator: Option<String>,
    /// Where the definition comes from.
    pub source: String,
}
