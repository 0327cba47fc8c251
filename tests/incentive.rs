//! Incentives fed from the store: a whole year calculated, approved and closed, what is known better later, and what must
//! hold of any ledger.
//!
//! The book is a small sample with everybody a plan can meet: joiners, leavers, people between teams, reversals, events.
//! `tests/incentive/plan.toml` has a block of nearly every kind.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use common::{Desk as Folder, Fixture, only_pay, pin};
use duebook::decimal::{Decimal, grouped};
use duebook::incentive::ledger::calculate::Asked;
use duebook::incentive::ledger::pay::pay_of;
use duebook::incentive::ledger::rebook::Wanted;
use duebook::incentive::ledger::{LedgerError, PayrollContext, close, diff, post, runs, seal, stored};
use duebook::incentive::{Number, Plan};
use duebook::library::{Library, Source};
use duebook::period::{Month, Period, View};
use duebook::sample;
use duebook::store::{Params, Rows, Statement, Store};
use duebook::workspace::{Locale, StoreSettings};
use tempfile::TempDir;

const PLAN: &str = "whole-year";

fn months() -> Vec<Period> {
    let first = Month::new(2025, 7).unwrap();
    (0..12).map(|n| Period::month(first.plus(n))).collect()
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/incentive")
}

fn query(store: &Store, sql: &str) -> Rows {
    let source = Source {
        name: "test.sql".into(),
        text: sql.into(),
        is_override: false,
    };
    store.query(&Statement::of(&source), &Params::none()).unwrap()
}

fn number(store: &Store, sql: &str) -> Decimal {
    let rows = query(store, sql);
    rows.first()
        .and_then(|row| row.cells()[0].decimal())
        .unwrap_or_default()
        .normalize()
}

/// A sample book of 18 months to June 2026.
fn book(policies: i64) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let options = sample::Options {
        policies,
        months: 18,
        ..sample::Options::default()
    };
    sample::write(&Library::shipped(), &StoreSettings::default(), dir.path(), options).unwrap();
    only_pay(dir.path());
    dir
}

/// A workspace with a book and the plan.
struct Office {
    fixture: Fixture,
    store: Store,
}

impl Office {
    fn new(book: &Path) -> Self {
        let fixture = Fixture::new();
        let plans = fixture.dir.path().join("plans/year");
        fs::create_dir_all(plans.join("rates")).unwrap();
        for name in ["plan.toml", "rates/fee.csv"] {
            fs::copy(folder().join(name), plans.join(name)).unwrap();
        }
        let store = fixture.load_with_findings(book);
        Self { fixture, store }
    }

    /// The same with a second folder of files loaded.
    fn load(self, more: &Path) -> Self {
        let Self { fixture, store } = self;
        drop(store);
        let store = fixture.load_with_findings(more);
        Self { fixture, store }
    }

    fn desk(&self) -> PayrollContext<'_> {
        PayrollContext::new(&self.fixture.workspace, &self.store).unwrap()
    }

    fn plan(&self, desk: &PayrollContext<'_>) -> Plan {
        desk.plan(
            &self.fixture.dir.path().join("plans/year/plan.toml"),
            "plans/year/plan.toml",
        )
        .unwrap()
    }

    fn calculate(&self, period: Period) -> runs::Run {
        let desk = self.desk();
        let plan = self.plan(&desk);
        desk.calculate(&plan, "plans/year/plan.toml", View::at_end(period), Asked::default())
            .unwrap()
            .run
    }

    fn approve(&self, period: Period) {
        post::approve(&self.fixture.workspace, &self.store, PLAN, period, "李经理").unwrap();
    }

    fn close(&self, period: Period) -> runs::Close {
        let asked = close::Asked {
            force: true,
            reason: Some("已逐条核对"),
            by: None,
        };
        close::close(&self.fixture.workspace, &self.store, PLAN, period, asked).unwrap()
    }

    fn whole_year(&self) {
        for period in months() {
            self.calculate(period);
            self.approve(period);
            self.close(period);
        }
    }

    /// The ledger by person, period it is about and row, corrections counted where their row does.
    fn ledger(&self) -> BTreeMap<(String, String, String), Decimal> {
        let rows = query(
            &self.store,
            "SELECT specialist_id, origin, node, amount FROM incentive_ledger",
        );
        let mut sums = BTreeMap::new();
        for row in rows.iter() {
            let node = row.text("node");
            let node = node
                .strip_prefix("reversal:")
                .or(node.strip_prefix("rebook:"))
                .unwrap_or(&node);
            let key = (row.text("origin"), row.text("specialist_id"), node.to_owned());
            *sums.entry(key).or_insert(Decimal::ZERO) += row.decimal("amount").unwrap();
        }
        sums.retain(|_, sum| !sum.is_zero());
        sums.into_iter().map(|(key, sum)| (key, sum.normalize())).collect()
    }

    /// Everything that is kept of the runs up to `last` and the ledger up to the same periods, row by row.
    fn kept(&self, last: i64) -> BTreeMap<&'static str, Vec<String>> {
        let tables = [
            "incentive_runs",
            "incentive_people",
            "incentive_lines",
            "incentive_rules",
            "incentive_names",
            "incentive_trace",
            "incentive_items",
            "incentive_findings",
            "incentive_measures",
        ];
        let mut kept = BTreeMap::new();
        let all = |sql: &str| {
            query(&self.store, sql)
                .iter()
                .map(|row| format!("{:?}", row.cells()))
                .collect()
        };
        for table in tables {
            kept.insert(table, all(&format!("SELECT * FROM {table} WHERE run_no <= {last}")));
        }
        let in_year = "period BETWEEN '2025-07' AND '2026-06'";
        kept.insert(
            "ledger",
            all(&format!("SELECT * FROM incentive_ledger WHERE {in_year}")),
        );
        kept.insert(
            "closes",
            all(&format!("SELECT * FROM incentive_closes WHERE {in_year}")),
        );
        kept
    }
}

/// Rows of a sample file as maps.
fn rows_of(book: &Path, table: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(book.join(format!("{table}.csv"))).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        header.iter().cloned().zip(record.iter().map(str::to_owned)).collect()
    });
    rows.collect()
}

fn write(folder: &Path, name: &str, header: &str, rows: &[String]) {
    fs::write(folder.join(name), format!("{header}\n{}\n", rows.join("\n"))).unwrap();
}

/// What comes late: reversals and events dated in closed months, a corrected file of payments, items handed over earlier
/// than was known, and a compliance error.
fn late(book: &Path) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let payments = rows_of(book, "payments");
    let renewals = payments.iter().filter(|p| {
        p["status"] == "success"
            && ("2025-08".."2026-05").contains(&&p["paid_on"][..7])
            && p["funding"] != "policy_loan"
    });
    let renewals: Vec<_> = renewals.collect();
    let header = "payment_id,due_id,paid_on,amount,method,status,funding,failure_code,reverses_payment_id";
    let reversals = renewals.iter().step_by(renewals.len() / 25).map(|p| {
        let day = format!("{}-28", &p["paid_on"][..7]);
        let [id, due, amount] = ["payment_id", "due_id", "amount"].map(|c| &p[c]);
        format!("LATE-{id},{due},{day},{amount},bank_debit,reversal,customer,,{id}")
    });
    let corrected = renewals.iter().skip(7).step_by(renewals.len() / 40).map(|p| {
        let [id, due, day, method] = ["payment_id", "due_id", "paid_on", "method"].map(|c| &p[c]);
        let amount: Decimal = p["amount"].parse().unwrap();
        format!(
            "{id},{due},{day},{},{method},success,customer,,",
            amount + Decimal::from(100)
        )
    });
    let rows: Vec<String> = reversals.chain(corrected).collect();
    write(dir.path(), "payments_2.csv", header, &rows);

    let due: BTreeMap<String, String> = rows_of(book, "due_items")
        .into_iter()
        .map(|mut row| (row.remove("due_id").unwrap(), row.remove("policy_id").unwrap()))
        .collect();
    let lapsed: BTreeSet<&str> = renewals
        .iter()
        .skip(3)
        .step_by(renewals.len() / 30)
        .map(|p| due[&p["due_id"]].as_str())
        .collect();
    let events: Vec<String> = lapsed
        .iter()
        .map(|policy| format!("{policy},lapse,2026-03-17,,"))
        .collect();
    write(
        dir.path(),
        "policy_events_2.csv",
        "policy_id,kind,event_on,reason_code,note",
        &events,
    );

    let handed: BTreeSet<&String> = renewals
        .iter()
        .skip(5)
        .step_by(renewals.len() / 20)
        .map(|p| &p["due_id"])
        .collect();
    let handed: Vec<String> = handed.iter().map(|due| format!("{due},S00005,2025-10-10")).collect();
    write(dir.path(), "ownership_2.csv", "due_id,specialist_id,from_on", &handed);
    dir
}

/// The year, then what came late: nothing closed changes, and the differences posted make every period what a calculation
/// from scratch pays.
#[test]
fn what_is_posted_for_a_closed_year_equals_a_calculation_from_scratch() {
    let book = book(2500);
    let office = Office::new(book.path());
    office.whole_year();
    let then = office.ledger();
    let kept = office.kept(12);
    let more = late(book.path());
    let office = office.load(more.path());
    assert_eq!(office.kept(12), kept, "a closed period changed after an ingest");

    let desk = office.desk();
    let planned = desk.rebook(PLAN, None, Wanted::Look).unwrap();
    assert_eq!(office.ledger(), then, "a dry run wrote something");
    let done = desk
        .rebook(
            PLAN,
            None,
            Wanted::Post {
                by: None,
                reason: "迟到的数据",
            },
        )
        .unwrap();
    assert_eq!(done.posted_in, period("2026-07"));
    assert_eq!(done.looked_at, 12);
    assert!(done.periods.len() >= 9, "{}", done.periods.len());
    assert_eq!(
        planned.periods.iter().map(|p| p.changes.len()).collect::<Vec<_>>(),
        done.periods.iter().map(|p| p.changes.len()).collect::<Vec<_>>()
    );
    assert_eq!(office.kept(12), kept, "a closed period changed by rebooking");
    for state in runs::states(&office.store, PLAN).unwrap() {
        assert!(seal::is_intact(&office.store, &state).unwrap(), "{}", state.period);
    }
    // Twice posts once.
    let (entries, all_runs) = (
        number(&office.store, "SELECT count(*) FROM incentive_ledger"),
        runs::all(&office.store).unwrap(),
    );
    assert!(
        desk.rebook(
            PLAN,
            None,
            Wanted::Post {
                by: None,
                reason: "迟到的数据"
            }
        )
        .unwrap()
        .periods
        .is_empty()
    );
    assert_eq!(number(&office.store, "SELECT count(*) FROM incentive_ledger"), entries);
    assert_eq!(runs::all(&office.store).unwrap(), all_runs);

    let scratch = Office::new(book.path()).load(more.path());
    scratch.whole_year();
    let (rebooked, anew) = (office.ledger(), scratch.ledger());
    let differs = rebooked.iter().find(|(key, sum)| anew.get(*key) != Some(sum));
    assert_eq!(differs, None);
    assert_eq!(rebooked, anew);

    let mut table = String::from("期间      关账时        更正       更正后      从头计算\n");
    let sum = |ledger: &BTreeMap<(String, String, String), Decimal>, month: &str| -> Decimal {
        ledger
            .iter()
            .filter(|((origin, ..), _)| origin == month)
            .map(|(_, sum)| *sum)
            .sum()
    };
    for month in months() {
        let month = month.to_string();
        let [was, now, fresh] = [&then, &rebooked, &anew].map(|ledger| sum(ledger, &month));
        let text = [was, now - was, now, fresh].map(|n| format!("{:>12}", grouped(n)));
        writeln!(table, "{month} {}", text.join("")).unwrap();
    }
    pin("incentive_year", &table);

    // The first open period pays the pairs beside its own rows, and no event is taken back for twice.
    let july = period("2026-07");
    office.calculate(july);
    let posted = number(
        &office.store,
        "SELECT sum(amount) FROM incentive_ledger WHERE period = '2026-07'",
    );
    let differences: Decimal = done.periods.iter().flat_map(|p| &p.changes).map(diff::Change::by).sum();
    assert_eq!(posted, differences.normalize());
    let twice = "SELECT specialist_id, node FROM (
        SELECT specialist_id, regexp_replace(node, '^(reversal|rebook):', '') AS node, amount FROM incentive_ledger
        UNION ALL
        SELECT specialist_id, node, amount FROM incentive_lines
        WHERE run_no = (SELECT MAX(run_no) FROM incentive_runs WHERE period = '2026-07')
      ) WHERE node LIKE 'clawback:%' GROUP BY ALL HAVING sum(CASE WHEN amount < 0 THEN 1 ELSE -1 END) > 1";
    assert!(query(&office.store, twice).is_empty());
}

/// One book for the tests that only look.
fn small_office() -> Office {
    let book = book(1200);
    let office = Office::new(book.path());
    for period in &months()[..4] {
        office.calculate(*period);
        office.approve(*period);
    }
    office
}

#[test]
fn sums_agree_from_trace_to_control_totals() {
    let office = small_office();
    for (what, sql) in [
        (
            "pay is the sum of the rows",
            "SELECT p.run_no FROM incentive_people p LEFT JOIN (
               SELECT run_no, specialist_id, sum(amount) s FROM incentive_lines GROUP BY ALL) l USING (run_no, specialist_id)
             WHERE p.pay <> COALESCE(l.s, 0)",
        ),
        (
            "rows are the trace",
            "SELECT run_no, specialist_id, node, sum(amount) FROM incentive_trace WHERE amount <> 0 GROUP BY ALL
             EXCEPT SELECT run_no, specialist_id, node, sum(amount) FROM incentive_lines GROUP BY ALL",
        ),
        (
            "the total is the sum over people",
            "SELECT r.run_no FROM incentive_runs r WHERE r.total <> (
               SELECT sum(pay) FROM incentive_people p WHERE p.run_no = r.run_no)",
        ),
        (
            "the ledger is what was approved",
            "SELECT p.run_no FROM incentive_postings p JOIN incentive_runs r USING (run_no) WHERE r.total <> (
               SELECT sum(amount) FROM incentive_ledger l WHERE l.origin = p.period)",
        ),
        (
            "pools give out what they take, team by team",
            "SELECT p.team_id FROM incentive_lines l JOIN incentive_people p USING (run_no, specialist_id)
             WHERE l.node IN ('pool_fund:help', 'pool:help') GROUP BY l.run_no, p.team_id HAVING sum(l.amount) <> 0",
        ),
        (
            "nobody is paid above the cap before pools and what was carried",
            "SELECT run_no, specialist_id FROM incentive_trace WHERE step IN ('component', 'gate', 'multiplier', 'penalty', 'cap')
             GROUP BY ALL HAVING sum(amount) > 2200",
        ),
        (
            "components are what their payments earn",
            "SELECT l.run_no FROM incentive_lines l JOIN (
               SELECT run_no, specialist_id, sum(CAST(result AS DECIMAL(38, 10))) s FROM incentive_items GROUP BY ALL
             ) i USING (run_no, specialist_id) WHERE l.node = 'component:fee' AND l.amount <> round(i.s, 2)",
        ),
    ] {
        let found = query(&office.store, sql);
        assert!(found.is_empty(), "{what}: {found:?}");
    }
    let kinds = number(
        &office.store,
        "SELECT count(DISTINCT step) FROM incentive_trace WHERE amount <> 0",
    );
    assert!(kinds >= Decimal::from(10), "{kinds}");
}

#[test]
fn the_same_inputs_are_the_same_run_whatever_order_they_came_in() {
    let book = book(700);
    let office = Office::new(book.path());
    let run = office.calculate(period("2026-03"));
    let again = office.calculate(period("2026-03"));
    assert_eq!(run, again);
    assert_eq!(runs::all(&office.store).unwrap().len(), 1);

    // The rows of every file backwards.
    let shuffled = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(book.path()).unwrap().flatten() {
        let text = fs::read_to_string(entry.path()).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let mut writer = csv::Writer::from_path(shuffled.path().join(entry.file_name())).unwrap();
        writer.write_record(reader.headers().unwrap()).unwrap();
        let mut rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        rows.reverse();
        for row in rows {
            writer.write_record(&row).unwrap();
        }
        writer.flush().unwrap();
    }
    let other = Office::new(shuffled.path()).calculate(period("2026-03"));
    assert_eq!(
        (&run.input_hash, &run.result_hash),
        (&other.input_hash, &other.result_hash)
    );
}

#[test]
fn other_inputs_are_a_new_run_and_approval_posts_the_difference() {
    let book = book(900);
    let office = Office::new(book.path());
    let march = period("2026-03");
    let first = office.calculate(march);
    office.approve(march);
    let before = office.ledger();
    assert!(
        !post::approve(&office.fixture.workspace, &office.store, PLAN, march, "李")
            .unwrap()
            .is_new
    );
    let office = office.load(late(book.path()).path());
    // The approved amounts stand until somebody approves others.
    assert_eq!(office.ledger(), before);
    let desk = office.desk();
    let found = desk.discrepancies(PLAN, None, None).unwrap();
    assert!(!found["2026-03"].is_empty());
    let second = office.calculate(march);
    assert_eq!(second.run_no, first.run_no + 1);
    let (_, _, changes) = diff::between(&office.store, first.run_no, second.run_no).unwrap();
    assert_eq!(changes, found["2026-03"]);
    office.approve(march);
    let pairs = number(
        &office.store,
        "SELECT count(*) FROM incentive_ledger WHERE node LIKE 'reversal:%' OR node LIKE 'rebook:%'",
    );
    assert!(pairs > Decimal::ZERO);
    let total = number(
        &office.store,
        "SELECT sum(amount) FROM incentive_ledger WHERE period = '2026-03'",
    );
    assert_eq!(total, second.total);
    assert!(desk.discrepancies(PLAN, None, None).unwrap().is_empty());
}

fn error(result: duebook::Result<impl Sized>) -> String {
    match result {
        Ok(_) => String::from("no error"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn periods_go_in_their_order_and_what_is_closed_stays_so() {
    let book = book(700);
    let office = Office::new(book.path());
    let (feb, mar) = (period("2026-02"), period("2026-03"));
    office.calculate(mar);
    office.calculate(feb);
    let approve = |period| post::approve(&office.fixture.workspace, &office.store, PLAN, period, "李");
    assert!(error(approve(mar)).contains("2026-02 comes before 2026-03 and is not approved yet"));
    approve(feb).unwrap();
    // March was calculated before February counted.
    assert!(error(approve(mar)).contains("periods before 2026-03 have changed since run 1 was calculated"));
    office.calculate(mar);
    approve(mar).unwrap();
    let close = |period, asked| close::close(&office.fixture.workspace, &office.store, PLAN, period, asked);
    let plain = close::Asked::default();
    assert!(error(close(mar, plain)).contains("2026-02 comes before 2026-03 and is not closed yet"));
    assert!(error(close(period("2026-04"), plain)).contains("nothing has been calculated for 2026-04"));
    office.close(feb);
    assert!(error(close(feb, plain)).contains("2026-02 is closed and never changes"));
    office.calculate(feb);
    assert!(error(approve(feb)).contains("2026-02 is closed and never changes"));
    assert!(
        error(post::approve(&office.fixture.workspace, &office.store, PLAN, mar, " "))
            .contains("the name of who does it is needed")
    );
    let known = LedgerError::NoRun {
        period: "2026-09".into(),
        known: Vec::new(),
    };
    assert_eq!(
        error(runs::plan_id(&office.store, Some(period("2026-09")), None))
            .lines()
            .next(),
        Some(format!("error: {known}").as_str())
    );
}

#[test]
fn a_changed_row_of_a_closed_period_breaks_its_seal() {
    let book = book(500);
    let office = Office::new(book.path());
    let march = period("2026-03");
    office.calculate(march);
    office.approve(march);
    office.close(march);
    let state = || runs::state(&office.store, PLAN, march).unwrap();
    assert!(seal::is_intact(&office.store, &state()).unwrap());
    query(
        &office.store,
        "UPDATE incentive_ledger SET amount = amount + 1 WHERE entry_no = 1",
    );
    assert!(!seal::is_intact(&office.store, &state()).unwrap());
    query(
        &office.store,
        "UPDATE incentive_ledger SET amount = amount - 1 WHERE entry_no = 1",
    );
    assert!(seal::is_intact(&office.store, &state()).unwrap());
    query(&office.store, "UPDATE incentive_measures SET numerator = numerator + 1");
    assert!(!seal::is_intact(&office.store, &state()).unwrap());
}

#[test]
fn findings_keep_a_period_open_until_somebody_says_why() {
    let book = book(500);
    write(
        book.path(),
        "adjustments.csv",
        "adjustment_id,specialist_id,period,amount,reason,approved_by,evidence",
        &["A1,S00022,2026-05,100,补发,人力资源部,文件1".to_owned()],
    );
    let office = Office::new(book.path());
    let may = period("2026-05");
    let run = office.calculate(may);
    office.approve(may);
    // S00022 left in February.
    let findings = runs::findings(&office.store, run.run_no).unwrap();
    assert!(
        findings
            .iter()
            .any(|f| f.specialist == "S00022" && f.node == "adjustment:A1"),
        "{findings:?}"
    );
    let close = |asked| close::close(&office.fixture.workspace, &office.store, PLAN, may, asked);
    let text = error(close(close::Asked::default()));
    assert!(
        text.contains("open findings") && text.contains("S00022 not_in_population adjustment:A1"),
        "{text}"
    );
    let force = close::Asked {
        force: true,
        reason: Some("  "),
        by: None,
    };
    assert!(error(close(force)).contains("a reason is needed"));
    let reason = Some("离职人员另行结算");
    let sealed = close(close::Asked {
        force: true,
        reason,
        by: None,
    })
    .unwrap();
    assert_eq!(sealed.forced_reason.as_deref(), reason);
}

/// Five people of the sample: what each of them reads.
#[test]
fn five_people_are_told_why_they_get_what_they_get() {
    let book = book(2500);
    let office = Office::new(book.path());
    for period in &months()[..6] {
        office.calculate(*period);
        office.approve(*period);
    }
    let desk = office.desk();
    let one = |name: &str, sql: &str| {
        let rows = query(&office.store, sql);
        let row = rows.first().unwrap_or_else(|| panic!("nobody is {name}"));
        let run = runs::run(&office.store, row.integer("run_no").unwrap()).unwrap();
        let state = runs::state(&office.store, PLAN, run.period).unwrap();
        for locale in [Locale::ZhCn, Locale::En] {
            let words = desk.words(&run, locale).unwrap();
            let pay = pay_of(&office.store, &state, &run, &row.text("specialist_id")).unwrap();
            let text = pay.explanation(&words, name == "clawed_back").text();
            pin(&format!("incentive_explain_{name}_{}", locale.tag()), &text);
        }
    };
    let with = |node: &str, also: &str| {
        format!(
            "SELECT run_no, specialist_id FROM incentive_lines WHERE node LIKE '{node}' AND run_no > 3 {also}
             ORDER BY run_no DESC, specialist_id LIMIT 1"
        )
    };
    one("normal", "SELECT run_no, specialist_id FROM incentive_people WHERE run_no = 6 AND grade <> 'senior' AND specialist_id NOT IN (
        SELECT specialist_id FROM incentive_lines WHERE run_no = 6 AND node NOT LIKE 'component%' AND node NOT LIKE 'pool%'
          AND node NOT LIKE 'deferral%' AND node NOT LIKE 'release%') AND pay > 500 ORDER BY specialist_id LIMIT 1");
    one("gated", &with("gate:%", ""));
    one("capped", &with("cap:%", ""));
    one("clawed_back", &with("clawback:%", ""));
    // Between two teams for ten weeks from November.
    one("transferred", &with("proration:%", "AND specialist_id = 'S00036'"));
}

#[test]
fn why_not_tells_of_every_payment_and_measure() {
    let book = book(2000);
    let office = Office::new(book.path());
    let march = period("2026-03");
    let run = office.calculate(march);
    let desk = office.desk();
    let words = desk.words(&run, Locale::ZhCn).unwrap();
    let lines = |person: &str, due: &str| desk.why_not(&run, person, due, &words).unwrap().join("\n");
    let item = |condition: &str| {
        let sql =
            format!("SELECT specialist_id, due_id FROM incentive_items WHERE {condition} ORDER BY payment_id LIMIT 1");
        let rows = query(&office.store, &sql);
        let row = rows.first().unwrap();
        (row.text("specialist_id"), row.text("due_id"))
    };
    let (person, due) = item("result IS NOT NULL");
    assert!(
        lines(&person, &due).contains("续期服务费 = "),
        "{}",
        lines(&person, &due)
    );
    let (person, due) = item("result IS NULL");
    let text = lines(&person, &due);
    assert!(
        text.contains("续期服务费 不计：") && text.contains("不在本项目范围内"),
        "{text}"
    );
    let other = if person == "S00001" { "S00002" } else { "S00001" };
    assert!(lines(other, &due).contains(&format!("当日责任人是 {person}")));
    let unpaid = "SELECT d.due_id, d.specialist_id FROM due_items d ANTI JOIN payments p USING (due_id)
      WHERE d.due_on BETWEEN '2026-06-20' AND '2026-06-30' AND d.due_no > 1 ORDER BY 1 LIMIT 1";
    let rows = query(&office.store, unpaid);
    let row = rows.first().unwrap();
    let text = lines(&row.text("specialist_id"), &row.text("due_id"));
    assert!(
        text.contains("没有任何缴费记录") && text.contains("续费率（件数）："),
        "{text}"
    );
    assert!(error(desk.why_not(&run, "S00001", "NO", &words)).contains("there is no due item `NO`"));
}

#[test]
fn the_commands_say_what_they_did() {
    let desk = Folder::loaded();
    let mut said = String::new();
    let plan = "plans/scorecard/plan.toml";
    for arguments in [
        vec!["incentive", "calculate", "--period", "2026-03", "--plan", plan],
        vec!["incentive", "calculate", "--period", "2026-03", "--plan", plan],
        vec!["incentive", "calculate", "--period", "2026-Q1", "--plan", plan],
        vec!["incentive", "close", "--period", "2026-03"],
        vec!["incentive", "approve", "--period", "2026-03", "--by", "张三"],
        vec!["incentive", "explain", "S001", "2026-03"],
        vec!["incentive", "explain", "S0001", "2026-03"],
        vec!["incentive", "explain", "赵安", "2026-03"],
        vec!["incentive", "diff", "--period", "2026-03"],
        vec!["incentive", "rebook", "--as", "王五", "--reason", "核对"],
        vec!["incentive", "close", "--period", "2026-03"],
        vec!["incentive", "close", "--period", "2026-03"],
        vec!["incentive", "rebook", "--as", "王五", "--reason", "核对"],
        vec!["incentive", "status"],
        vec!["incentive", "explain", "S001", "2026-04"],
    ] {
        writeln!(said, "$ duebook {}\n{}", arguments.join(" "), desk.run(&arguments)).unwrap();
    }
    pin("incentive_commands", &without_short_hashes(&said));
    let of = |said| desk.run(&["incentive", "explain", said, "2026-03"]);
    assert_eq!(of("孙岚"), of("S003"));
    // A plan that has changed is not taken for the one that was approved: the run has its own text.
    let text = fs::read_to_string(desk.path(plan)).unwrap();
    desk.write(plan, &text.replace("\"2000\"", "\"2100\""));
    let same = desk.run(&["incentive", "rebook", "--dry-run"]);
    assert!(same.contains("没有需要更正的"), "{same}");
    let done = desk.run(&["incentive", "rebook", "--plan", plan, "--dry-run"]);
    assert!(done.contains("（未写入）"), "{done}");
}

#[test]
fn exact_amounts_come_back_from_the_store() {
    let book = book(500);
    let office = Office::new(book.path());
    let run = office.calculate(period("2026-03"));
    let desk = office.desk();
    let plan = office.plan(&desk);
    let fresh = desk
        .calculation(&plan, "plans/year/plan.toml", View::at_end(period("2026-03")))
        .unwrap();
    for person in &fresh.outcome.people {
        let mut kept = stored::outcome(&office.store, run.run_no, &person.specialist).unwrap();
        let mut own = person.clone();
        for step in kept.trace.iter_mut().chain(own.trace.iter_mut()) {
            step.items.sort_by(|a, b| a.payment_id.cmp(&b.payment_id));
        }
        assert_eq!(kept, own);
    }
    let pay: Number = fresh.outcome.people.iter().map(|p| &p.pay).sum();
    assert_eq!(pay, Number::from(run.total));
}

/// The files of a period: only from what is approved, the same twice, and they come to what the ledger says.
#[test]
fn payroll_and_statements_are_of_what_was_approved() {
    let desk = Folder::loaded();
    let plan = "plans/scorecard/plan.toml";
    let run = |arguments: &[&str]| desk.run(arguments);
    run(&["incentive", "calculate", "--period", "2026-03", "--plan", plan]);
    let refused = run(&["incentive", "export", "--period", "2026-03"]);
    assert!(
        refused.starts_with("exit 2") && refused.contains("2026-03 is not approved"),
        "{refused}"
    );
    run(&["incentive", "approve", "--period", "2026-03", "--by", "张三"]);
    let export = ["incentive", "export", "--period", "2026-03"];
    let said = run(&export);
    assert!(said.starts_with("exit 0"), "{said}");
    let name = "reports/payroll_2026-03_renewal-scorecard";
    let bytes = |ending: &str| fs::read(desk.path(&format!("{name}.{ending}"))).unwrap();
    let all = || ["csv", "xlsx", "manifest.json"].map(bytes);
    let first = all();
    run(&export);
    assert!(first == all(), "other bytes");
    let text = String::from_utf8(bytes("csv")).unwrap();
    pin("incentive_payroll_csv", text.trim_start_matches('\u{feff}'));
    pin(
        "incentive_payroll_manifest",
        &without_hashes(&String::from_utf8(bytes("manifest.json")).unwrap()),
    );

    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let column = reader
        .headers()
        .unwrap()
        .iter()
        .position(|head| head == "应发")
        .unwrap();
    let sum: Decimal = reader
        .records()
        .map(|row| row.unwrap()[column].parse::<Decimal>().unwrap())
        .sum();
    let manifest: serde_json::Value = serde_json::from_slice(&bytes("manifest.json")).unwrap();
    assert_eq!(manifest["control_totals"]["net"], sum.to_string());

    // A template of one's own, and a mistake in it.
    desk.write(
        "report-templates/payroll.toml",
        "[[column]]\nzh = \"工号\"\nen = \"id\"\nvalue = \"specialist_id\"\n[[column]]\nzh = \"实发\"\nen = \"net\"\nvalue = \"nett\"\n",
    );
    let refused = run(&export);
    pin("incentive_payroll_template", &refused);
    fs::remove_file(desk.path("report-templates/payroll.toml")).unwrap();

    let said = run(&["incentive", "statement", "--period", "2026-03"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let folder = desk.path("reports/statements_2026-03_renewal-scorecard");
    let people = ["S001", "S002", "S003"];
    let page = |id: &str| fs::read_to_string(folder.join(format!("statement_2026-03_{id}.zh-CN.html"))).unwrap();
    for id in people {
        let text = page(id);
        assert!(text.contains("怎样算出来的") && text.contains(id), "{id}");
        for other in people.iter().filter(|other| **other != id) {
            assert!(!text.contains(other), "the statement of {id} names {other}");
        }
        assert!(folder.join(format!("statement_2026-03_{id}.zh-CN.xlsx")).exists());
    }
    let first = page("S001");
    run(&["incentive", "statement", "--period", "2026-03", "--specialist", "S001"]);
    assert_eq!(first, page("S001"));
}

#[test]
fn the_review_and_the_comparisons_tell_of_everybody() {
    let desk = Folder::loaded();
    let plan = "plans/scorecard/plan.toml";
    let run = |arguments: &[&str]| desk.run(arguments);
    run(&["incentive", "calculate", "--period", "2026-03", "--plan", plan]);
    run(&["incentive", "approve", "--period", "2026-03", "--by", "张三"]);
    let said = run(&["incentive", "review", "--period", "2026-03", "--budget", "30000"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let review = fs::read_to_string(desk.path("reports/incentives_2026-03_renewal-scorecard.zh-CN.html")).unwrap();
    for heading in [
        "汇总",
        "按项目",
        "分布",
        "公平性",
        "临界人数",
        "差异",
        "未结申诉",
        "基尼系数",
        "预算使用率",
    ] {
        assert!(review.contains(heading), "{heading}");
    }
    let said = run(&[
        "incentive",
        "simulate",
        "--plan",
        plan,
        "--plan",
        "plans/team-bonus/plan.toml",
        "--period",
        "2026-02..2026-03",
        "--budget",
        "60000",
    ]);
    pin("incentive_simulate", &said);
    let said = run(&[
        "incentive",
        "effect",
        "--metric",
        "renewal_rate",
        "--changed",
        "T11",
        "--since",
        "2026-02",
        "--periods",
        "2",
    ]);
    pin("incentive_effect", &said);
}

/// A tier nobody was in and a gate nobody failed in twelve months are told, others not.
#[test]
fn rules_that_the_data_never_reaches_are_told() {
    let desk = Folder::loaded();
    let plan = "plans/scorecard/plan.toml";
    let text = fs::read_to_string(desk.path(plan)).unwrap();
    let text = text
        .replace("2026-01-01", "2025-01-01")
        .replace("error_rate <= 0.02", "error_rate <= 2");
    desk.write(
        plan,
        &text.replace(
            "{ from = \"0.95\", value = \"1.2\" }",
            "{ from = \"1.01\", value = \"1.2\" }",
        ),
    );
    let said = desk.run(&["plan", "check", "--data", plan]);
    assert!(said.starts_with("exit 0"), "{said}");
    let told = said.split("从未触及").nth(1).unwrap_or_else(|| panic!("{said}"));
    assert!(
        told.contains("表 renewal_curve 自 1.01 起的一档（renewal_bonus）"),
        "{said}"
    );
    assert!(told.contains("门槛 compliance：没有人不达标"), "{said}");
    assert!(!told.contains("自 0 起的一档"), "{said}");
}

/// The same for hashes in sentences.
fn without_short_hashes(text: &str) -> String {
    let is_hash = |word: &str| matches!(word.len(), 12 | 64) && word.bytes().all(|b| b.is_ascii_hexdigit());
    let words = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    let word = |word: &str| {
        let (own, end) = word.split_at(word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).len());
        if is_hash(own) {
            format!("HASH{end}")
        } else {
            word.to_owned()
        }
    };
    words.map(word).collect()
}

/// Hashes change with every version of the program.
fn without_hashes(text: &str) -> String {
    let word = |word: &str| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
    text.split('"')
        .map(|part| if word(part) { "HASH" } else { part })
        .collect::<Vec<_>>()
        .join("\"")
}

/// A simulation of a plan against itself changes nothing, and pays what a calculation without a past pays.
#[test]
fn a_simulation_pays_what_a_calculation_pays() {
    let book = book(900);
    let office = Office::new(book.path());
    let desk = office.desk();
    let plan = office.plan(&desk);
    let periods = duebook::incentive::ledger::simulate::periods("2026-02..2026-03", &plan).unwrap();
    let found = desk.compare((&plan, &plan), &periods).unwrap();
    assert!(found.people.iter().all(|person| person.a == person.b));
    for period in &periods {
        office.calculate(*period);
        office.approve(*period);
    }
    let paid = number(&office.store, "SELECT sum(amount) FROM incentive_ledger");
    let simulated: Number = found.people.iter().map(|person| &person.a).sum();
    assert_eq!(simulated, Number::from(paid));
}

/// What `docs/incentives.md` tells a user to type works on the demo's workspace as it stands there.
#[test]
fn the_way_through_the_docs_works() {
    let docs = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/incentives.md")).unwrap();
    let block = docs.split("<!-- way -->").nth(1).expect("the way stands between marks");
    let script = block.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
    let desk = Folder::bare();
    let program = Path::new(env!("CARGO_BIN_EXE_duebook")).parent().unwrap();
    let path = std::env::join_paths(
        std::iter::once(program.to_path_buf()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    // A command that finds something ends with 1; anything else but 0 stops the way.
    let script = format!("duebook() {{ command duebook \"$@\" || [ $? -eq 1 ]; }}\nset -e\n{script}");
    let output = std::process::Command::new("sh")
        .arg("-c")
        .arg(&script)
        .current_dir(desk.dir.path())
        .env("PATH", path.unwrap())
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let (said, told) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    assert!(output.status.success(), "{said}\n{told}");
    for words in [
        "2026-05 已批准",
        "2026-05 已关账",
        "已记入 2026-06",
        "2026-06 已批准",
        "完好",
        "一致",
    ] {
        assert!(said.contains(words), "{words} is missing in\n{said}");
    }
    for file in [
        "reports/payroll_2026-05_renewal-service-fee.csv",
        "reports/payroll_2026-06_renewal-service-fee.manifest.json",
        "reports/incentives_2026-06_renewal-service-fee.zh-CN.xlsx",
    ] {
        assert!(desk.path(&format!("demo/{file}")).exists(), "{file}");
    }
}
