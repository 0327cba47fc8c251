//! The sections of a board: tiles, what is unusual, the units below, the parts of the unit, and how it went.

use super::address::unit_path;
use super::figure::{Figure, limits};
use super::unit::{Chosen, Where};
use crate::message::say;
use crate::metrics::Extent;
use crate::period::Period;
use crate::report::model::{
    Bar, BarChart, Bars, Body, Highlight, Link, MetricHead, Related, ScoreRow, Scorecard, Section, Series, Show, Tile,
    Tiles, Trend, Value,
};
use crate::report::statement::thresholds;
use crate::report::words::Words;
use crate::serve::page::PageError;
use crate::serve::published::MetricLine;
use crate::serve::viewer::Seen;
use crate::store::Params;

/// The metric whose rate gives a unit its state word.
const STATE_METRIC: &str = "collection_completion_rate_count";

/// Metrics in the trend of a board.
const TRENDS: usize = 6;

/// Metrics that parts are compared by.
const BARS: usize = 3;

/// More sentences than these are no summary.
const MOST_FLAGS: usize = 12;

/// What a unit is cut by.
pub(super) const CUTS: [&str; 3] = ["product_line", "channel", "region"];

/// What sections are made of.
pub(super) struct Builder<'b> {
    pub at: &'b Where<'b>,
    pub chosen: &'b Chosen,
    pub words: &'b Words,
    /// The metrics that are shown, by their places among those published.
    pub metrics: Vec<usize>,
}

impl Builder<'_> {
    fn head(&self, metric: &MetricLine) -> MetricHead {
        metric.head(
            &self.at.page.workspace.settings.report,
            self.at.page.site.format().locale(),
        )
    }

    fn metric(&self, place: usize) -> &MetricLine {
        &self.at.published.metrics()[place]
    }

    fn word(&self, id: &str) -> String {
        self.words.texts().word(id).to_owned()
    }

    fn periods(&self) -> Vec<Period> {
        let lines = self.at.published.periods(self.chosen.period.view.period.kind());
        lines.iter().map(|line| line.view.period).collect()
    }

    /// The first `count` metrics as tiles.
    pub fn tiles(&self, figures: &[Figure], history: &[Vec<Figure>], count: usize) -> Section {
        let settings = &self.at.page.workspace.settings;
        let tiles = self.metrics.iter().take(count).map(|place| {
            let (metric, figure) = (self.metric(*place), &figures[*place]);
            let measure = figure.measure.clone();
            let state = (metric.id == STATE_METRIC).then(|| thresholds(settings).of(&measure, metric.direction));
            let values = history[*place].iter().map(whole);
            let values: Vec<Value> = values.collect();
            Tile {
                metric: self.head(metric),
                state: state.flatten(),
                // Two values are a change, not a line.
                history: if values.len() > 2 { values } else { Vec::new() },
                measure,
            }
        });
        let tiles = Tiles {
            periods: self.periods(),
            tiles: tiles.collect(),
            is_exact: false,
        };
        let title = self.word("serve.board.title.tiles");
        section("tiles", &title, Body::Tiles(tiles), Show::Open)
    }

    /// What is unusual in the period, for the worse first: of the unit, then of those below. A period that is not over has no
    /// limits, the one before it is told then.
    pub fn flags(&self, below: &[Seen]) -> Result<Section, PageError> {
        let period = self.judged_period();
        let mut flags = Vec::new();
        for seen in std::iter::once(&self.chosen.seen).chain(below) {
            let figures = self.at.figures(seen, period)?;
            for place in &self.metrics {
                let (metric, figure) = (self.metric(*place), &figures[*place]);
                let Some(signal) = figure.signal else { continue };
                let is_worse = figure.is_worse(metric.direction);
                let head = self.head(metric);
                let limit = figure
                    .limit()
                    .map_or(Value::Missing, |limit| Value::plain(metric.unit, limit));
                let sentence = self.word(&format!("serve.board.flag.{}", signal.word()));
                let sense = self.word(if is_worse {
                    "serve.board.flag.worse"
                } else {
                    "serve.board.flag.better"
                });
                let values = [
                    ("unit", Value::Text(self.at.name(seen.place()))),
                    ("metric", Value::Text(head.title)),
                    ("period", Value::Period(period.period)),
                    ("rate", figure.measure.value.clone()),
                    ("limit", limit),
                    ("sense", Value::Text(sense)),
                ];
                let values = values.map(|(name, value)| (name.to_owned(), value)).to_vec();
                let highlight = Highlight {
                    sentence,
                    values,
                    section: String::new(),
                };
                flags.push((!is_worse, highlight));
            }
        }
        flags.sort_by_key(|(is_better, _)| *is_better);
        let more = flags.len().saturating_sub(MOST_FLAGS);
        let flags: Vec<Highlight> = flags.into_iter().take(MOST_FLAGS).map(|(_, flag)| flag).collect();
        let texts = self.words.texts();
        let note = match (flags.is_empty(), more) {
            (true, _) => Some(texts.word("serve.board.flag.none").to_owned()),
            (false, 0) => None,
            (false, more) => Some(texts.say(&say!("serve.board.flag.more", more))),
        };
        let title = self.word("serve.board.title.flags");
        Ok(Section {
            note,
            ..section("flags", &title, Body::Highlights(flags), Show::Open)
        })
    }

    fn judged_period(&self) -> crate::period::View {
        let own = self.chosen.period.view;
        let lines = self.at.published.periods(own.period.kind());
        let before = lines.iter().find(|line| line.view.period == own.period.previous());
        match before {
            Some(before) if own.as_of < own.period.last_on() => before.view,
            _ => own,
        }
    }

    /// The unit and those below it, the widest gaps first as they are listed.
    pub fn card(&self, figures: &[Figure], below: &[Seen]) -> Result<Section, PageError> {
        let row = |seen: &Seen, figures: &[Figure], parent: Option<usize>| {
            let cells: Vec<_> = self
                .metrics
                .iter()
                .map(|place| figures[*place].measure.clone())
                .collect();
            let state = self.metrics.iter().zip(&cells).find_map(|(place, measure)| {
                let metric = self.metric(*place);
                let settings = &self.at.page.workspace.settings;
                (metric.id == STATE_METRIC).then(|| thresholds(settings).of(measure, metric.direction))
            });
            ScoreRow {
                level: seen.place().level,
                id: seen.place().id.clone(),
                name: self.at.name(seen.place()),
                parent,
                state: state.flatten(),
                cells,
            }
        };
        let mut rows = vec![row(&self.chosen.seen, figures, None)];
        for seen in below {
            let figures = self.at.figures(seen, self.chosen.period.view)?;
            rows.push(row(seen, &figures, Some(0)));
        }
        let card = Scorecard {
            columns: self
                .metrics
                .iter()
                .map(|place| self.head(self.metric(*place)))
                .collect(),
            rows,
        };
        let title = self.word("serve.board.title.below");
        Ok(section("below", &title, Body::Scorecard(card), Show::Open))
    }

    /// Where the rows of the card lead.
    pub fn related(&self, below: &[Seen], start: &str, query: &str) -> Vec<Related> {
        let related = below.iter().map(|seen| Related {
            link: Link {
                text: self.at.name(seen.place()),
                file: format!("{}{query}", unit_path(start, seen.place())),
            },
            anchor: Some(crate::report::model::anchor(seen.place().level, &seen.place().id)),
        });
        related.collect()
    }

    /// The parts of the unit by a dimension; none where there are fewer than two.
    pub fn parts(&self, dimension: &str) -> Result<Option<Section>, PageError> {
        let params = Params::none()
            .with("dimension", dimension)
            .with("period", &self.chosen.period.view.period.to_string());
        let rows = self.at.published.rows("parts", &self.chosen.seen, params)?;
        let charts = self.metrics.iter().take(BARS).map(|place| {
            let metric = self.metric(*place);
            let own = rows.iter().filter(|row| row.text("metric") == metric.id);
            let bars = own.map(|row| Bar {
                label: self.words.word(dimension, &row.text("part")),
                link: None,
                measure: Figure::of(metric, row).measure,
            });
            BarChart {
                metric: self.head(metric),
                bars: bars.collect(),
            }
        });
        let charts: Vec<BarChart> = charts.filter(|chart| chart.bars.len() > 1).collect();
        let title = self.word(&format!("serve.board.title.{dimension}"));
        let body = Body::Bars(Bars { charts });
        let is_empty = matches!(&body, Body::Bars(bars) if bars.charts.is_empty());
        let id = dimension.replace('_', "-");
        Ok((!is_empty).then(|| section(&id, &title, body, Show::Open)))
    }

    /// How the first metrics went, with the limits within which they vary.
    pub fn trend(&self, history: &[Vec<Figure>], show: Show) -> Section {
        let series = self.metrics.iter().take(TRENDS).map(|place| {
            let metric = self.metric(*place);
            let figures = &history[*place];
            Series {
                metric: self.head(metric),
                points: figures.iter().map(whole_measure).collect(),
                limits: limits(figures),
            }
        });
        let trend = Trend {
            periods: self.periods(),
            series: series.collect(),
        };
        let title = self.word("serve.board.title.trend");
        section("trend", &title, Body::Trend(trend), show)
    }
}

/// A point of a trend: nothing of a period that is not over.
fn whole_measure(figure: &Figure) -> crate::report::model::Measure {
    if figure.measure.extent == Extent::Known {
        figure.measure.clone()
    } else {
        crate::report::model::Measure::default()
    }
}

fn whole(figure: &Figure) -> Value {
    whole_measure(figure).value
}

fn section(id: &str, title: &str, body: Body, show: Show) -> Section {
    Section {
        id: id.to_owned(),
        title: title.to_owned(),
        note: None,
        show,
        lists: Vec::new(),
        body,
    }
}
