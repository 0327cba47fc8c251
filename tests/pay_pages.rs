//! What people read of their pay: the statement, which bridges to what is paid, says why it is corrected and when the rest comes,
//! and tells nothing that only a machine can use; the HR review, which has everybody; and what people say to it, in the record.

mod common;
#[path = "common/page.rs"]
mod page;
#[path = "common/pay.rs"]
mod pay;

use std::collections::BTreeMap;
use std::fs;
use std::sync::OnceLock;

use common::{Desk, has};
use duebook::decimal::Decimal;
use duebook::record::{Entry, Record};
use duebook::workspace::Workspace;
use page::framed;
use pay::{PLAN, copy, late_facts, loaded, open, query, well};

const FEE: &str = "plans/service-fee/plan.toml";

fn run(desk: &Desk, line: &str) -> String {
    well(desk, &line.split(' ').collect::<Vec<_>>())
}

fn refused(desk: &Desk, line: &str, why: &str) {
    let said = desk.run(&line.split(' ').collect::<Vec<_>>());
    assert!(said.starts_with("exit 2\n") && said.contains(why), "{line}: {said}");
}

/// Two plans pay March 2026, one of them with corrections of February; everybody's statement lies in `told`.
fn paid() -> &'static Desk {
    static DESK: OnceLock<Desk> = OnceLock::new();
    DESK.get_or_init(|| {
        let desk = loaded(500);
        desk.write("duebook.toml", "locale = \"en\"\n");
        run(&desk, &format!("incentive calculate --period 2026-02 --plan {PLAN}"));
        run(&desk, "incentive approve --period 2026-02 --as Li");
        run(&desk, "incentive close --period 2026-02 --force --reason looked-at");
        late_facts(&desk);
        run(&desk, "incentive rebook --as Wang --reason late");
        for plan in [PLAN, FEE] {
            run(&desk, &format!("incentive calculate --period 2026-03 --plan {plan}"));
        }
        for id in ["whole-year", "renewal-service-fee"] {
            run(
                &desk,
                &format!("incentive approve --period 2026-03 --plan-id {id} --as Li"),
            );
        }
        run(&desk, "incentive statement --period 2026-03 --format html --out told");
        desk
    })
}

/// Everybody's page by id.
fn pages() -> BTreeMap<String, String> {
    let files = fs::read_dir(paid().path("told")).unwrap().flatten();
    let pages = files.filter_map(|file| {
        let name = file.file_name().into_string().unwrap();
        let id = name.strip_prefix("statement_2026-03_")?.split('.').next()?;
        Some((id.to_owned(), fs::read_to_string(file.path()).unwrap()))
    });
    pages.collect()
}

/// The part of a page from a section's start to the next one's; empty if it has none.
fn section<'p>(page: &'p str, id: &str) -> &'p str {
    let start = page.split_once(&format!("id=\"{id}\" aria-labelledby"));
    start.map_or("", |(_, rest)| rest.split_once("</section>").unwrap().0)
}

/// The rows of the tables in a part of a page: what is sorted by, cell by cell.
fn rows(section: &str) -> Vec<Vec<String>> {
    let cells = |row: &str| -> Vec<String> {
        let cells = row.split("data-v=\"").skip(1);
        cells.map(|cell| cell.split('"').next().unwrap().to_owned()).collect()
    };
    section
        .split("</tr>")
        .map(cells)
        .filter(|row| !row.is_empty())
        .collect()
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("`{text}` is no amount"))
}

/// Sums of the ledger by person.
fn sums(where_: &str) -> BTreeMap<String, Decimal> {
    let store = open(paid());
    let sql = format!("SELECT specialist_id, SUM(amount) AS amount FROM incentive_ledger WHERE {where_} GROUP BY 1");
    let found = query(&store, &sql);
    let sums = found
        .iter()
        .map(|row| (row.text("specialist_id"), row.decimal("amount").unwrap()));
    sums.collect()
}

#[test]
fn one_statement_tells_of_all_plans_and_bridges_to_what_is_paid() {
    let paid = sums("period = '2026-03'");
    let corrections = sums("period = '2026-03' AND origin <> period");
    let pages = pages();
    assert!(paid.keys().all(|id| pages.contains_key(id)));
    let mut both = 0;
    for (id, page) in &pages {
        let paid = paid.get(id).copied().unwrap_or_default();
        let bridge = rows(section(page, "pay"));
        let (total, parts) = bridge.split_last().unwrap();
        assert_eq!(number(&total[1]), paid, "{id}");
        // What stands above it in large letters is the same amount, to the cent.
        let shown = section(page, "statement").split_once("<data ").unwrap().1;
        let shown = shown.split_once('>').unwrap().1.split_once('<').unwrap().0;
        assert_eq!(number(&shown.replace(',', "")), paid, "{id}");
        assert!(shown.contains('.'), "{id}: {shown}");
        assert_eq!(parts.iter().map(|row| number(&row[1])).sum::<Decimal>(), paid, "{id}");
        let corrected = parts.iter().find(|row| row[0] == "corrections of earlier periods");
        let wanted = corrections.get(id).copied().unwrap_or_default();
        assert_eq!(corrected.map(|row| number(&row[1])).unwrap_or_default(), wanted, "{id}");
        // Each plan has a table of its own whose last row is what it pays.
        let earned = section(page, "earned");
        let totals = rows(earned).into_iter().filter(|row| row[0] == "total");
        assert_eq!(totals.map(|row| number(&row[2])).sum::<Decimal>(), paid, "{id}");
        both += usize::from(earned.matches("<h3").count() == 2);
    }
    assert!(both > 20, "{both} people are paid by both plans");
}

#[test]
fn a_correction_names_what_it_comes_from() {
    let corrections = sums("period = '2026-03' AND origin <> period");
    let (mut named, mut measured, mut following) = (0, 0, 0);
    for (id, page) in pages() {
        let told = rows(section(&page, "corrections"));
        let sum: Decimal = told.iter().map(|row| number(&row[4])).sum();
        assert_eq!(sum, corrections.get(&id).copied().unwrap_or_default(), "{id}");
        for row in &told {
            assert_eq!(number(&row[3]) - number(&row[2]), number(&row[4]), "{id}: {row:?}");
            let why = &row[5];
            assert!(!why.is_empty(), "{id}: {row:?}");
            named += usize::from(row[1].contains("policy ") && why.contains("reversal "));
            measured += usize::from(why.contains(" instead of "));
            following += usize::from(why.contains("follows from the other changes"));
        }
    }
    assert!(
        named > 3 && measured > 0 && following > 0,
        "{named} {measured} {following}"
    );
}

#[test]
fn what_is_kept_back_is_told_with_its_month() {
    let mut told = 0;
    for (origin, due) in [("2026-02", "2026-05-01"), ("2026-03", "2026-06-01")] {
        let kept = sums(&format!(
            "plan_id = 'whole-year' AND origin = '{origin}' AND node LIKE '%deferral:%'"
        ));
        for (id, page) in pages() {
            let balances = rows(section(&page, "kept-back"));
            let own: Vec<_> = balances.iter().filter(|row| row[1] == format!("{origin}-01")).collect();
            let wanted = -kept.get(&id).copied().unwrap_or_default();
            let sum: Decimal = own.iter().map(|row| number(&row[2])).sum();
            assert_eq!(sum, wanted, "{id} {origin}");
            for row in own {
                assert_eq!(row[3], due, "{id}");
                told += 1;
            }
        }
    }
    assert!(told > 20, "{told}");
}

#[test]
fn a_statement_says_nothing_that_only_a_machine_can_use() {
    let store = open(paid());
    let items = query(&store, "SELECT DISTINCT payment_id, due_id FROM incentive_items");
    let is_hash = |word: &str| word.len() >= 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    for (id, page) in pages() {
        let body = page.split_once("<main").unwrap().1.split_once("</main>").unwrap().0;
        for word in [
            "plans/",
            ".csv",
            ".toml",
            "peer_group",
            "whole-year",
            "renewal-service-fee",
            "renewal_bonus",
        ] {
            assert!(!body.contains(word), "{id}: {word}");
        }
        let words = body.split(|c: char| !c.is_ascii_alphanumeric());
        let known: Vec<&str> = words.collect();
        assert!(known.iter().all(|word| !is_hash(word)), "{id}");
        let known: std::collections::HashSet<&str> = known.into_iter().collect();
        for row in items.iter() {
            for column in ["payment_id", "due_id"] {
                assert!(!known.contains(row.str(column)), "{id}: {}", row.text(column));
            }
        }
    }
}

#[test]
fn payments_are_told_by_policy_number_and_customer_whose_name_is_whole_only_if_so_set() {
    let sql = "SELECT i.specialist_id, i.payment_id, d.policy_id, d.due_no, c.customer_name
      FROM incentive_items AS i INNER JOIN incentive_runs USING (run_no) INNER JOIN due_items AS d USING (due_id)
      INNER JOIN policies USING (policy_id) INNER JOIN customers AS c USING (customer_id)
      WHERE plan_id = 'whole-year' AND period = '2026-03' ORDER BY ALL";
    let desk = copy(paid());
    let store = open(&desk);
    let items = query(&store, sql);
    drop(store);
    let first = items.first().unwrap();
    let (id, policy, name) = (
        first.text("specialist_id"),
        first.text("policy_id"),
        first.text("customer_name"),
    );
    let number = format!("no. {}", first.text("due_no"));
    let told = |desk: &Desk| {
        run(
            desk,
            &format!("incentive statement --period 2026-03 --specialist {id} --format html --out one"),
        );
        let file = fs::read_to_string(desk.path(&format!("one/statement_2026-03_{id}.en.html"))).unwrap();
        let payments = rows(section(&file, "payments"));
        let row = payments
            .into_iter()
            .find(|row| row.get(1) == Some(&policy) && row[3] == number);
        row.unwrap_or_else(|| panic!("no {policy} {number}"))
    };
    let masked: String = name.chars().take(1).chain(name.chars().skip(1).map(|_| '*')).collect();
    assert!(masked != name, "{name}");
    assert_eq!(told(&desk)[2], masked);
    desk.write("duebook.toml", "locale = \"en\"\n[privacy]\ncustomers = \"full\"\n");
    assert_eq!(told(&desk)[2], name);
}

#[test]
fn there_is_room_to_sign_and_a_day_until_which_to_object() {
    let desk = copy(paid());
    let told = |desk: &Desk| {
        run(
            desk,
            "incentive statement --period 2026-03 --specialist S00003 --format html --out one",
        );
        let file = fs::read_to_string(desk.path("one/statement_2026-03_S00003.en.html")).unwrap();
        section(&file, "sign").to_owned()
    };
    let usual = told(&desk);
    assert!(
        usual.contains("within 7 days") && usual.matches("class=\"hand\"").count() >= 6,
        "{usual}"
    );
    desk.write("duebook.toml", "locale = \"en\"\n[pay]\nappeal_days = 15\n");
    assert!(told(&desk).contains("within 15 days"));
    desk.write("duebook.toml", "locale = \"en\"\n[pay]\nappeal_days = 0\n");
    assert!(!told(&desk).contains("days"));
}

#[test]
fn on_a_telephone_nothing_of_a_statement_is_cut() {
    if !has("chromium", &["--version"]) {
        return;
    }
    let folder = paid().path("told");
    let script = "(d.querySelectorAll('details').forEach(x=>x.open=true),[...d.querySelectorAll('main td,main th,main p,main svg,main h2')]\
                  .filter(e=>!e.closest('.sr')&&(e.getBoundingClientRect().right>391||e.scrollWidth>e.clientWidth+2&&e.clientWidth>0))\
                  .map(e=>e.closest('section').id+' '+e.tagName+' '+e.textContent.slice(0,40)).slice(0,9).join(', '))";
    let said = framed(
        &folder,
        "statement_2026-03_S00003.en.html",
        390,
        &format!("done({script})"),
    )
    .0;
    assert_eq!(said, "");
}

#[test]
fn the_review_says_what_is_paid_to_whom_and_why_a_section_is_empty() {
    let desk = copy(paid());
    run(
        &desk,
        "incentive review --period 2026-03 --plan-id whole-year --format html --out told",
    );
    let page = fs::read_to_string(desk.path("told/incentives_2026-03_whole-year.en.html")).unwrap();
    let all = sums("period = '2026-03' AND plan_id = 'whole-year'");
    let total: Decimal = all.values().sum();
    let summary = rows(section(&page, "summary"));
    let figure = |name: &str| {
        let row = summary.iter().find(|row| row[0] == name);
        number(&row.unwrap_or_else(|| panic!("no {name} in {summary:?}"))[1])
    };
    assert_eq!(figure("to pay"), total);
    assert_eq!(
        figure("pay of the period") + figure("corrections of earlier periods"),
        total
    );
    // Everybody, in the order of teams, each team with its sum.
    let people = rows(section(&page, "people"));
    let (people, teams): (Vec<_>, Vec<_>) = people.into_iter().partition(|row| !row[1].is_empty());
    // Also who gets nothing.
    let listed = people.iter().map(|row| (row[1].clone(), number(&row[8])));
    let listed: BTreeMap<String, Decimal> = listed.filter(|(_, amount)| !amount.is_zero()).collect();
    assert_eq!(listed, all);
    assert_eq!(teams.iter().map(|row| number(&row[8])).sum::<Decimal>(), total);
    assert!(teams.len() > 3, "{teams:?}");
    // Each with the position of the last day employed, which no two have at once.
    let held = "SELECT p.specialist_id, p.role, p.cost_centre, p.working_share FROM positions AS p JOIN specialists AS s USING (specialist_id) \
        WHERE LEAST(DATE '2026-03-31', COALESCE(s.left_on, DATE '2026-03-31')) BETWEEN p.valid_from AND COALESCE(p.valid_to, DATE '9999-12-31') \
        QUALIFY ROW_NUMBER() OVER (PARTITION BY p.specialist_id ORDER BY p.valid_from DESC) = 1";
    let held = query(&open(&desk), held);
    let held = held.iter().map(|row| {
        let share = row.decimal("working_share").unwrap();
        (
            row.text("specialist_id"),
            (row.text("role"), row.text("cost_centre"), share),
        )
    });
    let held: BTreeMap<_, _> = held.collect();
    for row in &people {
        let own = (row[3].clone(), row[4].clone(), number(&row[5]));
        assert_eq!(Some(&own), held.get(&row[1]), "{row:?}");
    }
    let teams = rows(section(&page, "teams"));
    assert_eq!(teams.iter().map(|row| number(&row[4])).sum::<Decimal>(), total);
    // Nothing is in dispute, and the section says so.
    assert!(section(&page, "disputes").contains("No dispute of this period or an earlier one is open."));
    // Bars begin at zero.
    assert!(
        section(&page, "trend").contains("rowchart"),
        "{}",
        section(&page, "trend")
    );
}

fn record(desk: &Desk) -> Vec<Entry> {
    let workspace = Workspace::find(&desk.path("")).unwrap();
    Record::open(&workspace).unwrap().unwrap().entries().unwrap()
}

#[test]
fn receiving_objecting_and_adjusting_are_entries_of_the_record() {
    let desk = copy(paid());
    let paid = sums("period = '2026-03' AND specialist_id = 'S00003' AND plan_id = 'whole-year'");
    let amount = paid["S00003"].normalize();
    let store = open(&desk);
    let plans = "SELECT DISTINCT plan_id FROM incentive_ledger WHERE period = '2026-03' AND specialist_id = 'S00003'";
    let plans = query(&store, plans).len();
    drop(store);
    run(
        &desk,
        "incentive acknowledge --period 2026-03 --specialist S00003 --as Zhao --reason fine",
    );
    let received = record(&desk)
        .into_iter()
        .filter(|entry| entry.draft.kind == "acknowledge");
    let received: Vec<Entry> = received.collect();
    assert_eq!(received.len(), plans, "one of each plan that pays");
    let own = received
        .iter()
        .find(|entry| entry.draft.plan.as_deref() == Some("whole-year"))
        .unwrap();
    assert_eq!(own.draft.person.as_deref(), Some("Zhao"));
    for part in [
        "\"about\":\"S00003\"".to_owned(),
        format!("\"amount\":\"{amount}\""),
        "\"reason\":\"fine\"".to_owned(),
    ] {
        assert!(own.draft.payload.contains(&part), "{part}: {}", own.draft.payload);
    }
    refused(
        &desk,
        "incentive acknowledge --period 2026-03 --specialist S00003 --as .",
        "the name of who does it is needed",
    );
    refused(
        &desk,
        "incentive acknowledge --period 2026-03 --specialist S99999 --as Zhao",
        "S99999",
    );

    // An objection is a dispute of the data, stays one until it is decided, and leads to a finding until something follows.
    let object = "incentive dispute --period 2026-03 --specialist S00003 --amount 120.50 --as Zhao --reason lost-payment --on 2026-03-31";
    run(&desk, object);
    let id = "DIS-2026-03-S00003-1";
    let review = |desk: &Desk| {
        run(
            desk,
            "incentive review --period 2026-03 --plan-id whole-year --format html --out told",
        );
        let page = fs::read_to_string(desk.path("told/incentives_2026-03_whole-year.en.html")).unwrap();
        section(&page, "disputes").to_owned()
    };
    assert!(review(&desk).contains(id));
    refused(
        &desk,
        "incentive dispute --id DIS-9 --verdict upheld --as Wang --reason x",
        "there is no dispute `DIS-9`",
    );
    let decide = format!("incentive dispute --id {id} --verdict upheld --as Wang --reason right --on 2026-03-31");
    run(&desk, &decide);
    assert!(!review(&desk).contains(id));
    refused(&desk, &decide, "is decided already");
    let calculate = format!("incentive calculate --period 2026-04 --plan {PLAN}");
    assert!(run(&desk, &calculate).contains(id));
    refused(
        &desk,
        "incentive adjust --period 2026-04 --specialist S00003 --amount 1 --as Wang --reason . --evidence x",
        "a reason is needed",
    );
    let adjust = format!(
        "incentive adjust --period 2026-04 --specialist S00003 --amount 120.50 --as Wang --reason upheld --evidence {id} --plan-id whole-year"
    );
    run(&desk, &adjust);
    let said = run(&desk, &calculate);
    assert!(!said.contains(id), "{said}");
    let sql = "SELECT specialist_id, amount FROM incentive_lines WHERE node = 'adjustment:ADJ-2026-04-S00003-1'";
    let ordered = desk.run(&["query", sql, "--format", "csv"]);
    assert!(ordered.contains("S00003,120.5"), "{ordered}");
    let log = run(&desk, "incentive log");
    for told in [
        ["acknowledge", "S00003", "Zhao"],
        ["dispute", id, "Wang"],
        ["adjust", "ADJ-2026-04-S00003-1", "Wang"],
    ] {
        let is_told = |line: &str| told.iter().all(|word| line.contains(word));
        assert!(log.lines().any(is_told), "{told:?}: {log}");
    }
    // What was loaded is there again in a store that is made anew.
    assert!(run(&desk, "verify").starts_with("exit 0"));
    run(&desk, "rebuild");
    let sql = "SELECT adjustment_id FROM adjustments UNION ALL SELECT dispute_id FROM disputes WHERE status = 'upheld'";
    let kept = desk.run(&["query", sql, "--format", "csv"]);
    assert!(kept.contains("ADJ-2026-04-S00003-1") && kept.contains(id), "{kept}");
}
