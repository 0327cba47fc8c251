//! What each setting may be: a line for each. What a settings file says is held against it before anything is read.
//!
//! All mistakes are told at once, each with its place. Words of the data, such as kinds of funding, come from the
//! contract, which a workspace may have laid its own files over.

use std::str::FromStr as _;

use super::settings::Settings;
use crate::decimal::Decimal;
use crate::diagnostic::did_you_mean;
use crate::message::{Message, say};

/// What a setting may be.
pub(super) enum Rule {
    /// One line of at most so many characters.
    Text(usize),
    OneOf(&'static [&'static str]),
    /// Text of a certain form, and what that is called.
    Form(fn(&str) -> bool, &'static str),
    /// A whole number from, to.
    Whole(i64, i64),
    /// A number from, to.
    Number(Decimal, Decimal),
    /// A size such as `4GB` from, to, in bytes.
    Size(i64, i64),
    /// A day such as 2026-06-30, in quotes or not.
    Day,
    /// `true` or `false`.
    Flag,
    Texts,
    /// A list of some of these words.
    EachOf(&'static [&'static str]),
    /// Texts by names.
    TextsByName,
    /// Words of a column of the contract; true if there may be none.
    Words {
        table: &'static str,
        column: &'static str,
        may_be_none: bool,
    },
}

const SHARE: Rule = Rule::Number(Decimal::ZERO, Decimal::ONE);
const ATTAINMENT: Rule = Rule::Number(Decimal::ZERO, Decimal::TEN);
const LIMIT: Rule = Rule::Number(Decimal::ZERO, Decimal::MAX);
const DAYS: Rule = Rule::Whole(0, 366);
const TIME: Rule = Rule::Form(is_time, "a time such as 09:00");
const MILLION: i64 = 1_000_000;

/// Every setting by its section; those above the sections have none.
pub(super) const RULES: &[(&str, &str, Rule)] = &[
    ("", "company", Rule::Text(200)),
    (
        "",
        "currency",
        Rule::Form(is_currency, "a currency code of three capital letters"),
    ),
    ("", "locale", Rule::OneOf(&["zh-CN", "en"])),
    (
        "store",
        "memory_limit",
        Rule::Size(256 * MILLION, 64 * MILLION * MILLION),
    ),
    ("store", "threads", Rule::Whole(0, 256)),
    ("store", "kept_figures", Rule::Size(0, 64 * MILLION * MILLION)),
    ("metrics", "grace_days", DAYS),
    (
        "metrics",
        "counted_funding",
        Rule::Words {
            table: "payments",
            column: "funding",
            may_be_none: false,
        },
    ),
    (
        "metrics",
        "exempting_events",
        Rule::Words {
            table: "policy_events",
            column: "kind",
            may_be_none: true,
        },
    ),
    ("metrics", "conversion_days", DAYS),
    ("metrics", "working_from", TIME),
    ("metrics", "working_to", TIME),
    ("metrics", "routing_minutes", Rule::Whole(1, 10_000)),
    ("metrics", "issue_days", DAYS),
    ("metrics", "complaint_days", DAYS),
    ("metrics", "repeat_days", DAYS),
    ("metrics", "form_return_days", DAYS),
    ("metrics", "form_review_days", DAYS),
    ("metrics", "low_sample", Rule::Whole(0, MILLION)),
    ("metrics", "coverage_days", DAYS),
    ("metrics", "rare_coverage_days", DAYS),
    ("metrics", "presets", Rule::Texts),
    ("coverage", "payments", Rule::Day),
    ("coverage", "activities", Rule::Day),
    ("coverage", "collaborations", Rule::Day),
    ("coverage", "errors", Rule::Day),
    ("coverage", "surveys", Rule::Day),
    ("coverage", "complaints", Rule::Day),
    ("coverage", "policy_events", Rule::Day),
    ("coverage", "issues", Rule::Day),
    ("coverage", "suggestions_received", Rule::Day),
    ("coverage", "tasks", Rule::Day),
    ("coverage", "visits", Rule::Day),
    ("coverage", "service_reviews", Rule::Day),
    ("coverage", "customer_ratings", Rule::Day),
    ("coverage", "meetings", Rule::Day),
    ("coverage", "meeting_actions", Rule::Day),
    ("coverage", "coaching", Rule::Day),
    ("ingest", "max_reject_share", SHARE),
    ("ingest", "nothing", Rule::Texts),
    ("ingest", "total_words", Rule::Texts),
    ("ingest", "tables", Rule::TextsByName),
    ("ingest", "max_rows", Rule::Whole(1, 1_000 * MILLION)),
    ("ingest", "max_columns", Rule::Whole(1, 16_384)),
    ("ingest", "max_cells", Rule::Whole(1, 1_000_000 * MILLION)),
    ("ingest", "max_unpacked_bytes", Rule::Whole(1, 1_000_000 * MILLION)),
    ("ingest", "max_text_bytes", Rule::Whole(1, 100 * MILLION)),
    ("report", "achieved", ATTAINMENT),
    ("report", "close", ATTAINMENT),
    ("report", "catching_up", ATTAINMENT),
    ("report", "near_target", SHARE),
    ("report", "far_target", SHARE),
    ("report", "trend_span", SHARE),
    ("report", "risk_high", SHARE),
    ("report", "risk_middle", SHARE),
    ("report", "risk_sample", Rule::Whole(0, 10 * MILLION)),
    (
        "report",
        "worklist_order",
        Rule::OneOf(&["value_at_risk", "annual_premium"]),
    ),
    ("report", "accent", Rule::Form(is_colour, "a colour such as #1f5fa8")),
    ("privacy", "phones", Rule::OneOf(&["own", "masked", "full"])),
    ("privacy", "customers", Rule::OneOf(&["masked", "full"])),
    ("query", "timeout", Rule::Whole(1, 86_400)),
    ("people", "calculate", Rule::Texts),
    ("people", "approve", Rule::Texts),
    ("people", "close", Rule::Texts),
    ("people", "rebook", Rule::Texts),
    ("pay", "second_above", LIMIT),
    ("pay", "second_change", ATTAINMENT),
    ("pay", "second_adjustment", LIMIT),
    ("pay", "adjustments", Rule::Text(200)),
    ("pay", "appeal_days", DAYS),
    ("engine", "submit", Rule::Text(1000)),
    ("engine", "arguments", Rule::Texts),
    (
        "engine",
        "database",
        Rule::Form(is_name, "a name of letters, digits and _"),
    ),
    ("engine", "results", Rule::Text(1000)),
    (
        "engine",
        "zone",
        Rule::Form(is_zone, "a time zone such as Asia/Shanghai"),
    ),
    ("engine", "checks", Rule::OneOf(&["on", "off"])),
    ("engine", "tables", Rule::TextsByName),
    ("serve", "publish_after_ingest", Rule::Flag),
    ("serve", "keep", Rule::Whole(1, 1_000)),
    ("serve", "most_rows", Rule::Whole(0, 100 * MILLION)),
    (
        "serve",
        "memory_limit",
        Rule::Size(128 * MILLION, 64 * MILLION * MILLION),
    ),
    ("serve", "connections", Rule::Whole(1, 64)),
    ("sign_in", "idle_minutes", Rule::Whole(1, 1_440)),
    ("sign_in", "session_hours", Rule::Whole(1, 168)),
    (
        "sign_in",
        "second_factor",
        Rule::EachOf(&[
            "company_manager",
            "branch_manager",
            "team_lead",
            "specialist",
            "hr",
            "compliance",
            "administrator",
        ]),
    ),
    ("sign_in", "password_min", Rule::Whole(8, 64)),
    ("sign_in", "password_max_age_days", Rule::Whole(0, 3_650)),
];

/// Two settings of a section of which the first is not below the second.
pub(super) struct Order {
    pub(super) section: &'static str,
    pub(super) high: (&'static str, Decimal),
    pub(super) low: (&'static str, Decimal),
}

pub(super) fn orders(settings: &Settings) -> [Order; 4] {
    let report = &settings.report;
    let order = |high, low| Order {
        section: "report",
        high,
        low,
    };
    let close = ("close", report.close);
    [
        order(("achieved", report.achieved), close),
        order(close, ("catching_up", report.catching_up)),
        order(("near_target", report.near_target), ("far_target", report.far_target)),
        order(("risk_high", report.risk_high), ("risk_middle", report.risk_middle)),
    ]
}

fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_time(text: &str) -> bool {
    second_of_day(text).is_some()
}

/// The second of the day of a time such as `09:00`; the end of the day is `24:00`.
pub fn second_of_day(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let number = |digits: &str| {
        let fits = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| digits.parse::<i64>().ok())?
    };
    let minutes = 60 * number(hour)? + number(minute).filter(|minute| *minute < 60)?;
    (minutes <= 24 * 60).then_some(60 * minutes)
}

fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_name(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.len() <= 60 && text.chars().all(fits)
}

fn is_zone(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "/_+-:".contains(c);
    !text.is_empty() && text.len() <= 60 && text.chars().all(fits)
}

/// A size in bytes, as the database reads it.
pub fn bytes_of(size: &str) -> Option<i64> {
    const UNITS: [(&str, i64); 8] = [
        ("kb", 1_000),
        ("mb", 1_000_000),
        ("gb", 1_000_000_000),
        ("tb", 1_000_000_000_000),
        ("kib", 1 << 10),
        ("mib", 1 << 20),
        ("gib", 1 << 30),
        ("tib", 1 << 40),
    ];
    let digits = size.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = size.split_at(digits);
    let unit = unit.trim().to_ascii_lowercase();
    let (_, unit) = UNITS.into_iter().find(|(name, _)| *name == unit)?;
    let bytes = Decimal::from_str(number).ok()?.checked_mul(unit.into())?;
    bytes.trunc().try_into().ok()
}

impl Rule {
    /// What is wanted, where something of another type is found.
    pub(super) fn wanted(&self) -> &'static str {
        match self {
            Self::Text(_) | Self::OneOf(_) | Self::Form(..) | Self::Size(..) => "text in quotes",
            Self::Whole(..) => "a whole number",
            Self::Number(..) => "a number",
            Self::Day => "a day such as 2026-06-30",
            Self::Flag => "true or false",
            Self::Texts | Self::EachOf(_) | Self::Words { .. } => "a list of texts",
            Self::TextsByName => "a table of texts",
        }
    }
}

pub(super) fn rule(section: &str, key: &str) -> Option<&'static Rule> {
    let found = RULES.iter().find(|(own, name, _)| *own == section && *name == key);
    found.map(|(.., rule)| rule)
}

pub(super) fn has_section(name: &str) -> bool {
    !name.is_empty() && RULES.iter().any(|(section, ..)| *section == name)
}

/// What may be meant: a near key of the section, else where the key belongs, else what there is.
pub(super) fn unknown_hint(section: &str, key: &str) -> Message {
    let elsewhere = RULES.iter().find(|(_, name, _)| *name == key);
    if let Some((own, ..)) = elsewhere.filter(|(own, ..)| !own.is_empty()) {
        return say!("errors.setting.unknown.elsewhere", section = (*own).to_owned());
    }
    let here = RULES.iter().filter(|(own, ..)| *own == section);
    did_you_mean(key, &here.map(|(_, name, _)| *name).collect::<Vec<_>>())
}

pub(super) fn size(bytes: i64) -> String {
    if bytes >= MILLION * MILLION {
        format!("{}TB", bytes / (MILLION * MILLION))
    } else {
        format!("{}MB", bytes / MILLION)
    }
}
