//! What the program writes: under which names, where, and what of people's data stands in it.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use calamine::{Reader as _, Xlsx};
use common::{Desk, golden};

/// A workspace with the golden book loaded, ids of its files replaced.
fn loaded_with(ids: &BTreeMap<&str, String>) -> Desk {
    let desk = Desk::new();
    for entry in fs::read_dir(golden().join("data")).unwrap() {
        let path = entry.unwrap().path();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&path).unwrap();
        let mut writer = csv::Writer::from_path(desk.path("data").join(path.file_name().unwrap())).unwrap();
        for row in reader.records() {
            let row = row.unwrap();
            let cells = row.iter().map(|cell| ids.get(cell).map_or(cell, String::as_str));
            writer.write_record(cells).unwrap();
        }
        writer.flush().unwrap();
    }
    let said = desk.run(&["-q", "ingest", "data"]);
    assert!(said.starts_with("exit 0"), "{said}");
    desk
}

/// The paths a command printed.
fn written(said: &str) -> Vec<String> {
    assert!(said.starts_with("exit 0"), "{said}");
    let (_, rest) = said.split_once("--- stdout\n").unwrap();
    let (stdout, _) = rest.split_once("--- stderr").unwrap();
    stdout.lines().map(|line| line.replace("DESK/", "")).collect()
}

/// Each path is a file of its own, whose text names what it is about.
fn are_apart(desk: &Desk, paths: &[String], names: &[&str]) {
    let different: BTreeSet<&String> = paths.iter().collect();
    assert_eq!(different.len(), names.len(), "{paths:?}");
    for name in names {
        let telling = |path: &&String| fs::read_to_string(desk.path(path)).unwrap().contains(name);
        assert_eq!(paths.iter().filter(telling).count(), 1, "{name}: {paths:?}");
    }
}

#[test]
fn different_ids_have_different_files() {
    let long = |letter: &str, count: usize| letter.repeat(count);
    let ids = BTreeMap::from([
        ("T11", "T.1".to_owned()),
        ("T12", "T/1".to_owned()),
        ("T21", "T-1".to_owned()),
        ("T22", long("组", 90)),
        ("S001", "A/b".to_owned()),
        ("S002", "A˻".to_owned()),
        ("S003", long("9", 250)),
    ]);
    let desk = loaded_with(&ids);
    let said = desk.run(&["report", "all", "--date", "2026-03-12"]);
    let paths = written(&said);
    let index = fs::read_to_string(desk.path("reports/index.html")).unwrap();
    let pages: Vec<String> = paths
        .iter()
        .filter(|path| path.contains("daily_") && path.contains("_team-") && path.ends_with(".zh-CN.html"))
        .cloned()
        .collect();
    for page in &pages {
        let file = Path::new(page).file_name().unwrap().to_str().unwrap();
        assert!(index.contains(&format!("href=\"{file}\"")), "{file}: {index}");
    }
    are_apart(
        &desk,
        &pages,
        &["甲部一课", "甲部二课", "乙部一课", "乙部二课", "丙部一课", "丙部二课"],
    );

    let mut lists = Vec::new();
    for team in ["T.1", "T/1", "T-1", &long("组", 90)] {
        lists.extend(written(&desk.run(&[
            "worklist",
            "--date",
            "2026-03-13",
            "--team",
            team,
            "--format",
            "html",
        ])));
    }
    assert_eq!(lists.iter().collect::<BTreeSet<_>>().len(), 4, "{lists:?}");
    assert_eq!(lists[2], "reports/worklist_2026-03-13_team-T-1.zh-CN.html");

    let plan = "plans/scorecard/plan.toml";
    let said = desk.run(&["incentive", "calculate", "--period", "2026-03", "--plan", plan]);
    assert!(said.starts_with("exit 0"), "{said}");
    let said = desk.run(&["incentive", "statement", "--period", "2026-03", "--format", "html"]);
    let mut statements = written(&said);
    statements.retain(|path| !path.contains("_S0"));
    are_apart(&desk, &statements, &["赵安", "钱芳", "孙岚"]);
    for path in &statements {
        let said = fs::read_to_string(desk.path(path)).unwrap();
        assert!(said.contains("怎样算出来的"), "{path}");
    }
}

/// Every text of a workbook.
fn workbook(path: &Path) -> String {
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    let sheets = book.worksheets();
    let cells = sheets.iter().flat_map(|(_, sheet)| sheet.cells());
    let cells: Vec<String> = cells.map(|(_, _, cell)| cell.to_string()).collect();
    cells.join("\n")
}

/// The phone numbers of the golden book.
fn phones() -> Vec<String> {
    let mut reader = csv::Reader::from_path(golden().join("data/customers.csv")).unwrap();
    let column = reader
        .headers()
        .unwrap()
        .iter()
        .position(|head| head == "phone")
        .unwrap();
    let phones = reader.records().map(|row| row.unwrap()[column].to_owned());
    phones.filter(|phone| !phone.is_empty()).collect()
}

/// How many of `phones` stand in a worklist for `scope`, whole and masked, in each format.
fn shown(desk: &Desk, scope: &[&str], locale: &str, phones: &[String]) -> Vec<(usize, usize)> {
    let arguments = [&["worklist", "--date", "2026-03-13", "--locale", locale], scope].concat();
    let paths = written(&desk.run(&arguments));
    assert_eq!(paths.len(), 3, "{paths:?}");
    let texts = paths.iter().map(|path| {
        let path = desk.path(path);
        match path.extension().unwrap().to_str().unwrap() {
            "xlsx" => workbook(&path),
            _ => fs::read_to_string(path).unwrap(),
        }
    });
    texts
        .map(|text| {
            let masked = |phone: &&String| text.contains(&format!("{}****{}", &phone[..3], &phone[7..]));
            let whole = phones.iter().filter(|phone| text.contains(*phone)).count();
            (whole, phones.iter().filter(masked).count())
        })
        .collect()
}

#[test]
fn phones_are_whole_in_a_specialists_own_worklist_alone() {
    let desk = Desk::loaded();
    let phones = phones();
    let [own, team, company] = [&["--specialist", "S001"][..], &["--team", "T11"], &[]];
    for (setting, own_is_whole, all_are_whole) in [
        ("", true, false),
        ("[privacy]\nphones = \"masked\"\n", false, false),
        ("[privacy]\nphones = \"full\"\n", true, true),
    ] {
        desk.write("duebook.toml", setting);
        for locale in ["zh-CN", "en"] {
            for (scope, is_whole) in [(own, own_is_whole), (team, all_are_whole), (company, all_are_whole)] {
                for (whole, masked) in shown(&desk, scope, locale, &phones) {
                    let told = format!("{setting} {scope:?} {locale}: {whole} whole, {masked} masked");
                    assert_eq!(whole > 0, is_whole, "{told}");
                    assert_eq!(masked > 0, !is_whole, "{told}");
                }
            }
        }
    }
}

#[test]
fn a_question_sees_no_whole_phones_unless_they_are_shown_to_all() {
    let desk = Desk::loaded();
    desk.write("data/customers_2.csv", "customer_id,phone\nC000001,13900000009\n");
    let said = desk.run(&["-q", "ingest", "data/customers_2.csv"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let questions = [
        "SELECT customer_name, phone AS x FROM customers WHERE customer_id = 'C000001'",
        "SELECT substr(c.phone, 1, 11) AS x FROM main.customers AS c WHERE c.customer_id = 'C000001'",
        "WITH c AS (FROM customers) SELECT c FROM c WHERE customer_id = 'C000001'",
    ];
    let ask = |sql: &str| desk.run(&["query", sql, "--format", "jsonl"]);
    for sql in questions {
        let said = ask(sql);
        assert!(said.starts_with("exit 0") && said.contains("139****0009"), "{said}");
    }
    let said = ask("SELECT content FROM history WHERE table_name = 'customers'");
    assert!(said.contains("139****6641") && said.contains("C000001"), "{said}");
    // What is no phone is what it was.
    let said = ask("SELECT COUNT(*) AS n, COUNT(birth_on) AS born FROM customers");
    assert!(said.contains("\"n\": ") && !said.contains("\"born\": 0"), "{said}");
    desk.write("duebook.toml", "[privacy]\nphones = \"full\"\n");
    for sql in questions {
        assert!(ask(sql).contains("13900000009"), "{sql}");
    }
    assert!(ask("SELECT content FROM history").contains("13977166641"));
}

#[test]
fn the_terminal_and_the_log_say_no_whole_phones_and_the_list_of_rejects_does() {
    for setting in ["locale = \"zh-CN\"\n", "locale = \"en\"\n"] {
        let desk = Desk::new();
        desk.write("duebook.toml", setting)
            .write(
                "data/customers.csv",
                "customer_id,customer_name,birth_on,phone\nC1,甲,13800000001,1\n",
            )
            .write(
                "data/teams.csv",
                "team_id,team_name,branch_id,branch_name\nT1,一部,B1,甲\n合计,电话 138-0000-0002,,\n",
            );
        for options in [
            &["ingest", "--dry-run", "data"][..],
            &["--log-format", "json", "ingest", "--dry-run", "data"],
            &["ingest", "data"],
        ] {
            let said = desk.run(options);
            assert!(said.starts_with("exit 1"), "{said}");
            for phone in ["13800000001", "138-0000-0002"] {
                assert!(!said.contains(phone), "{said}");
            }
            let is_log = options.contains(&"json");
            // English does not quote values.
            let is_quoted = !is_log && setting.contains("zh");
            assert_eq!(said.contains("138****0001"), is_quoted, "{said}");
            assert_eq!(said.contains("138****0002"), !is_log, "{said}");
        }
        let list = fs::read_to_string(desk.path("reports/rejects.csv")).unwrap();
        assert!(list.contains("13800000001"), "{list}");
    }
}

#[test]
fn another_word_for_phones_is_told() {
    let desk = Desk::new();
    desk.write("duebook.toml", "[privacy]\nphones = \"open\"\n");
    let said = desk.run(&["status"]);
    assert!(
        said.starts_with("exit 2") && said.contains("duebook.toml:2:10"),
        "{said}"
    );
    assert!(
        said.contains("own") && said.contains("masked") && said.contains("full"),
        "{said}"
    );
}

#[test]
fn output_goes_over_nothing_that_the_workspace_lives_on() {
    let desk = Desk::of_one_specialist();
    assert!(desk.run(&["-q", "ingest", "data"]).starts_with("exit 0"));
    let bytes = |name: &str| fs::read(desk.path(name)).unwrap();
    let names = ["duebook.toml", "data/archive/ledger.jsonl"];
    let before = names.map(bytes);
    let elsewhere = tempfile::tempdir().unwrap();
    let around = format!(
        "{}/../{}/duebook.duckdb",
        elsewhere.path().display(),
        desk.dir.path().file_name().unwrap().to_str().unwrap()
    );
    for (language, told) in [("C", "belongs to the workspace"), ("zh_CN.UTF-8", "属于工作区本身")] {
        for out in [
            "duebook.toml",
            "./data/../duebook.duckdb",
            "duebook.duckdb.wal",
            "duebook.sqlite",
            "data/archive/ledger.jsonl",
            "data/archive/new.csv",
            "books/new.csv",
            &around,
        ] {
            let said = desk
                .command(&["query", "SELECT 1 AS x", "--format", "csv", "--out", out])
                .env("LC_ALL", language)
                .output()
                .unwrap();
            let said = format!("{:?} {}", said.status.code(), String::from_utf8(said.stderr).unwrap());
            assert!(said.starts_with("Some(2)") && said.contains("--out"), "{out}: {said}");
            assert!(said.contains(told), "{out}: {said}");
        }
    }
    for out in ["data/archive", "books/x"] {
        let said = desk.run(&["worklist", "--date", "2026-03-13", "--out", out]);
        assert!(said.starts_with("exit 2"), "{out}: {said}");
    }
    // What begins like that is the user's own.
    let said = desk.run(&["query", "SELECT 1 AS x", "--format", "csv", "--out", "duebook.csv"]);
    assert!(said.starts_with("exit 0"), "{said}");
    assert!(before == names.map(bytes));
    assert!(desk.run(&["query", "SELECT team_id FROM teams"]).contains("T1"));
}

#[cfg(unix)]
#[test]
fn output_replaces_no_pipe_no_device_and_no_folder() {
    use std::os::unix::fs::{FileTypeExt as _, symlink};

    let desk = Desk::new();
    let made = std::process::Command::new("mkfifo").arg(desk.path("pipe")).status();
    assert!(made.unwrap().success());
    symlink(desk.path("duebook.toml"), desk.path("link.csv")).unwrap();
    for out in ["pipe", "data", "link.csv", "/dev/stdout", "/dev/null"] {
        let said = desk.run(&["query", "SELECT 1 AS x", "--format", "csv", "--out", out]);
        assert!(said.starts_with("exit 2") && said.contains("stdout"), "{out}: {said}");
    }
    assert!(fs::symlink_metadata(desk.path("pipe")).unwrap().file_type().is_fifo());
    assert!(fs::symlink_metadata(desk.path("link.csv")).unwrap().is_symlink());
    assert!(desk.path("data").is_dir());
    let left = fs::read_dir(desk.dir.path()).unwrap();
    let left = left.filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|e| e == "part"));
    assert_eq!(left.count(), 0);
}

/// Rights of every file and folder below the workspace, by path.
#[cfg(unix)]
fn rights(folder: &Path, found: &mut BTreeMap<String, u32>, root: &Path) {
    use std::os::unix::fs::PermissionsExt as _;

    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = fs::symlink_metadata(&path).unwrap().permissions().mode() & 0o777;
        let name = path.strip_prefix(root).unwrap().display().to_string();
        found.insert(name, mode);
        if path.is_dir() {
            rights(&path, found, root);
        }
    }
}

#[cfg(unix)]
#[test]
fn pay_is_the_users_alone_and_other_files_keep_to_the_umask() {
    let desk = Desk::bare();
    let program = env!("CARGO_BIN_EXE_duebook");
    let run = |line: &str| {
        let script = format!("umask 027; cd \"$1\"; {}", line.replace("duebook", program));
        let said = std::process::Command::new("sh")
            .args(["-c", &script, "sh"])
            .arg(desk.dir.path())
            .output();
        let said = said.unwrap();
        assert!(said.status.success(), "{line}: {said:?}");
    };
    run("duebook init");
    run("cp FROM/* data/ && duebook -q ingest data"
        .replace("FROM", golden().join("data").to_str().unwrap())
        .as_str());
    run("duebook report weekly --period 2026-W11 --format html");
    run("duebook worklist --date 2026-03-13 --format csv");
    run("duebook query 'SELECT 1 AS x' --format csv --out x.csv");
    run("duebook query 'SELECT 1 AS x' --format parquet --out x.parquet");
    run("duebook incentive calculate --period 2026-03 --plan plans/scorecard/plan.toml");
    run("duebook incentive approve --period 2026-03 --by A");
    run("duebook incentive export --period 2026-03");
    run("duebook incentive statement --period 2026-03 --specialist S001");
    run("duebook incentive review --period 2026-03");
    run("duebook report monthly --period 2026-03 --format xlsx");
    run("duebook sample sample --policies 100 --months 13");
    run("duebook sample messy --policies 100 --months 13 --messy");
    let mut found = BTreeMap::new();
    rights(desk.dir.path(), &mut found, desk.dir.path());
    // The inbox is the user's.
    found.retain(|path, _| !path.starts_with("data/") || path.starts_with("data/archive"));
    let is_pay = |path: &str| {
        let pay = [
            "duebook.duckdb",
            "duebook.sqlite",
            "books",
            "reports/statements_",
            "reports/payroll_",
        ];
        let reports = ["reports/incentives_", "reports/monthly_"];
        pay.iter().chain(&reports).any(|start| path.starts_with(start))
    };
    for (path, mode) in &found {
        let wanted = match (is_pay(path), desk.path(path).is_dir()) {
            (true, true) => 0o700,
            (true, false) => 0o600,
            (false, true) => 0o750,
            (false, false) => 0o640,
        };
        assert_eq!(format!("{mode:o}"), format!("{wanted:o}"), "{path}");
    }
    for (start, least) in [
        ("duebook.duckdb", 1),
        ("duebook.sqlite", 1),
        ("books/", 5),
        ("reports/statements_", 2),
        ("reports/payroll_", 3),
        ("reports/incentives_", 2),
        ("reports/monthly_", 1),
        ("reports/w", 2),
        ("data/archive/", 20),
        ("x.", 2),
        ("sample/", 20),
        ("messy/", 20),
    ] {
        let count = found.keys().filter(|path| path.starts_with(start)).count();
        assert!(count >= least, "{start}: {count}");
    }
}

/// What would steer a terminal.
const STEERING: [char; 5] = ['\u{1b}', '\u{7}', '\r', '\u{9b}', '\u{202e}'];

#[test]
fn nothing_from_outside_steers_the_terminal() {
    let evil = "\u{1b}]0;own\u{7}\u{1b}[2J\u{9b}31m\r\u{202e}甲";
    for locale in ["en", "zh-CN"] {
        let desk = Desk::of_one_specialist();
        desk.write("duebook.toml", &format!("locale = \"{locale}\"\n"));
        desk.write(
            "data/specialists.csv",
            &format!("specialist_id,specialist_name,hired_on\nS1,{evil},2020-01-01\nS2,乙,{evil}\n").replace('\r', ""),
        );
        // A name of a file, with a line of its own.
        let (file, plan) = (format!("data/teams_{evil}\nerror.csv"), format!("plans/{evil}.toml"));
        desk.write(&file, &format!("team_id,{evil}\nT9,x\n"));
        let sql = format!("SELECT '{evil}' AS \"{evil}\", specialist_name FROM specialists");
        let drawn = ["query", &sql];
        let commands = [
            &["ingest", "data"][..],
            &["--log-format", "json", "ingest", "--dry-run", "data"],
            &drawn,
            &["query", &format!("SELECT {evil}")],
            &["status"],
            &["plan", "check", &plan],
            &["kpi", "--metric", evil, "--period", "2026-03"],
            &["kpi", "--period", evil],
            &[evil],
            &["--color", evil, "status"],
            &["-C", evil, "status"],
            &["worklist", "--date", "2026-03-13", "--team", evil],
        ];
        for arguments in commands {
            let said = desk.run(arguments);
            assert!(!said.contains(STEERING), "{arguments:?}: {said:?}");
            assert!(!said.contains("\nerror.csv"), "{arguments:?}: {said}");
        }
        assert!(desk.run(&drawn).contains("\\u{1b}]0;own"));
        let log = desk.run(&["--log-format", "json", "ingest", "--dry-run", "data"]);
        for line in log.lines().filter(|line| line.starts_with('{')) {
            serde_json::from_str::<serde_json::Value>(line).unwrap();
        }
        // Whoever reads a result by a program has it as it is.
        let said = desk.command(&["query", &sql, "--format", "csv"]).output().unwrap();
        assert!(String::from_utf8(said.stdout).unwrap().contains(evil));
    }
}
