//! The settings: every one with its default, all mistakes at once with their places.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::error::WorkspaceError;
use super::template::SETTINGS_FILE;
use crate::contract::{NOTHING, TOTAL_WORDS};
use crate::decimal::Decimal;
use crate::diagnostic::{Place, Result};
use crate::locale::Locale;
use crate::message::Say;
use crate::wording::Wording;

/// The settings of a workspace. Every field has a default; an unknown one is an error.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Name of the company as reports print it; empty: the words for the whole company.
    pub company: String,
    /// Currency code printed beside money.
    pub currency: String,
    /// Language of reports: `zh-CN` or `en`.
    pub locale: Locale,
    /// How the embedded database may use the machine.
    pub store: StoreSettings,
    /// Numbers in the metrics' definitions.
    pub metrics: MetricSettings,
    /// What is accepted from files.
    pub ingest: IngestSettings,
    /// Thresholds the reports colour and word by.
    pub report: ReportSettings,
    /// Who sees what of people's data.
    pub privacy: PrivacySettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            company: String::new(),
            currency: "CNY".to_owned(),
            locale: Locale::default(),
            store: StoreSettings::default(),
            metrics: MetricSettings::default(),
            ingest: IngestSettings::default(),
            report: ReportSettings::default(),
            privacy: PrivacySettings::default(),
        }
    }
}

impl Settings {
    /// What reports call the whole company.
    pub fn company_name<'s>(&'s self, wording: &'s Wording) -> &'s str {
        if self.company.is_empty() {
            wording.word("level.whole_company")
        } else {
            &self.company
        }
    }
}

/// Settings of the embedded database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreSettings {
    /// Memory the database may use before it spills to disk, such as `4GB`.
    pub memory_limit: String,
    /// Threads; 0 takes one per core.
    pub threads: u32,
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self {
            memory_limit: "4GB".to_owned(),
            threads: 0,
        }
    }
}

/// Numbers and lists in the definitions of metrics.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MetricSettings {
    /// Grace of a due item that names none, in days.
    pub grace_days: i32,
    /// Kinds of funding that count as paid by the customer.
    pub counted_funding: Vec<String>,
    /// Policy events after which nothing is owed.
    pub exempting_events: Vec<String>,
    /// Days after a contact within which a payment counts as converted.
    pub conversion_days: i32,
    /// Below this denominator a value is marked as a low sample and not ranked.
    pub low_sample: i64,
    /// Company variants of metrics in place of the shipped ones: folders of `queries/metrics/presets/`.
    pub presets: Vec<String>,
}

impl Default for MetricSettings {
    fn default() -> Self {
        let words = |list: &[&str]| list.iter().map(|&w| w.to_owned()).collect();
        Self {
            grace_days: 60,
            counted_funding: words(&["customer", "prepaid_balance", "policy_loan_repayment"]),
            exempting_events: words(&[
                "death_claim",
                "maturity",
                "waiver",
                "free_look",
                "rescission",
                "transfer_out",
            ]),
            conversion_days: 7,
            low_sample: 10,
            presets: Vec::new(),
        }
    }
}

/// What is accepted from files.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IngestSettings {
    /// Share of rejected rows above which a file is refused as a whole.
    pub max_reject_share: Decimal,
    /// Whole cells, as spelled, that mean nothing.
    pub nothing: Vec<String>,
    /// Whole cells by which a row is a sum and no data.
    pub total_words: Vec<String>,
    /// Tables or layouts of files (or sheets) by how their names begin.
    pub tables: BTreeMap<String, String>,
    /// Rows one sheet may have.
    pub max_rows: u64,
    /// Columns one sheet may have.
    pub max_columns: u64,
    /// Cells one file may have.
    pub max_cells: u64,
    /// Bytes a compressed file (a workbook too) may unpack to.
    pub max_unpacked_bytes: u64,
    /// Bytes one cell, or one line of a text file, may have.
    pub max_text_bytes: u64,
}

impl Default for IngestSettings {
    fn default() -> Self {
        Self {
            max_reject_share: Decimal::new(5, 2),
            nothing: NOTHING.map(str::to_owned).to_vec(),
            total_words: TOTAL_WORDS.map(str::to_owned).to_vec(),
            tables: BTreeMap::new(),
            max_rows: 200_000_000,
            max_columns: 1_000,
            max_cells: 5_000_000_000,
            max_unpacked_bytes: 20_000_000_000,
            max_text_bytes: 1_000_000,
        }
    }
}

/// Thresholds of the reports.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReportSettings {
    /// Attainment from which the state is 祝贺达成.
    pub achieved: Decimal,
    /// Attainment from which the state is 一步之遥.
    pub close: Decimal,
    /// Attainment from which the state is 追赶进度; below it is 需改善.
    pub catching_up: Decimal,
    /// Attainment of its own target from which a value is near it: ◐.
    #[serde(deserialize_with = "share")]
    pub near_target: Decimal,
    /// Chance of not being renewed from which an item is at high risk.
    pub risk_high: Decimal,
    /// The same for middle risk; below it is low.
    pub risk_middle: Decimal,
    /// About so many matured items are looked at by the risk model; of a larger book it takes a sample of policies.
    pub risk_sample: u32,
    /// Accent colour of charts, `#rrggbb`.
    pub accent: String,
}

impl Default for ReportSettings {
    fn default() -> Self {
        Self {
            achieved: Decimal::new(80, 2),
            close: Decimal::new(60, 2),
            catching_up: Decimal::new(50, 2),
            near_target: Decimal::new(90, 2),
            risk_high: Decimal::new(30, 2),
            risk_middle: Decimal::new(10, 2),
            risk_sample: 200_000,
            accent: "#1f5fa8".to_owned(),
        }
    }
}

/// Who sees what of people's data.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrivacySettings {
    /// Phone numbers of customers.
    pub phones: Phones,
}

/// Who sees whole phone numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phones {
    /// A specialist, in the own worklist.
    #[default]
    Own,
    /// Nobody.
    Masked,
    /// Everybody.
    Full,
}

/// A part of a whole: 0 to 1.
fn share<'de, D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Decimal, D::Error> {
    let share = <Decimal as Deserialize>::deserialize(deserializer)?;
    if (Decimal::ZERO..=Decimal::ONE).contains(&share) {
        Ok(share)
    } else {
        Err(serde::de::Error::custom(format!(
            "{share} is no share: write a number from 0 to 1"
        )))
    }
}

/// The settings, or every mistake in them: the parser stops at the first, so each is blanked out before it goes on.
pub(super) fn parse_settings(text: &str) -> Result<Settings> {
    const MOST: usize = 20;
    let mut rest = text.to_owned();
    let mut mistakes = Vec::new();
    while mistakes.len() < MOST {
        let error = match toml::from_str(&rest) {
            Ok(settings) if mistakes.is_empty() => return Ok(settings),
            Ok(_) => break,
            Err(error) => error,
        };
        mistakes.push(WorkspaceError::Settings {
            message: Say::message(&error),
            place: error.span().map(|span| Place::in_text(SETTINGS_FILE, text, span.start)),
        });
        // Where the text is no TOML at all, nothing behind it can be told.
        let is_toml = rest.parse::<toml::Table>().is_ok();
        let Some(span) = error.span().filter(|_| is_toml) else {
            break;
        };
        let without = without_entry(&rest, span);
        if without == rest {
            break;
        }
        rest = without;
    }
    Err(crate::Error::all(mistakes).expect_err("there is one, or the settings were returned"))
}

/// `text` with the lines of the entry at `span` blank, so that all other places stay; of a heading the whole section.
fn without_entry(text: &str, span: std::ops::Range<usize>) -> String {
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = |from: usize| text[from..].find('\n').map_or(text.len(), |at| from + at);
    let is_heading = text[start..].starts_with('[');
    let end = if is_heading {
        text[start + 1..].find("\n[").map_or(text.len(), |at| start + 1 + at)
    } else {
        line_end(span.end.max(start))
    };
    let blank: String = text[start..end]
        .bytes()
        .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
        .collect();
    format!("{}{blank}{}", &text[..start], &text[end..])
}

#[cfg(test)]
mod tests {
    use super::super::template::SETTINGS_TEMPLATE;
    use super::*;

    #[test]
    fn the_template_says_the_defaults() {
        let uncommented: String = SETTINGS_TEMPLATE
            .lines()
            .map(|line| {
                line.strip_prefix("# ")
                    .filter(|l| l.contains(" = "))
                    .unwrap_or(line)
                    .to_owned()
                    + "\n"
            })
            .collect();
        let written = parse_settings(&uncommented).unwrap();
        assert_eq!(format!("{written:?}"), format!("{:?}", Settings::default()));
        parse_settings(SETTINGS_TEMPLATE).unwrap();
    }

    #[test]
    fn a_mistake_has_its_place() {
        let error = parse_settings("company = \"甲\"\n[metrics]\ngrace_dayz = 60\n")
            .unwrap_err()
            .to_string();
        assert!(error.contains("duebook.toml:3:1"), "{error}");
        assert!(error.contains("grace_dayz"), "{error}");
    }

    #[test]
    fn a_share_lies_between_nothing_and_all() {
        for (text, fits) in [
            ("0", true),
            ("0.75", true),
            ("1", true),
            ("1.01", false),
            ("-0.1", false),
        ] {
            let read = parse_settings(&format!("[report]\nnear_target = \"{text}\"\n"));
            assert_eq!(read.is_ok(), fits, "{text}");
            if let Err(error) = read {
                assert!(error.to_string().contains("duebook.toml:2:15"), "{error}");
            }
        }
    }

    #[test]
    fn all_mistakes_come_at_once() {
        let text = "company = 1\n[metrcs]\ngrace_days = 1\n[metrics]\ngrace_days = \"x\"\ncounted_funding = [\n  1,\n]\n\
                    [store]\nthreads = -1\n";
        let error = parse_settings(text).unwrap_err();
        let places: Vec<String> = error
            .iter()
            .filter_map(crate::diagnostic::Diagnose::place)
            .map(|p| p.to_string())
            .collect();
        assert_eq!(places.len(), 5, "{error}");
        for line in [1, 2, 5, 7, 10] {
            assert!(
                places.iter().any(|p| p.starts_with(&format!("duebook.toml:{line}:"))),
                "{error}"
            );
        }
    }
}
