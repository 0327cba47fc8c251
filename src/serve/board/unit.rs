//! Which unit and which period a page is about, and the way to others.

use minijinja::{Value as View, context};

use super::address::unit_path;
use super::figure::Figure;
use crate::diagnostic::Result as Outcome;
use crate::percent::encoded;
use crate::period::{PeriodKind, View as PeriodView};
use crate::report::model::Level;
use crate::serve::page::{PageContext, PageError};
use crate::serve::published::{MetricLine, PeriodLine, Publication};
use crate::serve::rights::Right;
use crate::serve::viewer::{Place, Seen, Viewer};
use crate::store::Params;

/// The kinds of period in the order in which they are offered.
const KINDS: [PeriodKind; 4] = [
    PeriodKind::Day,
    PeriodKind::Week,
    PeriodKind::Month,
    PeriodKind::Quarter,
];

/// What a page looks at, for whom.
pub struct Where<'p> {
    pub page: &'p PageContext,
    pub viewer: &'p Viewer,
    pub published: &'p Publication,
    pub right: Right,
}

/// A unit that may be seen, in a period of which there are figures.
pub struct Chosen {
    pub seen: Seen,
    pub period: PeriodLine,
}

/// The place that is named by level and id.
pub fn place(level: &str, id: &str) -> Result<Place, PageError> {
    let level = Level::of_word(level).filter(|level| *level != Level::Region);
    Ok(Place::new(level.ok_or(PageError::NotFound)?, id))
}

impl Where<'_> {
    /// The unit named, or the viewer's own; in the period named, or the month.
    pub fn chosen(&self, unit: Option<(&str, &str)>, period: Option<&str>) -> Result<Chosen, PageError> {
        let place = match unit {
            Some((level, id)) => place(level, id)?,
            None => self.own()?,
        };
        Ok(Chosen {
            seen: self.viewer.sees(self.right, &place).ok_or(PageError::NotFound)?,
            period: self.period(period)?,
        })
    }

    /// The place of the viewer: of a specialist the own one and not the team's.
    fn own(&self) -> Result<Place, PageError> {
        let places = self.viewer.places_for(self.right);
        let own = places.iter().find(|place| self.viewer.may(Right::Rows, place));
        own.or(places.first()).cloned().ok_or(PageError::NotFound)
    }

    fn period(&self, named: Option<&str>) -> Result<PeriodLine, PageError> {
        let own = || {
            self.published
                .periods(PeriodKind::Month)
                .iter()
                .find(|line| line.is_own)
        };
        let found = match named {
            Some(text) => self.published.period(text),
            None => own(),
        };
        found.cloned().ok_or(PageError::NotFound)
    }

    /// The figures of a unit in a period, in the order of the metrics.
    pub fn figures(&self, seen: &Seen, period: PeriodView) -> Result<Vec<Figure>, PageError> {
        let params = Params::none().with("period", &period.period.to_string());
        let rows = self.published.rows("unit", seen, params)?;
        let is_known = !rows.is_empty();
        let of = |metric: &MetricLine| {
            let row = rows.iter().find(|row| row.text("metric") == metric.id);
            row.map_or_else(|| Figure::none(metric, is_known), |row| Figure::of(metric, row))
        };
        Ok(self.published.metrics().iter().map(of).collect())
    }

    /// The figures of a unit in all periods of a kind, oldest first, by metric.
    pub fn history(&self, seen: &Seen, kind: PeriodKind) -> Result<Vec<Vec<Figure>>, PageError> {
        let rows = self
            .published
            .rows("history", seen, Params::none().with("kind", kind.word()))?;
        let periods = self.published.periods(kind);
        let of = |metric: &MetricLine| {
            let own = || rows.iter().filter(|row| row.text("metric") == metric.id);
            let figure = |line: &PeriodLine| {
                let text = line.view.period.to_string();
                let row = own().find(|row| row.text("period") == text);
                row.map_or_else(|| Figure::none(metric, false), |row| Figure::of(metric, row))
            };
            periods.iter().map(figure).collect()
        };
        Ok(self.published.metrics().iter().map(of).collect())
    }

    /// The units directly below that may be seen.
    pub fn below(&self, seen: &Seen) -> Vec<Seen> {
        let below = self.viewer.personnel().below(seen.place());
        let below = below
            .into_iter()
            .filter_map(|place| self.viewer.sees(self.right, place));
        below.collect()
    }

    /// What people call a unit.
    pub fn name(&self, place: &Place) -> String {
        match place.id.as_str() {
            "unassigned" | "(none)" => self.page.texts().word("level.unassigned").to_owned(),
            _ => self.page.place_name(self.viewer, place),
        }
    }

    /// The units above, from the top, as far as they may be seen, and the viewer's other places: names and addresses below `start`.
    pub fn ways(&self, seen: &Seen, start: &str, query: &str) -> Vec<View> {
        let personnel = self.viewer.personnel();
        let mut above: Vec<&Place> = std::iter::successors(personnel.above(seen.place()), |one| personnel.above(one))
            .take(4)
            .collect();
        above.reverse();
        let others = self.viewer.places_for(self.right);
        let others = others
            .iter()
            .filter(|place| !above.contains(place) && *place != seen.place());
        let all = above.iter().copied().chain(others);
        all.filter(|place| self.viewer.may(self.right, place))
            .map(|place| {
                let href = format!("{}{query}", unit_path(start, place));
                context! { href, text => self.name(place) }
            })
            .collect()
    }

    /// The periods of the kind that is shown, and the newest of each other kind, as links to `path`.
    pub fn periods(&self, chosen: &Chosen, path: &str) -> Outcome<View> {
        let format = self.page.site.format();
        let link = |line: &PeriodLine, text: String| {
            let is_here = line.view == chosen.period.view;
            let href = format!("{path}?period={}", encoded(&line.view.period.to_string()));
            context! { href, text, is_here }
        };
        let kind = chosen.period.view.period.kind();
        let mut kinds = Vec::new();
        for other in KINDS {
            let own = self.published.periods(other).iter().find(|line| line.is_own);
            if let Some(own) = own {
                let text = self
                    .page
                    .texts()
                    .word(&format!("serve.board.kind.{}", other.word()))
                    .to_owned();
                let view = link(own, text);
                kinds.push(context! { is_shown => other == kind, ..view });
            }
        }
        let mut earlier = Vec::new();
        for line in self.published.periods(kind).iter().rev() {
            earlier.push(link(line, format.period(line.view.period)?));
        }
        Ok(context! { kinds, earlier })
    }

    /// As of when the figures are, and how old that is.
    pub fn banner(&self) -> View {
        let manifest = self.published.manifest();
        let today = self.page.clock.now().date_naive();
        let age = (today - manifest.as_of).num_days().max(0);
        context! {
            as_of => manifest.as_of.to_string(),
            built_at => manifest.built_at.replace('T', " ").replace('Z', " UTC"),
            number => manifest.number,
            age,
            is_old => age > 3,
        }
    }
}
