//! The settings: every one with its default. What each may be stands in [`super::rules`].

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::contract::{NOTHING, TOTAL_WORDS};
use crate::decimal::Decimal;
use crate::locale::Locale;
use crate::period::{PeriodError, parse_day};
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
    /// Until which day each table of facts is complete, where the files do not tell.
    pub coverage: BTreeMap<String, Day>,
    /// What is accepted from files.
    pub ingest: IngestSettings,
    /// Thresholds the reports colour and word by.
    pub report: ReportSettings,
    /// Who sees what of people's data.
    pub privacy: PrivacySettings,
    /// Questions in SQL.
    pub query: QuerySettings,
    /// Who may decide what about pay.
    pub people: PeopleSettings,
    /// When pay needs more than one approval.
    pub pay: PaySettings,
    /// Another engine, where the data may not leave it.
    pub engine: EngineSettings,
    /// What is published for the browser.
    pub serve: ServeSettings,
    /// How people sign in to `duebook serve`.
    pub sign_in: SignInSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            company: String::new(),
            currency: "CNY".to_owned(),
            locale: Locale::default(),
            store: StoreSettings::default(),
            metrics: MetricSettings::default(),
            coverage: BTreeMap::new(),
            ingest: IngestSettings::default(),
            report: ReportSettings::default(),
            privacy: PrivacySettings::default(),
            query: QuerySettings::default(),
            people: PeopleSettings::default(),
            pay: PaySettings::default(),
            engine: EngineSettings::default(),
            serve: ServeSettings::default(),
            sign_in: SignInSettings::default(),
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

/// Who may decide what about pay; an empty list leaves it to everybody.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PeopleSettings {
    pub calculate: Vec<String>,
    /// Of these a period needs one who did not prepare it, once there are two.
    pub approve: Vec<String>,
    pub close: Vec<String>,
    pub rebook: Vec<String>,
}

impl PeopleSettings {
    /// True if nobody approves what they prepared themselves.
    pub fn four_eyes(&self) -> bool {
        let mut people: Vec<&str> = self.approve.iter().map(|name| name.trim()).collect();
        people.sort_unstable();
        people.dedup();
        people.len() >= 2
    }
}

/// When pay needs a second approval, where 0 is never; and what statements say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PaySettings {
    /// Above this amount to pay.
    pub second_above: Decimal,
    /// If the amount to pay differs by more than this share from that of the period before.
    pub second_change: Decimal,
    /// If a single adjustment is above this amount.
    pub second_adjustment: Decimal,
    /// The plan that pays adjustments which name none; empty: the first that pays the person.
    pub adjustments: String,
    /// Days after a statement within which a person may object; 0 says none.
    pub appeal_days: i64,
}

impl Default for PaySettings {
    fn default() -> Self {
        Self {
            second_above: Decimal::ZERO,
            second_change: Decimal::ZERO,
            second_adjustment: Decimal::ZERO,
            adjustments: String::new(),
            appeal_days: 7,
        }
    }
}

/// What the browser is shown, and what of it is kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServeSettings {
    /// True if each ingest publishes.
    pub publish_after_ingest: bool,
    /// Publications that are kept.
    pub keep: u32,
    /// A metric with more rows behind its figures than these has them on the command line alone.
    pub most_rows: u64,
    /// Memory for reading what was published.
    pub memory_limit: String,
    /// How many look-ups run at once.
    pub connections: u32,
}

impl Default for ServeSettings {
    fn default() -> Self {
        Self {
            publish_after_ingest: false,
            keep: 5,
            most_rows: 500_000,
            memory_limit: "512MB".to_owned(),
            connections: 4,
        }
    }
}

/// How people sign in to `duebook serve`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignInSettings {
    /// Minutes without a request after which a session ends.
    pub idle_minutes: u32,
    /// Hours after which it ends in any case.
    pub session_hours: u32,
    /// Roles that need a second factor.
    pub second_factor: Vec<String>,
    /// Characters a password has at least.
    pub password_min: u32,
    /// Days after which a password has to be set anew; 0 is never.
    pub password_max_age_days: u32,
}

impl Default for SignInSettings {
    fn default() -> Self {
        Self {
            idle_minutes: 30,
            session_hours: 12,
            second_factor: ["administrator", "hr", "compliance"].map(str::to_owned).to_vec(),
            password_min: 12,
            password_max_age_days: 0,
        }
    }
}

/// Apache Spark beside the data of a lake.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EngineSettings {
    /// The program that runs a file of SQL; empty where only a scheduler may, and results are taken.
    pub submit: String,
    /// What it is told before the file.
    pub arguments: Vec<String>,
    /// How the database begins in which a job makes its tables.
    pub database: String,
    /// Where results are put, a place that both see; empty: beside the job.
    pub results: String,
    /// The zone in which a moment of the lake has its day.
    pub zone: String,
    /// Whether rows of the lake are held against the contract.
    pub checks: Checks,
    /// What gives the rows of each table of the data.
    pub tables: BTreeMap<String, String>,
}

/// Whether something is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Checks {
    On,
    Off,
}

impl Default for EngineSettings {
    fn default() -> Self {
        Self {
            submit: "spark-sql".to_owned(),
            arguments: Vec::new(),
            database: "duebook".to_owned(),
            results: String::new(),
            zone: "Asia/Shanghai".to_owned(),
            checks: Checks::On,
            tables: BTreeMap::new(),
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
    /// About how much room figures may take that were computed and are kept, such as `256MB`; `0MB` keeps none.
    pub kept_figures: String,
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self {
            memory_limit: "4GB".to_owned(),
            threads: 0,
            kept_figures: "256MB".to_owned(),
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
    /// When the working day begins and ends, such as `09:00`.
    pub working_from: String,
    pub working_to: String,
    /// Minutes of working time within which a problem is handed over to who answers for it.
    pub routing_minutes: i32,
    /// Days after which a problem that is not resolved is open too long.
    pub issue_days: i32,
    /// Days within which a complaint is closed in time.
    pub complaint_days: i32,
    /// Days within which an error of the same person, kind and cause is a repeated one.
    pub repeat_days: i32,
    /// Days after its issue within which a review of service comes back in time.
    pub form_return_days: i32,
    /// Days after its return within which it is graded in time.
    pub form_review_days: i32,
    /// On fewer cases than these (items, policies, answers; never money) a value is marked as a low sample and not ranked.
    pub low_sample: i64,
    /// Days a table of facts may end before the period does without the period being partial.
    pub coverage_days: i64,
    /// The same of what happens rarely: errors, surveys, complaints, events of policies, forms and meetings.
    pub rare_coverage_days: i64,
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
            working_from: "09:00".to_owned(),
            working_to: "18:00".to_owned(),
            routing_minutes: 120,
            issue_days: 3,
            complaint_days: 15,
            repeat_days: 90,
            form_return_days: 7,
            form_review_days: 3,
            low_sample: 10,
            coverage_days: 3,
            rare_coverage_days: 35,
            presets: Vec::new(),
        }
    }
}

/// A day, written `2026-06-30` with or without quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenDay")]
pub struct Day(pub NaiveDate);

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenDay {
    Date(toml::value::Datetime),
    Text(String),
}

impl TryFrom<WrittenDay> for Day {
    type Error = PeriodError;

    fn try_from(written: WrittenDay) -> Result<Self, PeriodError> {
        let text = match written {
            WrittenDay::Date(date) => date.to_string(),
            WrittenDay::Text(text) => text,
        };
        parse_day(&text).map(Self)
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

/// Questions in SQL.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuerySettings {
    /// Seconds after which a question is stopped.
    pub timeout: u32,
}

impl Default for QuerySettings {
    fn default() -> Self {
        Self { timeout: 600 }
    }
}

/// Thresholds of the reports.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReportSettings {
    /// Rate from which the state of a value without a target is 祝贺达成.
    pub achieved: Decimal,
    /// Rate from which it is 一步之遥.
    pub close: Decimal,
    /// Rate from which it is 追赶进度; below it is 需改善.
    pub catching_up: Decimal,
    /// Attainment of its own target from which a value is near it: ◐, 一步之遥.
    pub near_target: Decimal,
    /// Attainment of its own target from which the state is 追赶进度; below it is 需改善.
    pub far_target: Decimal,
    /// The least span of the axis of a share's trend.
    pub trend_span: Decimal,
    /// Chance of not being renewed from which an item is at high risk.
    pub risk_high: Decimal,
    /// The same for middle risk; below it is low.
    pub risk_middle: Decimal,
    /// About so many matured items are looked at by the risk model; of a larger book it takes a sample of policies.
    pub risk_sample: u32,
    /// What of a worklist comes first: `value_at_risk` or `annual_premium`.
    pub worklist_order: String,
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
            far_target: Decimal::new(75, 2),
            trend_span: Decimal::new(5, 2),
            risk_high: Decimal::new(30, 2),
            risk_middle: Decimal::new(10, 2),
            risk_sample: 200_000,
            worklist_order: "value_at_risk".to_owned(),
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
    /// Names of customers on statements.
    pub customers: Names,
}

/// How names of customers are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Names {
    /// The first character.
    #[default]
    Masked,
    Full,
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
