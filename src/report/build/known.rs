//! What a report says of the coverage of its period: what of it is not known, and to which day the rest is told.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::contract::Contract;
use crate::message::say;
use crate::metrics::Extent;
use crate::metrics::coverage::Lack;
use crate::report::gather::prepare::Prepared;
use crate::report::model::{Body, MetricHead, Section};
use crate::wording::Wording;

/// A line for each day figures are told to before the period's end, and for each reason why some are unknown.
pub fn lines(prepared: &Prepared<'_>, sections: &[Section], wording: &Wording) -> Vec<String> {
    let mut heads: Vec<(&MetricHead, Extent)> = Vec::new();
    for section in sections {
        match &section.body {
            Body::Tiles(tiles) => {
                heads.extend(
                    tiles
                        .tiles
                        .iter()
                        .map(|tile| (&tile.metric, tile.measure.extent.clone())),
                );
            }
            Body::Scorecard(card) => heads.extend(card.columns.iter().map(|head| (head, prepared.extent(&head.id)))),
            _ => {}
        }
    }
    let view = prepared.view;
    let mut days: BTreeMap<NaiveDate, Vec<&str>> = BTreeMap::new();
    let mut lacks: BTreeMap<&Lack, Vec<&str>> = BTreeMap::new();
    for (head, extent) in &heads {
        let titles = match extent {
            Extent::Unknown(lack) => lacks.entry(lack).or_default(),
            _ => days.entry(extent.told_on(view)).or_default(),
        };
        if !titles.contains(&head.title.as_str()) {
            titles.push(&head.title);
        }
    }
    let is_one = days.len() == 1;
    let mut lines = Vec::new();
    // What is asked for in the morning is about the evening before, as its head says.
    let is_of_morning = prepared.definition.on_demand;
    for (day, titles) in days
        .into_iter()
        .filter(|(day, _)| *day < view.period.last_on() && !is_of_morning)
    {
        let titles: Vec<String> = titles.into_iter().map(str::to_owned).collect();
        lines.push(wording.say(&if is_one {
            say!("coverage.until", day)
        } else {
            say!("coverage.until_of", day, titles)
        }));
    }
    for (lack, titles) in lacks {
        let titles: Vec<String> = titles.into_iter().map(str::to_owned).collect();
        let reason = lacking(lack, &prepared.tables, wording);
        lines.push(wording.say(&say!("coverage.unknown", titles, reason)));
    }
    lines
}

/// Why something is unknown.
pub fn lacking(lack: &Lack, tables: &Contract, wording: &Wording) -> String {
    let title = tables
        .table(&lack.table)
        .map(|table| wording.locale().pick(&table.zh, &table.en).to_owned());
    let title = title.unwrap_or_else(|_| lack.table.clone());
    wording.say(&match lack.known_until {
        Some(day) => say!("coverage.ends", title, day),
        None => say!("coverage.never", title),
    })
}
