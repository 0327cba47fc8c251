//! What a job is: the question, the definitions and the settings it was made of. Results are believed only as the answer
//! to that.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::digest::hex;
use crate::library::Source;
use crate::message::{Message, say};
use crate::metrics::Wanted;
use crate::metrics::wanted::Part;
use crate::period::View;
use crate::store::Params;

/// The form of what a job writes; a later one is not read.
const FORM: u32 = 2;

/// What stands for the share of rows that may be left out where none are looked at.
pub(super) const NO_CHECKS: &str = "off";

/// Its name in a folder.
pub(super) const NAME: &str = "manifest.json";

/// What a job was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    form: u32,
    /// The program that made it.
    program: String,
    /// The periods, in the order of their numbers; none if it only tells until when the data go.
    pub periods: Vec<Seen>,
    pub sums: Vec<Sum>,
    /// The numbers of the definitions.
    settings: BTreeMap<String, String>,
    zone: String,
    /// SHA-256 of what gives the rows of each table that is read.
    tables: BTreeMap<String, String>,
    /// SHA-256 of each file of SQL that is run.
    files: BTreeMap<String, String>,
    /// The branch whose rows are brought, and the tables they are of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) rows: Vec<String>,
    /// The audits whose rows are looked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) audits: Vec<String>,
}

/// A period as known on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    pub period: String,
    pub as_of: String,
}

/// The sums of a metric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    pub name: String,
    metric: String,
    apart: Vec<String>,
    in_period: Option<i64>,
    selected: Vec<(String, Vec<String>)>,
}

impl Seen {
    fn of(view: View) -> Self {
        Self {
            period: view.period.to_string(),
            as_of: view.as_of.to_string(),
        }
    }
}

impl Sum {
    fn of(wanted: &Wanted<'_>) -> Self {
        let (apart, in_period, selected) = match &wanted.part {
            Part::All { apart, in_period, .. } => {
                let apart: Vec<String> = apart.iter().map(|&column| column.to_owned()).collect();
                // Where nothing is apart it is so in every period.
                let in_period = in_period.filter(|_| !apart.is_empty());
                (apart, in_period, Vec::new())
            }
            Part::Selected(kept) => (Vec::new(), None, kept.clone()),
        };
        Self {
            name: wanted.name.clone(),
            metric: wanted.metric.id.to_string(),
            apart,
            in_period,
            selected,
        }
    }

    /// True if it is `other`, as far apart at least; the number of a period means something among the same periods only.
    fn gives(&self, other: &Self, has_same_periods: bool) -> bool {
        let is_same = (&self.name, &self.metric, &self.selected) == (&other.name, &other.metric, &other.selected);
        let is_apart = other.apart.iter().all(|column| self.apart.contains(column));
        let is_everywhere = self.in_period.is_none() || (has_same_periods && self.in_period == other.in_period);
        is_same && is_apart && (other.apart.is_empty() || is_everywhere)
    }
}

impl Manifest {
    pub(super) fn new(
        (views, wanted): (&[View], &[Wanted<'_>]),
        (settings, checks, zone): (&Params, Option<&str>, &str),
        tables: &BTreeMap<String, String>,
        files: &[&Source],
        (branch, rows): (Option<&str>, Vec<String>),
        audits: &[&Source],
    ) -> Self {
        let hashed = |name: &str, text: &str| (name.to_owned(), digest(text));
        Self {
            form: FORM,
            program: format!("Duebook {}", env!("CARGO_PKG_VERSION")),
            periods: views.iter().copied().map(Seen::of).collect(),
            sums: wanted.iter().map(Sum::of).collect(),
            settings: settings
                .all()
                .map(|(name, cell)| (name.to_owned(), cell.to_string()))
                .chain(checks.map(|checks| ("engine.checks".to_owned(), checks.to_owned())))
                .collect(),
            zone: zone.to_owned(),
            tables: tables.iter().map(|(name, query)| hashed(name, query)).collect(),
            files: files.iter().map(|file| hashed(&file.name, &file.text)).collect(),
            branch: branch.map(str::to_owned),
            rows,
            audits: audits.iter().map(|audit| audit.stem().to_owned()).collect(),
        }
    }

    /// It as text, the same each time.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts and numbers are JSON") + "\n"
    }

    /// What `text` says, if this program can read it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text)
            .ok()
            .filter(|found: &Self| found.form == FORM)
    }

    /// The name of the job: another for anything that makes it another.
    pub fn job(&self) -> String {
        digest(&self.text())
    }

    /// What keeps results of this job from being the answer to `asked`; nothing if they are.
    pub(super) fn differs(&self, asked: &Self) -> Vec<Message> {
        let mut differs = Vec::new();
        for seen in asked.periods.iter().filter(|seen| !self.periods.contains(seen)) {
            let (period, as_of) = (seen.period.clone(), seen.as_of.clone());
            differs.push(say!("errors.engine.other.period", period, as_of));
        }
        for sum in &asked.sums {
            let has_same_periods = self.periods == asked.periods;
            if !self.sums.iter().any(|own| own.gives(sum, has_same_periods)) {
                differs.push(say!("errors.engine.other.sum", name = sum.name.clone()));
            }
        }
        let of = |own: &BTreeMap<String, String>, theirs: &BTreeMap<String, String>| -> Vec<String> {
            let others = theirs.iter().filter(|(name, value)| own.get(*name) != Some(*value));
            others.map(|(name, _)| name.clone()).collect()
        };
        for name in of(&self.files, &asked.files) {
            differs.push(say!("errors.engine.other.file", name));
        }
        for name in of(&self.settings, &asked.settings) {
            differs.push(say!("errors.engine.other.setting", name));
        }
        for name in of(&self.tables, &asked.tables) {
            differs.push(say!("errors.engine.other.table", name));
        }
        if let Some(branch) = asked.branch.clone().filter(|_| self.branch != asked.branch) {
            differs.push(say!("errors.engine.other.branch", branch));
        }
        if self.zone != asked.zone {
            differs.push(say!("errors.engine.other.setting", name = "zone".to_owned()));
        }
        differs
    }

    /// True if rows were held against the contract.
    pub(super) fn has_checks(&self) -> bool {
        self.settings.get("engine.checks").is_some_and(|said| said != NO_CHECKS)
    }

    /// The numbers of the periods here, each with that of the same one among `views`.
    pub(super) fn numbers(&self, views: &[View]) -> BTreeMap<i64, i64> {
        let wanted: Vec<Seen> = views.iter().copied().map(Seen::of).collect();
        let number = |place: usize| i64::try_from(place + 1).expect("few periods");
        let pairs = self.periods.iter().enumerate().filter_map(|(place, seen)| {
            let own = wanted.iter().position(|other| other == seen)?;
            Some((number(place), number(own)))
        });
        pairs.collect()
    }
}

/// SHA-256 of a text.
pub(super) fn digest(text: &str) -> String {
    hex(&Sha256::digest(text))
}
