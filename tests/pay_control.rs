//! Pay under control: what is approved is what is paid, by whom and when; and no command leads to where none leads on.

mod common;
#[path = "common/pay.rs"]
mod pay;

use std::fs;
use std::sync::OnceLock;

use common::Desk;
use duebook::decimal::Decimal;
use duebook::record::{Entry, Record};
use duebook::workspace::Workspace;
use pay::{PLAN, copy, late_facts, loaded};

const TEAM: &str = "plans/team-bonus/plan.toml";

fn english(desk: &Desk, settings: &str) {
    desk.write("duebook.toml", &format!("locale = \"en\"\n{settings}"));
}

/// What a command said, which must have ended well or with findings.
fn run(desk: &Desk, line: &str) -> String {
    let said = tell(desk, line);
    assert!(
        said.starts_with("exit 0\n") || said.starts_with("exit 1\n"),
        "{line}: {said}"
    );
    said
}

fn tell(desk: &Desk, line: &str) -> String {
    desk.run(&line.split(' ').collect::<Vec<_>>())
}

fn refused(desk: &Desk, line: &str, why: &str) -> String {
    let said = tell(desk, line);
    assert!(said.starts_with("exit 2\n") && said.contains(why), "{line}: {said}");
    said
}

fn calculate(desk: &Desk, period: &str, more: &str) -> String {
    run(
        desk,
        format!("incentive calculate --period {period} --plan {PLAN} {more}").trim_end(),
    )
}

/// A workspace with data and plans, nobody paid.
fn empty() -> Desk {
    static BOOK: OnceLock<Desk> = OnceLock::new();
    copy(BOOK.get_or_init(|| {
        let desk = loaded(500);
        english(&desk, "");
        desk
    }))
}

/// The same with a month paid and closed, what came late about it loaded.
fn closed() -> Desk {
    static BOOK: OnceLock<Desk> = OnceLock::new();
    copy(BOOK.get_or_init(|| {
        let desk = empty();
        calculate(&desk, "2026-02", "");
        run(&desk, "incentive approve --period 2026-02 --by Li");
        run(&desk, "incentive close --period 2026-02 --force --reason looked-at");
        late_facts(&desk);
        desk
    }))
}

fn record(desk: &Desk) -> Vec<Entry> {
    let workspace = Workspace::find(&desk.path("")).unwrap();
    Record::open(&workspace).unwrap().unwrap().entries().unwrap()
}

/// The amount to pay that a text says: `12,345.67 CNY to pay`.
fn to_pay(said: &str) -> &str {
    let (before, _) = said.split_once(" CNY to pay: ").unwrap_or_else(|| panic!("{said}"));
    before.rsplit(['\n', ' ']).next().unwrap()
}

#[test]
fn an_approval_of_an_earlier_period_is_no_dead_end() {
    let desk = empty();
    for period in ["2026-02", "2026-03"] {
        run(&desk, &format!("incentive calculate --period {period} --plan {TEAM}"));
    }
    run(&desk, "incentive approve --period 2026-02 --by Li");
    let stale = refused(
        &desk,
        "incentive approve --period 2026-03 --by Li",
        "have changed since run",
    );
    // What the hint says is done, and leads on.
    let again = stale.split_once("run `duebook ").unwrap().1.split_once('`').unwrap().0;
    run(&desk, again);
    run(&desk, "incentive approve --period 2026-03 --by Li");
}

#[test]
fn a_run_keeps_the_text_of_its_plan() {
    let desk = closed();
    let plan = fs::read_to_string(desk.path(PLAN)).unwrap();
    let rates = "plans/year/rates/fee.csv";
    let rate = fs::read_to_string(desk.path(rates)).unwrap();
    let checked = tell(&desk, "incentive status");
    desk.write(PLAN, &format!("{plan}# a remark\n"));
    desk.write(rates, &rate.replace(",0.0", ",0.1"));
    let after = tell(&desk, "incentive status");
    assert_eq!(checked, after);
    assert!(!after.contains("not checked"), "{after}");
    // What changed is told where it begins to count, and can be read.
    let said = calculate(&desk, "2026-03", "");
    assert!(
        said.contains("is another than that of run 1 (2026-02)") || said.contains("is another than run 1"),
        "{said}"
    );
    let diff = tell(&desk, &format!("plan diff {PLAN} --run 1"));
    assert!(diff.starts_with("exit 1") && diff.contains("+# a remark"), "{diff}");
    // The same id from another file.
    desk.write("plans/other/plan.toml", &plan);
    desk.write("plans/other/rates/fee.csv", &rate);
    let other = run(
        &desk,
        "incentive calculate --period 2026-03 --plan plans/other/plan.toml",
    );
    assert!(other.contains("one plan id from two files"), "{other}");
}

#[test]
fn one_amount_is_calculated_approved_told_and_exported() {
    let desk = closed();
    refused(&desk, "incentive rebook", "--reason");
    let posted = run(&desk, "incentive rebook --as Wang --reason late-facts");
    assert!(posted.contains("posted into 2026-03"), "{posted}");
    let calculated = calculate(&desk, "2026-03", "");
    let amount = to_pay(&calculated).to_owned();
    assert!(
        !calculated.contains("corrections of earlier periods 0.00"),
        "{calculated}"
    );
    let before = run(&desk, "incentive explain S00003 2026-03 --locale en");
    let approved = run(&desk, "incentive approve --period 2026-03 --as Zhang");
    assert_eq!(to_pay(&approved), amount);
    let after = run(&desk, "incentive explain S00003 2026-03 --locale en");
    let pays = |text: &str| text.lines().nth(2).unwrap().to_owned();
    assert_eq!(pays(&before), pays(&after));
    for line in ["incentive status", "incentive export --period 2026-03"] {
        let said = run(&desk, line);
        assert!(said.contains(&amount), "{line} does not say {amount}: {said}");
    }
    let close = run(&desk, "incentive close --period 2026-03 --force --reason looked-at");
    assert!(close.contains(&format!("{amount} to pay")), "{close}");
    // Who, what, why.
    let entries = record(&desk);
    let rebook = entries.iter().find(|entry| entry.draft.kind == "rebook").unwrap();
    assert_eq!(rebook.draft.person.as_deref(), Some("Wang"));
    assert!(rebook.draft.payload.contains("late-facts") && !rebook.login.is_empty());
    let approval = entries.iter().rfind(|entry| entry.draft.kind == "approve").unwrap();
    let plain = amount.replace(',', "");
    let plain = plain.trim_end_matches('0').trim_end_matches('.');
    assert!(
        approval.draft.payload.contains(&format!("\"to_pay\":\"{plain}\"")),
        "{approval:?}"
    );
    assert!(approval.draft.at.is_some());
    assert!(entries.iter().any(|entry| entry.draft.kind == "calculate"));
    let verified = run(&desk, "verify");
    assert!(verified.starts_with("exit 0"), "{verified}");
}

#[test]
fn nobody_approves_what_they_prepared() {
    let desk = closed();
    assert!(tell(&desk, "incentive status").contains("four eyes: off"));
    english(
        &desk,
        "[people]\ncalculate = [\"Zhang\", \"Li\"]\napprove = [\"Li\", \"Wang\"]\nrebook = [\"Wang\"]\n",
    );
    assert!(tell(&desk, "incentive status").contains("four eyes: on"));
    let calculation = format!("incentive calculate --period 2026-03 --plan {PLAN}");
    refused(&desk, &calculation, "the name of who does it is needed");
    refused(&desk, &format!("{calculation} --as Nobody"), "Nobody may not calculate");
    calculate(&desk, "2026-03", "--as Li");
    refused(
        &desk,
        "incentive approve --period 2026-03 --as Zhang",
        "Zhang may not approve",
    );
    refused(
        &desk,
        "incentive approve --period 2026-03 --as Li",
        "was prepared by Li",
    );
    // Who posted what the period pays prepared it too.
    refused(&desk, "incentive rebook --as Li --reason late", "Li may not rebook");
    run(&desk, "incentive rebook --as Wang --reason late");
    calculate(&desk, "2026-03", "--as Zhang");
    refused(
        &desk,
        "incentive approve --period 2026-03 --as Wang",
        "was prepared by Wang",
    );
    run(&desk, "incentive approve --period 2026-03 --as Li");
}

#[test]
fn much_money_is_approved_by_two() {
    let desk = empty();
    english(&desk, "[pay]\nsecond_above = \"1\"\n");
    calculate(&desk, "2026-02", "");
    let first = run(&desk, "incentive approve --period 2026-02 --as Li");
    assert!(first.contains("once another approves"), "{first}");
    refused(&desk, "incentive export --period 2026-02", "is not approved");
    refused(&desk, "incentive approve --period 2026-02 --as Li", "was by Li too");
    let second = run(&desk, "incentive approve --period 2026-02 --as Wang");
    assert!(second.contains("is approved: run 1"), "{second}");
    let approval = record(&desk)
        .into_iter()
        .rfind(|entry| entry.draft.kind == "approve")
        .unwrap();
    assert!(approval.draft.payload.contains("\"first\":\"Li\""), "{approval:?}");
    // A change against the month before asks for it as well.
    english(&desk, "[pay]\nsecond_change = \"0.000001\"\n");
    calculate(&desk, "2026-03", "");
    let change = run(&desk, "incentive approve --period 2026-03 --as Li");
    assert!(change.contains("differs much from"), "{change}");
}

#[test]
fn a_rejected_run_does_not_count_and_is_calculated_anew() {
    let desk = empty();
    calculate(&desk, "2026-02", "");
    run(&desk, "incentive reject --period 2026-02 --as Li --reason wrong-rates");
    assert!(tell(&desk, "incentive status").contains("rejected"));
    refused(
        &desk,
        "incentive approve --period 2026-02 --as Li",
        "was rejected by Li: wrong-rates",
    );
    calculate(&desk, "2026-02", "");
    run(&desk, "incentive approve --period 2026-02 --as Li");
    refused(
        &desk,
        "incentive reject --period 2026-02 --as Li --reason late",
        "is approved and cannot be rejected",
    );
}

#[test]
fn trial_runs_are_put_away() {
    let desk = empty();
    calculate(&desk, "2026-01", "");
    calculate(&desk, "2026-02", "");
    refused(
        &desk,
        "incentive approve --period 2026-02 --as Li",
        "2026-01 comes before 2026-02",
    );
    run(
        &desk,
        "incentive put-away --plan-id whole-year --period 2026-01 --reason trial",
    );
    calculate(&desk, "2026-02", "");
    run(&desk, "incentive approve --period 2026-02 --as Li");
    let status = tell(&desk, "incentive status");
    assert!(!status.contains("2026-01"), "{status}");
    refused(
        &desk,
        "incentive put-away --plan-id whole-year --reason trial",
        "no run of the plan `whole-year` was left unapproved",
    );
    let entry = record(&desk)
        .into_iter()
        .find(|entry| entry.draft.kind == "put away")
        .unwrap();
    assert!(entry.draft.payload.contains("\"results\":\"") && entry.draft.payload.contains("trial"));
    assert!(tell(&desk, "verify").starts_with("exit 0"));
}

#[test]
fn a_period_is_not_closed_over_a_later_run() {
    let desk = empty();
    calculate(&desk, "2026-02", "");
    run(&desk, "incentive approve --period 2026-02 --as Li");
    late_facts(&desk);
    calculate(&desk, "2026-02", "");
    refused(
        &desk,
        "incentive close --period 2026-02",
        "the later run 2 comes to something else",
    );
    run(
        &desk,
        "incentive put-away --plan-id whole-year --period 2026-02 --reason trial",
    );
    let said = tell(&desk, "incentive close --period 2026-02");
    assert!(!said.contains("the later run"), "{said}");
}

#[test]
fn a_period_is_over_before_it_is_calculated() {
    let desk = empty();
    let early = format!("incentive calculate --period 2026-02 --plan {PLAN} --as-of 2026-02-15");
    refused(&desk, &early, "2026-02 ends on 2026-02-28");
    refused(&desk, &format!("{early} --force"), "a reason is needed");
    run(&desk, &format!("{early} --force --reason advance"));
    let entry = record(&desk)
        .into_iter()
        .find(|entry| entry.draft.kind == "calculate")
        .unwrap();
    assert!(entry.draft.payload.contains("advance"));
}

/// Commands between backticks that have no blanks to fill in; a name or reason may be any.
fn printed(said: &str) -> Vec<String> {
    let quoted = said.split('`').skip(1).step_by(2);
    let commands = quoted.filter_map(|text| text.strip_prefix("duebook "));
    commands
        .map(|text| text.replace("NAME", "Li").replace("TEXT", "why"))
        .collect()
}

#[test]
fn printed_commands_work_as_printed() {
    let desk = closed();
    // Two plans for each month, so that a command that does not name one fails.
    for period in ["2026-02", "2026-03"] {
        run(&desk, &format!("incentive calculate --period {period} --plan {TEAM}"));
    }
    run(&desk, "incentive approve --period 2026-02 --plan-id team-bonus --as Li");
    let mut commands = Vec::new();
    for line in [
        "incentive calculate --period 2026-02 --plan plans/year/plan.toml",
        "incentive export --period 2026-03 --plan-id team-bonus",
        "incentive approve --period 2026-03 --plan-id team-bonus --as Li",
        "incentive close --period 2026-03 --plan-id team-bonus",
        "incentive close --period 2026-02 --plan-id whole-year",
        "incentive calculate --period 2026-03 --plan plans/year/plan.toml",
        "incentive close --period 2026-03 --plan-id whole-year",
    ] {
        commands.extend(printed(&tell(&desk, line)));
    }
    assert!(commands.len() >= 7, "{commands:?}");
    for command in commands {
        let said = desk_copy_run(&desk, &command);
        let is_usage =
            said.contains("Usage:") || said.contains("several plans") || said.contains("unexpected argument");
        assert!(!is_usage, "{command}: {said}");
    }
}

fn desk_copy_run(desk: &Desk, command: &str) -> String {
    tell(&copy(desk), command)
}

fn ingest(desk: &Desk, name: &str, text: &str) -> String {
    desk.write(&format!("more/{name}"), text);
    desk.run(&["ingest", "more"])
}

const ADJUSTMENTS: &str = "adjustment_id,specialist_id,period,amount,reason,approved_by,evidence\n";

/// The plans that have a row of an adjustment in the ledger.
fn payers(desk: &Desk) -> String {
    let sql = "SELECT plan_id, SUM(amount) AS amount FROM incentive_ledger WHERE node = 'adjustment:A1' GROUP BY ALL ORDER BY 1";
    desk.run(&["query", sql, "--format", "csv"])
}

#[test]
fn an_adjustment_is_paid_by_one_plan() {
    let desk = empty();
    ingest(
        &desk,
        "adjustments.csv",
        &format!("{ADJUSTMENTS}A1,S00003,2026年2月,750,r,HR,e\n"),
    );
    calculate(&desk, "2026-02", "");
    // The first plan id of those that pay the person takes it.
    run(&desk, &format!("incentive calculate --period 2026-02 --plan {TEAM}"));
    run(&desk, "incentive approve --period 2026-02 --plan-id team-bonus --as Li");
    refused(
        &desk,
        "incentive approve --period 2026-02 --plan-id whole-year --as Li",
        "A1 is paid by the plan `team-bonus` already",
    );
    let again = calculate(&desk, "2026-02", "");
    assert!(
        again.contains("A1 of S00003 is paid by the plan `team-bonus`"),
        "{again}"
    );
    run(&desk, "incentive approve --period 2026-02 --plan-id whole-year --as Li");
    let paid = payers(&desk);
    assert!(
        paid.contains("team-bonus,750") && !paid.contains("whole-year"),
        "{paid}"
    );
    assert!(tell(&desk, "incentive status --plan-id whole-year").contains("agrees"));
}

#[test]
fn the_setting_or_the_adjustment_names_the_plan_that_pays() {
    for (settings, plan) in [("[pay]\nadjustments = \"whole-year\"\n", ""), ("", "whole-year")] {
        let desk = empty();
        english(&desk, settings);
        let header = ADJUSTMENTS.trim_end();
        ingest(
            &desk,
            "adjustments.csv",
            &format!("{header},plan\nA1,S00003,2026-02,750,r,HR,e,{plan}\n"),
        );
        run(&desk, &format!("incentive calculate --period 2026-02 --plan {TEAM}"));
        run(&desk, "incentive approve --period 2026-02 --as Li");
        calculate(&desk, "2026-02", "");
        run(&desk, "incentive approve --period 2026-02 --plan-id whole-year --as Li");
        let paid = payers(&desk);
        assert!(
            paid.contains("whole-year,750") && !paid.contains("team-bonus"),
            "{paid}"
        );
    }
}

#[test]
fn periods_that_do_not_exist_are_rejected_and_others_are_understood() {
    let desk = empty();
    let periods = ["2026/6", "202606", "2026年6月", "2026-06", "2026-Q2"];
    let rows = periods.iter().enumerate();
    let rows: Vec<String> = rows
        .map(|(at, period)| format!("A{at},S00003,{period},1,r,HR,e\n"))
        .collect();
    ingest(&desk, "adjustments.csv", &format!("{ADJUSTMENTS}{}", rows.concat()));
    let kept = desk.run(&[
        "query",
        "SELECT period, COUNT(*) AS n FROM adjustments WHERE adjustment_id LIKE 'A%' GROUP BY 1 ORDER BY 1",
        "--format",
        "csv",
    ]);
    assert!(kept.contains("2026-06,4") && kept.contains("2026-Q2,1"), "{kept}");
    for period in ["2026-13", "2026-W23", "2026-06-01", "六月"] {
        let said = ingest(
            &desk,
            "adjustments.csv",
            &format!("{ADJUSTMENTS}B1,S00003,{period},1,r,HR,e\n"),
        );
        assert!(said.contains("not a month, quarter or year"), "{period}: {said}");
    }
}

#[test]
fn an_upheld_dispute_leads_to_something() {
    let desk = empty();
    let header =
        "dispute_id,specialist_id,period,claimed_amount,kind,justification,status,resolution,opened_on,closed_on";
    let row = "D1,S00003,2026-01,120,amount,too little,upheld,pay it,2026-02-03,2026-02-10";
    ingest(&desk, "disputes.csv", &format!("{header}\n{row}\n"));
    let said = calculate(&desk, "2026-02", "");
    assert!(said.contains("S00003 a dispute was upheld"), "{said}");
    ingest(
        &desk,
        "adjustments.csv",
        &format!("{ADJUSTMENTS}A1,S00003,2026-02,120,D1,HR,e\n"),
    );
    let said = calculate(&desk, "2026-02", "");
    assert!(!said.contains("a dispute was upheld"), "{said}");
}

#[test]
fn who_has_left_and_is_paid_later_is_told_why() {
    let desk = closed();
    // S00022 left in February.
    ingest(
        &desk,
        "adjustments.csv",
        &format!("{ADJUSTMENTS}A1,S00022,2026-02,100,r,HR,e\n"),
    );
    run(&desk, "incentive rebook --reason settlement");
    calculate(&desk, "2026-03", "");
    run(&desk, "incentive approve --period 2026-03 --as Li");
    let said = run(&desk, "incentive explain S00022 2026-03");
    assert!(said.contains("100.00"), "{said}");
    run(
        &desk,
        "incentive statement --period 2026-03 --specialist S00022 --format html",
    );
}

#[test]
fn a_plan_names_people_who_are_there_and_rates_that_are_paid() {
    let desk = empty();
    let plan = fs::read_to_string(desk.path(PLAN)).unwrap();
    desk.write(
        "plans/year/typo.toml",
        &plan.replace("\"active_specialists\"", "\"activ_specialists\""),
    );
    let said = tell(&desk, "plan check plans/year/typo.toml");
    assert!(
        said.starts_with("exit 2")
            && said.contains("unknown population `activ_specialists`")
            && said.contains("active_specialists"),
        "{said}"
    );
    let rates = "plans/year/rates/fee.csv";
    let rows = fs::read_to_string(desk.path(rates)).unwrap();
    desk.write(rates, &format!("{}\n2025-01-01,年金保险,2,0.5\n", rows.trim_end()));
    let said = tell(&desk, &format!("plan check {PLAN} --data"));
    assert!(
        said.contains("no payment has it") && said.contains("年金保险"),
        "{said}"
    );
}

/// The column of what payments earned, and its last row.
#[test]
fn the_payments_of_a_statement_add_up() {
    let desk = empty();
    run(
        &desk,
        "incentive calculate --period 2026-03 --plan plans/service-fee/plan.toml",
    );
    run(&desk, "incentive approve --period 2026-03 --as Li");
    run(
        &desk,
        "incentive statement --period 2026-03 --format html --locale en --out told",
    );
    let mut pages = 0;
    for page in fs::read_dir(desk.path("told")).unwrap().flatten() {
        let text = fs::read_to_string(page.path()).unwrap();
        let Some((_, table)) = text.split_once("id=\"payments\"") else {
            continue;
        };
        let cells = |row: &str| -> Vec<String> {
            let cells = row.split("data-v=\"").skip(1);
            cells.map(|cell| cell.split('"').next().unwrap().to_owned()).collect()
        };
        let rows = table.split("</tr>").map(cells).filter(|cells| cells.len() == 9);
        let amounts: Vec<Decimal> = rows.filter_map(|row| row[7].parse().ok()).collect();
        let (sum, parts) = amounts.split_last().unwrap();
        assert_eq!(*sum, parts.iter().sum::<Decimal>(), "{:?}: {amounts:?}", page.path());
        pages += 1;
    }
    assert!(pages > 10, "{pages}");
}

/// What nobody would see by the amounts alone: a plan's second file, a month that is over or has not begun, a name that is none.
#[test]
fn what_is_odd_about_a_calculation_is_said() {
    let desk = closed();
    for name in [".", " ", "\u{3000}", "——"] {
        let said = desk.run(&["incentive", "approve", "--period", "2026-03", "--by", name]);
        assert!(said.starts_with("exit 2\n"), "`{name}`: {said}");
    }
    let again = calculate(&desk, "2026-02", "");
    assert!(
        again.contains("2026-02 is closed, so that this run cannot count")
            && !again.contains("incentive approve --period"),
        "{again}"
    );
    refused(
        &desk,
        "incentive approve --period 2026-02 --as Li",
        "2026-02 is closed and never changes",
    );
    // The same id from another file with another text.
    for file in ["plan.toml", "rates/fee.csv"] {
        let text = fs::read_to_string(desk.path(&format!("plans/year/{file}"))).unwrap();
        desk.write(&format!("plans/other/{file}"), &format!("{text}\n"));
    }
    let other = run(
        &desk,
        "incentive calculate --period 2026-03 --plan plans/other/plan.toml",
    );
    assert!(other.contains("one plan id from two files"), "{other}");
    // A month without facts is calculated, and says that nothing of it is known.
    let future = calculate(&desk, "2026-09", "");
    assert!(
        future.starts_with("exit 1\n") && future.contains("not known to the end of the period: payments"),
        "{future}"
    );
}

#[test]
fn a_large_adjustment_is_approved_by_two() {
    let desk = empty();
    english(&desk, "[pay]\nsecond_adjustment = \"1000\"\n");
    run(
        &desk,
        "incentive adjust --period 2026-02 --specialist S00003 --amount 999999 --as Zhang --reason typo --evidence none",
    );
    calculate(&desk, "2026-02", "");
    let first = run(&desk, "incentive approve --period 2026-02 --as Li");
    assert!(
        first.contains("of S00003 is 999,999.00") && first.contains("once another approves"),
        "{first}"
    );
    refused(&desk, "incentive export --period 2026-02", "is not approved");
}
