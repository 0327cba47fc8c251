//! Workspaces of which something was published.

use std::fs;

use crate::common::Desk;

/// Two thousand policies with the day's reports.
pub fn desk() -> Desk {
    Desk::kept("serve-pages", || {
        let desk = Desk::new();
        for command in [
            &["sample", "--policies", "2000"][..],
            &["ingest", "data"],
            &[
                "report",
                "all",
                "--date",
                "2026-06-30",
                "--only",
                "daily",
                "--format",
                "html",
            ],
            &["publish"],
        ] {
            let said = desk.run(&[&["-q"], command].concat());
            assert!(said.starts_with("exit 0"), "{said}");
            if command[0] == "sample" {
                // Numbers of the sample are masked as core systems mask them; these are whole.
                let customers = desk.path("data/customers.csv");
                let text = fs::read_to_string(&customers).unwrap().replace("****", "5555");
                fs::write(&customers, text).unwrap();
            }
        }
        desk
    })
}

const PLAN: &str = "plans/service-fee/plan.toml";

/// A workspace in which two months were calculated and the first was approved.
pub fn paid() -> Desk {
    let desk = desk();
    Desk::kept("serve-pay", || {
        for line in [
            format!("incentive calculate --period 2026-04 --plan {PLAN}"),
            "incentive approve --period 2026-04 --as Li".to_owned(),
            format!("incentive calculate --period 2026-05 --plan {PLAN} --as Zhang"),
            "publish".to_owned(),
        ] {
            let said = desk.run(&line.split(' ').collect::<Vec<_>>());
            assert!(said.starts_with("exit 0"), "{said}");
        }
        desk
    })
}
