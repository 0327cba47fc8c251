//! The answers that are published somewhere, so that the definitions are also right and not only the same everywhere.
//!
//! Every example is one specialist of one book: policies issued on 2023-04-20 whose second premium fell due on
//! 2024-04-20, seen at the end of June 2024.

mod common;
#[path = "differential/mod.rs"]
mod rows;

use std::collections::BTreeMap;
use std::fs;

use common::Fixture;
use duebook::decimal::{Decimal, Ratio};
use duebook::metrics::standard::shortfall;
use duebook::metrics::{Catalog, Dimension, MetricValue, RollUp, Run, Sums};
use duebook::period::View;
use rows::book::{Activity, Book, Customer, Day, Item, Payment, Policy};

/// An example: so many policies of so many cents each, paid on a day or (empty) never.
struct Answer {
    says: &'static str,
    grace_days: i64,
    sold: &'static [(usize, i64, &'static str)],
    metric: &'static str,
    value: &'static str,
}

const ANSWERS: [Answer; 8] = [
    Answer {
        says: "100 policies sold and 90 renewed in the 13th month are 90 %",
        grace_days: 60,
        sold: &[(90, 10_000, "2024-04-20"), (10, 10_000, "")],
        metric: "persistency_13_count",
        value: "0.9",
    },
    Answer {
        says: "of a premium of 100 sold 80 is renewed: 80 %",
        grace_days: 60,
        sold: &[(1, 8_000, "2024-04-20"), (1, 2_000, "")],
        metric: "persistency_13_premium",
        value: "0.8",
    },
    Answer {
        says: "200 invited and 150 renewed lapse by 25 %",
        grace_days: 60,
        sold: &[(150, 10_000, "2024-04-20"), (50, 10_000, "")],
        metric: "lapse_rate",
        value: "0.25",
    },
    Answer {
        says: "90 % of the premium and 80 % of the policies are 87.0 % together",
        grace_days: 60,
        sold: &[(8, 1_125, "2024-04-20"), (2, 500, "")],
        metric: "persistency_13",
        value: "0.87",
    },
    Answer {
        says: "due on 20 April with 60 days of grace: paid on 19 June is in",
        grace_days: 60,
        sold: &[(1, 10_000, "2024-06-19")],
        metric: "renewal_rate",
        value: "1",
    },
    Answer {
        says: "paid on 20 June is out",
        grace_days: 60,
        sold: &[(1, 10_000, "2024-06-20")],
        metric: "renewal_rate",
        value: "0",
    },
    Answer {
        says: "with 67 days of grace 26 June is in",
        grace_days: 67,
        sold: &[(1, 10_000, "2024-06-26")],
        metric: "renewal_rate",
        value: "1",
    },
    Answer {
        says: "18 of 22 are 81.82 %",
        grace_days: 60,
        sold: &[(18, 10_000, "2024-04-20"), (4, 10_000, "")],
        metric: "renewal_rate",
        value: "0.818182",
    },
];

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn sell(book: &mut Book, specialist: usize, grace_days: i64, cents: i64, paid_on: &str) {
    let place = book.policies.len();
    book.policies.push(Policy {
        id: format!("{place}"),
        customer: 0,
        product_line: "年金",
        channel: "agency",
        issued_on: day("2023-04-20"),
        mode: "annual",
        annual_cents: cents,
    });
    book.items.push(Item {
        id: format!("D{place}"),
        policy: place,
        due_on: day("2024-04-20"),
        due_no: 2,
        cents,
        specialist,
        grace_days: Some(grace_days),
    });
    if !paid_on.is_empty() {
        book.payments.push(Payment {
            item: place,
            on: day(paid_on),
            time: "",
            cents,
            method: "cash",
            status: "success",
            funding: "customer",
            reverses: None,
        });
    }
}

/// All examples, and 800 visits of the first specialist.
fn known_book() -> Book {
    let mut book = Book {
        specialists: (0..ANSWERS.len()).map(|n| format!("S{n}")).collect(),
        customers: vec![Customer {
            id: "C1".to_owned(),
            marks: [""; 3],
        }],
        ..Book::default()
    };
    for (specialist, answer) in ANSWERS.iter().enumerate() {
        for (count, cents, paid_on) in answer.sold {
            for _ in 0..*count {
                sell(&mut book, specialist, answer.grace_days, *cents, paid_on);
            }
        }
    }
    book.activities = (0..800).map(visit).collect();
    book
}

fn visit(number: usize) -> Activity {
    Activity {
        id: format!("A{number}"),
        specialist: 0,
        on: day("2024-06-03"),
        time: " 10:00:00",
        kind: "visit",
        item: None,
        outcome: "",
        promised_on: None,
        customer: None,
        purpose: "",
    }
}

/// A plan of 1000 for the specialist's contacts, none for the visits, one of 0 for the company's.
const TARGETS: &str = "scope,scope_id,metric,period,target\n\
    specialist,S0,contact_count,2024-06,1000\n\
    company,company,contact_count,2024-06,0\n";

/// Values by metric and entity.
fn values(by: &str) -> BTreeMap<(String, String), MetricValue> {
    let folder = tempfile::tempdir().unwrap();
    known_book().write(folder.path());
    fs::write(folder.path().join("targets.csv"), TARGETS).unwrap();
    let fixture = Fixture::new();
    let store = fixture.load(folder.path());
    let catalog = Catalog::load(&fixture.workspace.library).unwrap();
    let metrics: Vec<_> = catalog.metrics().collect();
    let view = View::new("2024-06".parse().unwrap(), None);
    let run = Run::new(&store, &fixture.workspace.settings.metrics, &[view]).unwrap();
    let by = [Dimension::parse(by).unwrap()];
    let sums = Sums::compute(&run, &catalog, &metrics, &by).unwrap();
    let roll_up = RollUp { by: &by, filters: &[] };
    let values = sums.values(roll_up).unwrap().into_iter();
    values
        .map(|v| ((v.metric.to_string(), v.entity.id.clone()), v))
        .collect()
}

#[test]
fn published_values() {
    let values = values("specialist");
    for (specialist, answer) in ANSWERS.iter().enumerate() {
        let value = values[&(answer.metric.to_owned(), format!("S{specialist}"))].value;
        assert_eq!(value, Some(decimal(answer.value)), "{}", answer.says);
    }
    let attainment = |metric: &str| values[&(metric.to_owned(), "S0".to_owned())].attainment;
    assert_eq!(
        attainment("contact_count"),
        Some(decimal("0.8")),
        "800 of a plan of 1000"
    );
    assert_eq!(attainment("visit_count"), None, "800 without a plan");
}

#[test]
fn a_plan_of_nothing_is_not_attained() {
    let contacts = &values("company")[&("contact_count".to_owned(), "company".to_owned())];
    let told = (contacts.value, contacts.target, contacts.attainment);
    assert_eq!(told, (Some(decimal("800")), Some(decimal("0")), None));
}

#[test]
fn published_shortfalls() {
    for (due, collected, target, short) in [(47, 30, "0.80", 8), (35, 28, "0.80", 0), (100, 0, "0.55", 55)] {
        let missing = shortfall(Ratio::new(collected, due), decimal(target));
        assert_eq!(
            missing,
            Some(Decimal::from(short)),
            "{collected} of {due} against {target}"
        );
    }
}
