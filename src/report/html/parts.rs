//! A measure as templates show it: texts, marks, changes, and the tooltip that traces it.

use minijinja::{Value as View, context};

use crate::diagnostic::Result;
use crate::metrics::{Direction, Extent};
use crate::period::PeriodKind;
use crate::report::model::{Measure, MetricHead, State, Value};
use crate::report::text::format::{self, Change, Format, state_word};

/// The mark against the target; none without one.
pub(super) fn mark(measure: &Measure, metric: &MetricHead, format: &Format) -> Result<Option<View>> {
    let view = |mark: format::Mark| {
        let text = format.mark_text(mark, metric.near_target)?;
        Ok(context! { sign => mark.sign(), class => mark.word(), text })
    };
    Format::mark(measure, metric).map(view).transpose()
}

/// To which day a value is told, or that it is unknown; nothing of a whole one.
pub(super) fn known(extent: &Extent, format: &Format) -> Result<Option<String>> {
    let texts = format.texts();
    Ok(match extent {
        Extent::Known => None,
        Extent::Until(day) => Some(texts.fill("coverage.tile_until", &[("day", &day.to_string())])?),
        Extent::Unknown(_) => Some(texts.get("coverage.tile_unknown")?.to_owned()),
    })
}

/// The word of a state.
pub(super) fn state(state: Option<State>, format: &Format) -> Result<Option<View>> {
    let view = |state| Ok(context! { word => state_word(state), text => format.state(state)? });
    state.map(view).transpose()
}

/// A change beside its name: `较上月 ▲ +1.25`.
fn change(
    measure: &Measure,
    base: Option<&Value>,
    direction: Direction,
    label: &str,
    format: &Format,
) -> Result<Option<View>> {
    let texts = format.texts();
    let view = |change: Change| {
        let sense = change.sense.word();
        let unit = if change.in_points {
            texts.get("change.points")?
        } else {
            ""
        };
        let sense_text = texts.get(&format!("change.{sense}"))?;
        Ok(context! { label, text => change.text(), sense, sense_text, unit })
    };
    let found = base.and_then(|base| Change::between(&measure.value, base, direction));
    found.map(view).transpose()
}

/// The changes of `measure` against everything it is held against, in the order people ask for them.
pub(super) fn changes(measure: &Measure, direction: Direction, kind: PeriodKind, format: &Format) -> Result<Vec<View>> {
    let texts = format.texts();
    let bases = [
        (&measure.previous, format.against_previous(kind)?),
        (&measure.year_before, texts.get("change.year_before")?),
        (&measure.benchmark, texts.get("change.benchmark")?),
        (&measure.peers, texts.get("change.peers")?),
    ];
    let mut out = Vec::new();
    for (base, label) in bases {
        out.extend(change(measure, base.as_ref(), direction, label, format)?);
    }
    Ok(out)
}

/// The cell of `measure` in the row of a scorecard called `name`.
pub(super) fn cell(
    measure: &Measure,
    metric: &MetricHead,
    name: &str,
    kind: PeriodKind,
    format: &Format,
) -> Result<View> {
    let label = format.against_previous(kind)?;
    Ok(context! {
        text => format.text(&measure.value)?,
        raw => format::raw(&measure.value),
        parts => format.short_parts(&measure.value, metric.basis)?,
        mark => mark(measure, metric, format)?,
        change => change(measure, measure.previous.as_ref(), metric.direction, label, format)?,
        rank => measure.rank.map(|rank| format.short_rank(rank)).transpose()?,
        low => measure.low_sample,
        title => tooltip(measure, metric, name, kind, format)?,
    })
}

/// Everything known of `measure`, a line each.
fn tooltip(measure: &Measure, metric: &MetricHead, name: &str, kind: PeriodKind, format: &Format) -> Result<String> {
    let texts = format.texts();
    let mut lines = vec![format!("{name} · {}", metric.title)];
    let parts = Format::parts(&measure.value, metric.basis).map(|p| format!(" = {p}"));
    lines.push(format!("{}{}", format.text(&measure.value)?, parts.unwrap_or_default()));
    if measure.low_sample {
        lines.push(texts.get("label.low_sample_note")?.to_owned());
    }
    if let Some(target) = &measure.target {
        let attainment = measure.attainment(metric.direction).map(Format::percent);
        lines.push(format!("{} {}", texts.get("label.target")?, format.text(target)?));
        lines.extend(
            attainment
                .map(|a| texts.get("label.attainment").map(|l| format!("{l} {a}")))
                .transpose()?,
        );
    }
    let bases = [
        (format.previous(kind)?, &measure.previous),
        (texts.get("previous.year_before")?, &measure.year_before),
        (texts.get("label.benchmark")?, &measure.benchmark),
        (texts.get("label.peers")?, &measure.peers),
    ];
    for (label, base) in bases {
        if let Some(base) = base {
            let change = Change::between(&measure.value, base, metric.direction).map(|c| format!("  {}", c.text()));
            lines.push(format!("{label} {}{}", format.text(base)?, change.unwrap_or_default()));
        }
    }
    if let Some(interval) = measure.interval {
        let text = format.interval(metric.unit, interval)?;
        lines.push(format!("{} {text}", texts.get("label.interval")?));
    }
    lines.extend(measure.rank.map(|rank| format.rank(rank)).transpose()?);
    Ok(lines.join("\n"))
}
