//! Every rule of the settings, seen to refuse and to take.

use super::rules::{RULES, bytes_of};
use super::settings::Settings;
use super::template::SETTINGS_TEMPLATE;
use super::written::parse_settings;
use crate::contract::Contract;
use crate::library::Library;
use crate::wording::Wording;
use crate::workspace::Locale;

/// Everything that is wrong with `text`, told in English.
fn told(text: &str) -> String {
    match parse_settings(text) {
        Err(error) => error.to_string(),
        Ok((_, written)) => {
            let contract = Contract::load(&Library::shipped()).unwrap();
            let mistakes = written.contract_words(&contract);
            crate::Error::all(mistakes)
                .err()
                .map(|error| error.to_string())
                .unwrap_or_default()
        }
    }
}

#[test]
fn every_setting_of_the_template_has_its_rule_and_every_rule_its_line() {
    let mut section = String::new();
    let mut found = Vec::new();
    for line in SETTINGS_TEMPLATE.lines() {
        if let Some(name) = line.strip_prefix('[') {
            name.trim_end_matches(']').clone_into(&mut section);
        } else if let Some((key, _)) = line.strip_prefix("# ").and_then(|line| line.split_once(" = ")) {
            found.push((section.clone(), key.to_owned()));
        }
    }
    // A day until which a table is complete has no default to show.
    let mut rules: Vec<(String, String)> = RULES
        .iter()
        .filter(|(section, ..)| *section != "coverage")
        .map(|(section, key, _)| ((*section).to_owned(), (*key).to_owned()))
        .collect();
    found.sort();
    rules.sort();
    assert_eq!(found, rules);
}

#[test]
fn a_wrong_value_is_told_with_its_place_and_what_would_be_right() {
    for (section, line, [place, part]) in [
        (
            "metrics",
            "counted_funding = [\"custmer\"]",
            ["2:20", "did you mean `customer`"],
        ),
        (
            "metrics",
            "counted_funding = [\"customer\", \"policy_loan_repaymen\"]",
            ["2:32", "policy_loan_repayment"],
        ),
        ("metrics", "counted_funding = []", ["2:19", "nothing would count"]),
        ("metrics", "exempting_events = [\"death\"]", ["2:21", "known are"]),
        ("metrics", "grace_days = -1000", ["2:14", "from 0 to 366"]),
        ("metrics", "conversion_days = -5", ["2:19", "from 0 to 366"]),
        (
            "metrics",
            "conversion_days = 6.5",
            ["2:19", "a whole number, not float"],
        ),
        ("metrics", "working_from = \"9:00\"", ["2:16", "a time such as 09:00"]),
        ("metrics", "working_to = \"24:01\"", ["2:14", "a time such as 09:00"]),
        ("metrics", "working_to = \"09:00\"", ["2:14", "from 09:01 to 24:00"]),
        ("metrics", "working_from = \"20:00\"", ["2:16", "from 20:01 to 24:00"]),
        ("metrics", "routing_minutes = 0", ["2:19", "from 1 to 10,000"]),
        ("metrics", "low_sample = -1", ["2:14", "from 0 to 1,000,000"]),
        (
            "metrics",
            "presets = \"in_force\"",
            ["2:11", "a list of texts, not string"],
        ),
        ("ingest", "max_reject_share = -1", ["2:20", "from 0 to 1"]),
        ("ingest", "max_reject_share = \"99\"", ["2:20", "from 0 to 1"]),
        ("ingest", "max_reject_share = nan", ["2:20", "a number, not float"]),
        ("ingest", "max_columns = 0", ["2:15", "from 1 to 16,384"]),
        ("ingest", "max_text_bytes = 0x7fffffffffffffff", ["2:18", "from 1 to"]),
        ("ingest", "max_rows = 99999999999999999999999999", ["2:12", "from 1 to"]),
        ("ingest", "tables = { a = 1 }", ["2:10", "a table of texts"]),
        ("report", "achieved = 0.4", ["2:12", "less than `close` (0.60)"]),
        (
            "report",
            "catching_up = 0.7",
            ["2:15", "`close` is 0.60, which is less"],
        ),
        (
            "report",
            "risk_middle = 0.5",
            ["2:15", "`risk_high` is 0.30, which is less"],
        ),
        ("report", "achieved = 11", ["2:12", "from 0 to 10"]),
        ("report", "near_target = \"1.01\"", ["2:15", "from 0 to 1"]),
        ("report", "risk_sample = -1", ["2:15", "from 0 to"]),
        ("report", "accent = \"#+12345\"", ["2:10", "a colour such as"]),
        ("store", "memory_limit = \"-1GB\"", ["2:16", "a size such as 4GB"]),
        ("store", "memory_limit = \"1MB\"", ["2:16", "from 256MB to 64TB"]),
        ("store", "memory_limit = 4", ["2:16", "text in quotes, not integer"]),
        ("store", "threads = 4294967295", ["2:11", "from 0 to 256"]),
        ("store", "grace_days = 1", ["2:1", "belongs below `[metrics]`"]),
        ("store", "thread = 1", ["2:1", "did you mean `threads`"]),
        ("stores", "threads = 1", ["1:2", "did you mean `store`"]),
    ] {
        let said = told(&format!("[{section}]\n{line}\n"));
        let place = format!("duebook.toml:{place}");
        assert!(said.contains(&place) && said.contains(part), "{line}: {said}");
    }
    for (line, part) in [
        ("currency = \"yuan\"", "a currency code"),
        ("company = \"a\\u0000\"", "nobody can see"),
        ("locale = \"fr\"", "known are"),
        ("store = 1", "a section, not integer"),
        ("grace_days = 1", "belongs below `[metrics]`"),
        ("x", "duebook.toml:1"),
    ] {
        assert!(told(line).contains(part), "{line}: {}", told(line));
    }
}

#[test]
fn what_is_right_is_taken() {
    for text in [
        "",
        "company = \"甲保险\"\ncurrency = \"USD\"\n[store]\nmemory_limit = \"1.5 GiB\"\nthreads = 0b10\n",
        "[report]\nachieved = 1.2\nclose = \"1.0\"\n[ingest]\nmax_rows = 1_000\n[ingest.tables]\na = \"teams\"\n",
        "[metrics]\nexempting_events = []\ncounted_funding = [\"dividend\"]\n",
    ] {
        assert_eq!(told(text), "", "{text}");
    }
}

/// Each mistake once, in the order of the file, in both languages.
#[test]
fn all_mistakes_come_at_once() {
    let text = "company = 1\n[metrcs]\ngrace_days = 1\n[metrics]\ngrace_days = \"x\"\npresets = [\n  1,\n]\n\
                [store]\nthreads = -1\n";
    let error = parse_settings(text).err().unwrap();
    let places: Vec<String> = error.iter().filter_map(|one| Some(one.place()?.to_string())).collect();
    let lines = ["1:11", "2:2", "5:14", "6:11", "10:11"].map(|at| format!("duebook.toml:{at}"));
    assert_eq!(places, lines);
    let chinese = Wording::shipped(Locale::ZhCn);
    for one in error.iter() {
        assert!(!chinese.say(&one.message()).is_ascii());
        assert!(!one.hints().is_empty());
    }
}

#[test]
fn sizes_are_read_as_the_database_reads_them() {
    for (text, bytes) in [
        ("4GB", Some(4_000_000_000)),
        ("1.5 gib", Some(1_610_612_736)),
        ("512MB", Some(512_000_000)),
        ("4", None),
        ("-1GB", None),
        ("1e3GB", None),
        ("80%", None),
        ("99999999999999999999999TB", None),
    ] {
        assert_eq!(bytes_of(text), bytes, "{text}");
    }
}

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
    let (written, _) = parse_settings(&uncommented).unwrap();
    assert_eq!(format!("{written:?}"), format!("{:?}", Settings::default()));
    parse_settings(SETTINGS_TEMPLATE).unwrap();
}

#[test]
fn a_mistake_has_its_place() {
    let error = parse_settings("company = \"甲\"\n[metrics]\ngrace_dayz = 60\n");
    let error = error.err().unwrap().to_string();
    assert!(error.contains("duebook.toml:3:1"), "{error}");
    assert!(error.contains("grace_dayz"), "{error}");
}
