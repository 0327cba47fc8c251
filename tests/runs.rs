//! What a run of several files does: one that fails takes nothing with it, and what is known stays known.

mod common;

use std::fs;
use std::path::PathBuf;

use common::Fixture;
use duebook::ingest::{self, Note, Options, Outcome, Pay, Silent, Summary};
use duebook::library::Source;
use duebook::locale::Locale;
use duebook::message::Say;
use duebook::record::Record;
use duebook::store::{Params, Rows, SCHEMA_VERSION, Statement, Store};
use duebook::workspace::Workspace;

const TEAMS: &str = "team_id,team_name,branch_id,branch_name\nT1,一部,B1,甲机构\n";
const PEOPLE: &str = "specialist_id,specialist_name,hired_on\nS1,赵安,2020-01-01\nS2,钱宁,2020-01-01\n";
const POLICIES: &str = "policy_id,customer_id,product_code,product_line,channel,issued_on,premium_mode,annual_premium
P1,C1,A,健康,个险,2020-01-01,annual,1000.00\nP2,C1,A,健康,个险,2020-01-01,annual,1000.00\n";
const CUSTOMERS: &str = "customer_id,customer_name,phone\nC1,乙,13800000001\n";

/// A workspace with its store open.
struct Bench {
    fixture: Fixture,
    store: Store,
}

impl Bench {
    fn new() -> Self {
        let mut fixture = Fixture::new();
        fixture.workspace.settings.locale = Locale::En;
        let store = Store::open(&fixture.workspace, &[]).unwrap();
        Self { fixture, store }
    }

    /// With a team, two specialists, a customer and two policies.
    fn of_two_policies() -> Self {
        let bench = Self::new();
        let files = [
            bench.write("teams.csv", TEAMS),
            bench.write("specialists.csv", PEOPLE),
            bench.write("customers.csv", CUSTOMERS),
            bench.write("policies.csv", POLICIES),
        ];
        assert!(!bench.load(&files).has_findings());
        bench
    }

    /// With a statement of the workspace in the place of a shipped one, or beside them.
    fn with_sql(name: &str, text: &str) -> Self {
        let fixture = Fixture::new();
        let path = fixture.dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        let workspace = Workspace::find(fixture.dir.path()).unwrap();
        let fixture = Fixture { workspace, ..fixture };
        let store = Store::open(&fixture.workspace, &[]).unwrap();
        Self { fixture, store }
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.fixture.workspace.data_dir().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn run(&self, files: &[PathBuf], options: &Options) -> duebook::Result<Summary> {
        ingest::run(&self.fixture.workspace, &self.store, files, options, &Silent)
    }

    fn load(&self, files: &[PathBuf]) -> Summary {
        self.run(files, &Options::default()).unwrap()
    }

    fn query(&self, sql: &str) -> Rows {
        let source = Source {
            name: "test.sql".into(),
            text: sql.into(),
            is_override: false,
        };
        self.store.query(&Statement::of(&source), &Params::none()).unwrap()
    }

    fn lines(&self, sql: &str) -> Vec<String> {
        let rows = self.query(sql);
        let line = |cells: &[duebook::store::Cell]| cells.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        rows.iter().map(|row| line(row.cells())).collect()
    }
}

const BROKEN_RULE: &str = "-- table: customers\n-- rule: bad_value
SELECT file_no, file_row, 'phone' AS column_name, phone AS raw_value, error('the engine says so') AS message, false AS waits
FROM incoming\n";

#[test]
fn an_error_of_the_engine_is_told_with_its_file_and_stops_no_other() {
    let bench = Bench::with_sql("queries/ingest/rules/customers_broken.sql", BROKEN_RULE);
    let files = [
        bench.write("customers.csv", CUSTOMERS),
        bench.write("teams.csv", TEAMS),
        bench.write("specialists.csv", PEOPLE),
    ];
    for options in [
        Options {
            dry_run: true,
            ..Options::default()
        },
        Options::default(),
    ] {
        let summary = bench.run(&files, &options).unwrap();
        assert_eq!(summary.files.len(), 2);
        assert!(summary.files.iter().all(|file| file.outcome == Outcome::Loaded));
        let [failed] = summary.failed.as_slice() else {
            panic!("{:?}", summary.failed);
        };
        let told = failed.error.to_string();
        assert!(
            told.contains("`data/customers.csv` cannot be loaded") && told.contains("the engine says so"),
            "{told}"
        );
        assert!(summary.has_findings() && !summary.is_fruitless());
        let rows = usize::from(!options.dry_run);
        assert_eq!(bench.query("SELECT * FROM teams").len(), rows);
    }
    assert_eq!(
        bench.lines("SELECT path FROM files ORDER BY 1"),
        ["data/specialists.csv", "data/teams.csv"]
    );
    // Alone it is nothing that could be loaded; with `strict` nothing is written for its sake.
    assert!(bench.load(&files[..1]).is_fruitless());
    let more = bench.write("teams_2.csv", &TEAMS.replace("T1", "T2"));
    let strict = Options {
        strict: true,
        ..Options::default()
    };
    let summary = bench.run(&[more, files[0].clone()], &strict).unwrap();
    assert!(summary.held_back && summary.is_fruitless() && summary.failed.len() == 1);
    assert_eq!(bench.query("SELECT * FROM teams").len(), 1);
}

#[test]
fn a_file_that_fails_while_it_is_kept_is_taken_back_whole() {
    let text = "INSERT INTO history SELECT {{ table.name | literal }}, error('no room for history'), 1, 1, 1\n";
    let bench = Bench::with_sql("queries/ingest/keep/supersede_history.sql.j2", text);
    let first = [bench.write("teams.csv", TEAMS), bench.write("customers.csv", CUSTOMERS)];
    assert!(!bench.load(&first).has_findings());
    let second = [
        bench.write(
            "teams_2.csv",
            &format!("{}T2,二部,B1,甲机构\n", TEAMS.replace("一部", "甲部")),
        ),
        bench.write("customers_2.csv", "customer_id,customer_name\nC2,丙\n"),
    ];
    let summary = bench.load(&second);
    assert_eq!(summary.failed.len(), 1);
    assert!(
        summary.failed[0]
            .error
            .to_string()
            .contains("`data/teams_2.csv` cannot be loaded")
    );
    assert_eq!(bench.lines("SELECT team_id, team_name FROM teams"), ["T1 一部"]);
    assert_eq!(
        bench.lines("SELECT customer_id FROM customers ORDER BY 1"),
        ["C1", "C2"]
    );
    assert_eq!(bench.query("SELECT * FROM files").len(), 3);
}

#[test]
fn of_several_known_ids_in_other_letter_case_none_is_meant() {
    let bench = Bench::of_two_policies();
    // No file can bring both, but an earlier program may have.
    for id in ["ab1", "AB1"] {
        bench.query(&format!(
            "INSERT INTO specialists VALUES ('{id}', '甲', NULL, DATE '2020-01-01', NULL, 1, 1)"
        ));
    }
    let rows = (0..60)
        .map(|n| format!("V{n},AB1,2026-03-01,call\n"))
        .collect::<Vec<String>>()
        .concat();
    let file = bench.write(
        "activities.csv",
        &format!("activity_id,specialist_id,occurred_at,kind\nX1,Ab1,2026-03-01,call\nX2,ab1,2026-03-01,call\n{rows}"),
    );
    let summary = bench.load(&[file]);
    assert_eq!((summary.files[0].accepted, summary.files[0].rejected), (61, 1));
    assert_eq!(
        bench.lines("SELECT \"row\", raw_value, rule, message FROM rejects"),
        ["2 Ab1 bad_value known in other letter case are `AB1`, `ab1`"]
    );
    assert!(
        !summary.files[0]
            .notes
            .iter()
            .any(|note| matches!(note, Note::LetterCase { .. }))
    );
}

const LIST: &str = "保单号,缴次,应缴日,应收保费,工号,投保人,客户号\n";

#[test]
fn the_month_of_a_list_is_that_of_its_name_its_title_or_its_newest_due_day() {
    let bench = Bench::of_two_policies();
    let row = |person: &str| format!("P1,3,2026-06-05,1000.00,{person},乙,C1\n");
    let files = [
        // By the newest due day: June.
        bench.write("应收清单.csv", &format!("{LIST}{}", row("S1"))),
        // By the second of two titles: April.
        bench.write(
            "应收清单_二.csv",
            &format!("某公司,,,,,,\n2026年4月应收明细,,,,,,\n{LIST}{}", row("S2")),
        ),
        // The name counts before the title: May.
        bench.write("应收清单_202605.csv", &format!("2026年1月,,,,,,\n{LIST}{}", row("S1"))),
    ];
    let summary = bench.load(&files);
    assert!(!summary.has_findings(), "{:#?}", summary.files);
    assert_eq!(
        bench.lines("SELECT month_on FROM list_owners ORDER BY 1"),
        ["2026-04-01", "2026-05-01", "2026-06-01"]
    );
    assert_eq!(bench.lines("SELECT specialist_id FROM due_items"), ["S2"]);
    assert_eq!(
        bench.lines("SELECT specialist_id, from_on FROM ownership"),
        ["S1 2026-05-01"]
    );
    assert_eq!(summary.hand_overs.new, 1);
}

#[test]
fn a_list_that_replaces_its_earlier_version_replaces_what_that_said_of_owners() {
    let bench = Bench::of_two_policies();
    let list = |amount: &str, people: [&str; 2]| {
        let rows = ["P1", "P2"].iter().zip(people);
        let rows = rows
            .filter(|(_, person)| !person.is_empty())
            .map(|(policy, person)| format!("{policy},3,2026-06-05,{amount},{person},乙,C1\n"))
            .collect::<Vec<String>>()
            .concat();
        format!("{LIST}{rows}")
    };
    bench.load(&[bench.write("应收清单_2026-04.csv", &list("1000.00", ["S1", "S1"]))]);
    bench.load(&[bench.write("应收清单_2026-05.csv", &list("1100.00", ["S2", "S2"]))]);
    assert_eq!(bench.query("SELECT * FROM ownership").len(), 2);
    let replace = Options {
        replace: true,
        ..Options::default()
    };
    // May exported anew: P1 stays with its owner, P2 is no longer in it.
    let path = bench.write("应收清单_2026-05.csv", &list("1100.00", ["S1", ""]));
    let summary = bench.run(&[path], &replace).unwrap();
    assert_eq!((summary.hand_overs.new, summary.hand_overs.gone), (0, 2));
    assert_eq!(bench.lines("SELECT due_id FROM ownership"), Vec::<String>::new());
    assert_eq!(
        bench.lines("SELECT specialist_id FROM due_items WHERE policy_id = 'P1'"),
        ["S1"]
    );
    // The list of June is one more list, whichever file the row in the store came from.
    bench.load(&[bench.write("应收清单_2026-06.csv", &list("1100.00", ["S2", ""]))]);
    assert_eq!(
        bench.lines("SELECT specialist_id, from_on FROM ownership"),
        ["S2 2026-06-01"]
    );
}

#[test]
fn a_narrow_file_in_two_halves_keeps_the_same() {
    let wide = "customer_id,customer_name,phone,birth_on\nC1,甲,1,1980-01-01\nC2,乙,2,\nC3,丙,,1990-01-01\n";
    let loaded = |narrow: &[&str]| {
        let bench = Bench::new();
        bench.load(&[bench.write("customers.csv", wide)]);
        for (number, text) in narrow.iter().enumerate() {
            let path = bench.write(&format!("customers_{number}.csv"), text);
            assert!(!bench.load(&[path]).has_findings());
        }
        bench.lines("SELECT * EXCLUDE (file_no, file_row) FROM customers ORDER BY ALL")
    };
    let whole = loaded(&["customer_id,customer_name\nC1,甲二\nC2,乙\nC3,丙二\nC4,丁\n"]);
    let halves = [
        "customer_id,customer_name\nC1,甲二\nC2,乙\n",
        "customer_id,customer_name\nC3,丙二\nC4,丁\n",
    ];
    assert_eq!(loaded(&halves), whole);
    assert_eq!(whole[0], "C1 甲二 1980-01-01    1");
    // The rows of a regular file keep their numbers.
    let bench = Bench::new();
    bench.load(&[bench.write("customers.csv", wide)]);
    let summary = bench.load(&[bench.write(
        "customers_2.csv",
        "customer_id,customer_name\nC9,壬\nC3,丙二\nC1,甲二\n",
    )]);
    assert_eq!(
        bench.lines("SELECT file_row, customer_id FROM customers WHERE file_no = 2 ORDER BY 1"),
        ["2 C9", "3 C3", "4 C1"]
    );
    let told: Vec<String> = summary.files[0]
        .notes
        .iter()
        .map(|note| note.message().to_string())
        .collect();
    assert_eq!(
        told,
        ["the file lacks birth_on, phone: 2 rows keep what is stored (`--empty-missing` empties it)"]
    );
}

#[test]
fn a_rebuild_carries_over_what_was_paid_from_a_store_of_an_earlier_program() {
    let bench = Bench::of_two_policies();
    bench.query(
        "INSERT INTO incentive_runs VALUES (1, 'calculate', 'plan', 'Plan', 'plans/plan.toml', '', '', 'CNY', '2026-03',
           DATE '2026-03-01', DATE '2026-03-31', DATE '2026-03-31', 1, '{}', '', '', 12.5, '0.1.0')",
    );
    bench.query("INSERT INTO incentive_postings VALUES (1, 'approve', 'plan', '2026-03', DATE '2026-03-01', 1, '2026-03', '李')");
    bench.query("INSERT INTO incentive_ledger VALUES (1, 1, 'plan', '2026-03', '2026-03', 'S1', 'pay', 12.5)");
    bench.query(&format!(
        "UPDATE store_version SET schema_version = {}",
        SCHEMA_VERSION - 1
    ));
    bench.query("DROP TABLE list_owners");
    for table in ["incentive_names", "incentive_plan_files", "record_followed"] {
        bench.query(&format!("DROP TABLE {table}"));
    }
    let Bench { fixture, store } = bench;
    drop(store);
    let error = Store::open(&fixture.workspace, &[]).err().unwrap().to_string();
    assert!(error.contains("schema version"), "{error}");
    ingest::rebuild(&fixture.workspace, Pay::Recorded, &Silent).unwrap();
    let store = Store::open(&fixture.workspace, &[]).unwrap();
    let bench = Bench { fixture, store };
    assert_eq!(bench.query("SELECT * FROM policies").len(), 2);
    assert_eq!(
        bench.lines("SELECT specialist_id, amount FROM incentive_ledger"),
        ["S1 12.500000"]
    );
    let record = Record::open(&bench.fixture.workspace).unwrap().unwrap();
    let entries = record.entries().unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].draft.kind, "taken over: approve");
    assert_eq!(entries[0].draft.at, None, "nobody knows when");
}

#[test]
fn a_workspace_words_what_is_wrong_with_rows() {
    let bench = Bench::with_sql(
        "report-templates/locale/ingest.zh-CN.toml",
        "[reject]\nno_date = \"日期写法不对\"\n\n[reject.assignments_overlap]\noverlaps = \"归属重叠\"\n",
    );
    let files = [
        bench.write("teams.csv", TEAMS),
        bench.write("specialists.csv", &format!("{PEOPLE}S3,孙静,昨天\n")),
    ];
    let reasons = |summary: &Summary| {
        let reasons = summary.files.iter().flat_map(|file| &file.reasons);
        reasons.map(|reason| reason.first_message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(reasons(&bench.load(&files)), ["日期写法不对"]);
    let people = bench.write("specialists.csv", PEOPLE);
    assert!(!bench.load(&[people]).has_findings());
    let assignments = bench.write(
        "assignments.csv",
        "specialist_id,team_id,valid_from\nS1,T1,2020-01-01\nS1,T1,2021-01-01\nS2,T2,2020-01-01\n",
    );
    assert_eq!(
        reasons(&bench.load(&[assignments])),
        ["归属重叠", "不在 teams 中，待其到达后自动并入"]
    );
}
