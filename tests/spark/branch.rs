//! A branch of a lake as a workspace: Spark and DuckDB come to the same on it, and its report is that of the whole book.

use std::fs;

use duebook::locale::Locale;
use duebook::period::View;
use duebook::report::build::{Request, build};
use duebook::report::model::{Level, Section};
use duebook::report::scope::Scope;
use duebook::store::Store;
use duebook::workspace::Workspace;

use super::{SMALL, common::Desk, files, run_by_hand, sampled, spark, state_coverage};

/// Sections of the monthly report in which a branch alone has others: benchmarks of the company, key customers by their place among
/// all, the risk model of all items.
const OF_COMPANY: [&str; 3] = ["benchmarks", "visiting", "risk-model"];

/// A section without places in the company's order: alone a branch is the first of one.
fn without_ranks(section: &Section) -> String {
    let text = format!("{section:?}");
    let mut parts = text.split("rank: Some(Rank { ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (_, rest) = part.split_once(" })").unwrap();
        text + "rank: None" + rest
    })
}

fn report(desk: &std::path::Path) -> Vec<Section> {
    let workspace = Workspace::find(desk).unwrap();
    let store = Store::open(&workspace, &[]).unwrap();
    let request = Request {
        name: "monthly".to_owned(),
        view: View::at_end("2026-03".parse().unwrap()),
        scope: Scope {
            level: Level::Branch,
            id: "B02".to_owned(),
        },
        locale: Locale::En,
    };
    build(&workspace, &store, &request).unwrap().sections
}

/// The job that a question wrote because nothing runs one here.
fn written(desk: &Desk) -> std::path::PathBuf {
    let jobs = files(&desk.path("engine"));
    jobs.into_iter()
        .find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("job-"))
        .unwrap()
}

#[test]
fn a_branch_comes_to_the_same_here_and_there_and_has_its_report() {
    let Some((home, _turn)) = spark() else { return };
    let desk = sampled(300, std::path::Path::new(""), &SMALL);
    state_coverage(&desk);
    let verify = [
        "scale",
        "verify",
        "--branch",
        "B02",
        "--period",
        "2026-03",
        "--metric",
        "renewal_rate,renewal_rate_premium,conversion_rate,error_rate,csat_score,high_value_retention",
    ];
    let asked = desk.run(&verify);
    assert!(asked.starts_with("exit 2") && asked.contains("have it run"), "{asked}");
    let job = written(&desk);
    run_by_hand(&home, &job);
    let taken = desk.run(&["scale", "take", job.join("results").to_str().unwrap()]);
    assert!(taken.starts_with("exit 0"), "{taken}");
    let said = desk.run(&verify);
    eprintln!("{said}");
    assert!(
        said.starts_with("exit 0") && said.contains("5 个指标的") && said.contains("个数值在 Spark 与本机相同"),
        "{said}"
    );
    assert!(said.contains("全公司排序）：high_value_retention"), "{said}");

    let other = desk.run(&["scale", "extract", "--branch", "B03", "--out", "b03"]);
    assert!(
        other.starts_with("exit 2") && other.contains("no rows of branch B03"),
        "{other}"
    );
    let said = desk.run(&["scale", "extract", "--branch", "B02", "--out", "b02"]);
    assert!(said.starts_with("exit 0") && said.contains("带入工作区"), "{said}");
    eprintln!("{said}");
    let settings = fs::read_to_string(desk.path("b02/duebook.toml")).unwrap();
    assert!(
        !settings.contains("engine") && settings.contains("[coverage]"),
        "{settings}"
    );
    let (whole, own) = (report(desk.dir.path()), report(&desk.path("b02")));
    let mut same = Vec::new();
    for section in &whole {
        let other = own.iter().find(|own| own.id == section.id);
        let is_same = other.is_some_and(|other| without_ranks(other) == without_ranks(section));
        if is_same {
            same.push(section.id.as_str());
        } else {
            eprintln!("differs: {}\n  {section:?}\n  {other:?}", section.id);
        }
    }
    let differing: Vec<&str> = whole
        .iter()
        .map(|section| section.id.as_str())
        .filter(|id| !same.contains(id))
        .collect();
    eprintln!("the same: {}\nothers: {}", same.join(" "), differing.join(" "));
    assert_eq!(differing, OF_COMPANY);
    assert!(same.len() > 20, "{same:?}");
}
