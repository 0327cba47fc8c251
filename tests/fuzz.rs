//! Whatever a person writes into settings, plans, conditions, numbers and templates: it is taken or refused with a place,
//! never by a crash, and what is taken is taken again. And whatever becomes of the bytes of a record: it has the entries that
//! were added, or says that it has not.
//!
//! `make test` tries a fixed handful of each. Longer, each target alone:
//!
//! ```sh
//! DUEBOOK_FUZZ_SECONDS=180 cargo test $DUEBOOK_CARGO_FLAGS --test fuzz -- --nocapture --test-threads 1
//! ```
//!
//! Inputs are texts as they should be, cut, joined, repeated and spoiled. `DUEBOOK_FUZZ_SEED` begins another sequence.

mod common;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use common::knowing;
use duebook::incentive::Number;
use duebook::incentive::plan::{Known, MetricInfo, read};
use duebook::library::Library;
use duebook::metrics::Catalog;
use duebook::random::Dice;
use duebook::record::{Draft, Head, Record};
use duebook::template;
use duebook::workspace::{SETTINGS_TEMPLATE, Workspace};

/// Inputs of a target in `make test`.
const FEW: u64 = 150;
/// No input is longer.
const MOST_BYTES: usize = 30_000;
/// No input may take longer, on a busy machine either.
const MOST_TIME: Duration = Duration::from_mins(2);

/// What breaks readers.
const TOKENS: [&str; 44] = [
    "(",
    ")",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "\"",
    "\"\"\"",
    "'",
    "=",
    ".",
    ",",
    "\n",
    "\r",
    "\0",
    "\u{feff}",
    "#",
    "-",
    "--",
    "+",
    "1",
    "0x",
    "1e9999",
    "nan",
    "999999999999999999999999999999",
    "0.000000000000000000000000000001",
    "/0",
    "1979-05-27",
    " and ",
    " or ",
    "not ",
    "{{",
    "}}",
    "{%",
    "%}",
    "{% for a in range(9) %}",
    "{% endfor %}",
    "{% if 1 %}",
    "{% set x = x ~ x %}",
    "|e",
    "\u{202e}",
    "甲",
];

fn number_from(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

fn below(dice: &mut Dice, limit: usize) -> usize {
    usize::try_from(dice.roll() >> 1).unwrap_or(0) % limit.max(1)
}

/// One of the seeds, spoiled in one to six places.
fn input(dice: &mut Dice, seeds: &[String]) -> String {
    let mut text: Vec<char> = seeds[below(dice, seeds.len())].chars().collect();
    for _ in 0..=below(dice, 6) {
        let from = below(dice, text.len() + 1);
        let to = (from + below(dice, 60)).min(text.len());
        match below(dice, 6) {
            0 => drop(text.drain(from..to)),
            1 | 2 => drop(text.splice(from..from, TOKENS[below(dice, TOKENS.len())].chars())),
            3 => {
                let times = [2, 3, 50, 2_000][below(dice, 4)];
                let part: Vec<char> = text[from..to].repeat(times);
                drop(text.splice(from..from, part));
            }
            4 => {
                let other: Vec<char> = seeds[below(dice, seeds.len())].chars().collect();
                let start = below(dice, other.len());
                drop(text.splice(from..to, other[start..].iter().copied()));
            }
            _ => {
                let token = TOKENS[below(dice, TOKENS.len())].repeat([1, 20, 3_000][below(dice, 3)]);
                drop(text.splice(from..to, token.chars()));
            }
        }
        text.truncate(MOST_BYTES);
    }
    text.into_iter().collect()
}

/// Feeds a target a few texts, or until the time is over. The test says if one was taken.
fn fuzz(target: &str, seeds: &[String], mut is_taken: impl FnMut(&str) -> bool) {
    for seed in seeds {
        assert!(is_taken(seed), "{target}: {seed}");
    }
    rounds(target, |dice| {
        let text = input(dice, seeds);
        let begun = Instant::now();
        let is_taken = is_taken(&text);
        assert!(begun.elapsed() < MOST_TIME, "{target}: {text}");
        is_taken
    });
}

/// Tries a few inputs, or until the time is over; `is_taken` makes one and tries it.
fn rounds(target: &str, mut is_taken: impl FnMut(&mut Dice) -> bool) {
    let time = number_from("DUEBOOK_FUZZ_SECONDS").map(Duration::from_secs);
    let mut dice = Dice::new(number_from("DUEBOOK_FUZZ_SEED").unwrap_or(1));
    let (started, mut count, mut taken, mut slowest) = (Instant::now(), 0_u64, 0_u64, Duration::ZERO);
    while time.map_or(count < FEW, |time| started.elapsed() < time) {
        let begun = Instant::now();
        taken += u64::from(is_taken(&mut dice));
        slowest = slowest.max(begun.elapsed());
        count += 1;
    }
    eprintln!("{target}: {count} inputs, {taken} of them taken, slowest {slowest:?}");
    assert!(count > taken, "{target}: nothing was ever refused");
}

/// A refusal has a sentence, and places in it lie in the text.
fn told(error: &duebook::Error, text: &str) -> bool {
    let lines = text.lines().count() + 1;
    for one in error.iter() {
        assert!(!one.to_string().is_empty());
        let line = one.place().and_then(|place| place.position).map_or(1, |(line, _)| line);
        assert!(line <= lines, "{line} of {lines}: {one}");
    }
    assert!(error.to_string().len() < 1_000_000);
    false
}

#[test]
fn settings() {
    let folder = tempfile::tempdir().unwrap();
    Workspace::init(folder.path()).unwrap();
    let written: String = SETTINGS_TEMPLATE
        .lines()
        .map(|line| line.trim_start_matches("# ").to_owned() + "\n")
        .collect();
    let plain: String = written
        .lines()
        .filter(|line| line.contains(" = ") || line.starts_with('['))
        .fold(String::new(), |text, line| text + line + "\n");
    let seeds = [
        plain,
        SETTINGS_TEMPLATE.to_owned(),
        "company = \"甲\"\n[report]\nachieved = 0.9\n".to_owned(),
    ];
    fuzz("settings", &seeds, |text| {
        fs::write(folder.path().join("duebook.toml"), text).unwrap();
        match Workspace::find(folder.path()) {
            Ok(workspace) => {
                let settings = &workspace.settings;
                assert!((0..=366).contains(&settings.metrics.grace_days) && settings.store.threads <= 256);
                assert!(settings.report.achieved >= settings.report.catching_up);
                true
            }
            Err(error) => told(&error, text),
        }
    });
}

#[test]
fn plans() {
    let library = Library::shipped();
    let known = Known::of_catalog(&Catalog::load(&library).unwrap());
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("plans/examples");
    let mut seeds = Vec::new();
    for name in ["contest", "team-bonus", "scorecard"] {
        let text = fs::read_to_string(examples.join(name).join("plan.toml")).unwrap();
        if !text.contains("[[rate_table]]") {
            seeds.push(text);
        }
    }
    assert!(seeds.len() > 1);
    fuzz("plan", &seeds, |text| {
        match read::parse(text, "plan.toml", &examples, &known) {
            Ok(plan) => {
                let again = read::parse(text, "plan.toml", &examples, &known).unwrap();
                assert_eq!(plan.head.hash, again.head.hash);
                true
            }
            Err(error) => told(&error, text),
        }
    });
}

#[test]
fn conditions() {
    let plan =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/own/gate-multiply/plan.toml"))
            .unwrap();
    let (before, rest) = plan.split_once("when = \"").unwrap();
    let (_, after) = rest.split_once('"').unwrap();
    let mut known = knowing("sales");
    let rate = MetricInfo {
        has_denominator: true,
        columns: vec!["channel".to_owned()],
        ..known.metrics["sales"].clone()
    };
    known.metrics.insert("rate".to_owned(), rate);
    let seeds = [
        "rate > 0.5",
        "not (rate.numerator >= 10 or team.rate < 0.1) and rate != 1",
        "team.rate[channel=a|b].numerator > 1",
        "((rate.attainment <= 1.05)) or not not company.rate == -3",
    ]
    .map(str::to_owned);
    let before = before.replace("measure = \"sales\"", "measure = \"sales\"\npart = \"numerator\"");
    fuzz("condition", &seeds, |condition| {
        let quoted = toml::Value::String(condition.to_owned()).to_string();
        let text = format!("{before}when = {quoted}\non_undefined = \"fail{}{after}", '"');
        match read::parse(&text, "plan.toml", Path::new("."), &known) {
            Ok(_) => true,
            Err(error) => told(&error, &text),
        }
    });
}

#[test]
fn numbers() {
    let seeds = ["0", "-3", "0.05", "12345678901234567890.123", "1/3", "-22/7", "007"].map(str::to_owned);
    fuzz("number", &seeds, |text| {
        let text = text.get(..5_000).unwrap_or(text);
        if let Some(number) = Number::parse(text) {
            assert_eq!(Number::parse_exact(&number.exact()), Some(number.clone()));
            assert_eq!(Number::parse(&number.to_string()), Some(number));
        }
        let Some(number) = Number::parse_exact(text) else {
            return false;
        };
        assert_eq!(Number::parse_exact(&number.exact()), Some(number.clone()));
        let rounded = number.round(2, duebook::incentive::Mode::HalfUp);
        let difference = (&rounded - &number).abs();
        assert!(&difference + &difference <= Number::unit(2), "{text}");
        true
    });
}

#[test]
fn templates() {
    let library = Library::shipped();
    let mut seeds: Vec<String> = library
        .files()
        .filter(|file| file.name.contains(".j2") && file.text.len() < 3_000)
        .take(40)
        .map(|file| file.text.clone())
        .collect();
    seeds.push("{% for row in rows %}{{ row }}{% if loop.last %}.{% else %}, {% endif %}{% endfor %}".to_owned());
    let environment = template::environment();
    fuzz("template", &seeds, |text| {
        let is_one = template::check("x.j2", text).is_ok();
        let context = minijinja::context! { rows => (0..100).collect::<Vec<_>>() };
        let rendered = template::render_text(&environment, "x.j2", text, context);
        assert!(is_one || rendered.is_err());
        is_one
    });
}

#[test]
fn records() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::init(folder.path()).unwrap();
    let drafts = (0..60).map(|number| Draft {
        at: Some("2026-07-01T08:00:00Z".to_owned()),
        person: Some("李".to_owned()),
        kind: "approve".to_owned(),
        plan: Some("plan".to_owned()),
        period: Some("2026-06".to_owned()),
        payload: format!("{{\"run\": {number}, \"why\": \"{}\"}}", "已核对".repeat(20)),
    });
    let mut record = Record::open_or_make(&workspace).unwrap();
    record.append(&Head::default(), drafts.collect()).unwrap();
    let entries = record.entries().unwrap();
    drop(record);
    let whole = fs::read(workspace.record_path()).unwrap();
    rounds("record", |dice| {
        let mut bytes = whole.clone();
        for _ in 0..=below(dice, 3) {
            let at = below(dice, bytes.len());
            match below(dice, 5) {
                0 => bytes[at] ^= 1 << below(dice, 8),
                1 => bytes[at] = u8::try_from(below(dice, 256)).unwrap(),
                2 => bytes.truncate(at.max(1)),
                3 => {
                    // A page in another's place.
                    let (from, to) = (at / 4096 * 4096, below(dice, bytes.len()) / 4096 * 4096);
                    let page = bytes[from..(from + 4096).min(bytes.len())].to_vec();
                    let end = (to + page.len()).min(bytes.len());
                    bytes[to..end].copy_from_slice(&page[..end - to]);
                }
                _ => {
                    let end = (at + below(dice, 600)).min(bytes.len());
                    bytes[at..end].fill(0);
                }
            }
        }
        fs::write(workspace.record_path(), &bytes).unwrap();
        let Ok(Some(record)) = Record::open(&workspace) else {
            return false;
        };
        let found = record.entries();
        let Ok(found) = found else {
            assert!(!record.faults().is_empty());
            return false;
        };
        // Entries at the end may be gone, which the store knows; none is another.
        assert!(entries.starts_with(&found));
        found.len() == entries.len()
    });
}
