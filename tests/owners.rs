//! Owners of due items by lists do not depend on the order in which the lists, and what belongs to them, are loaded.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::Fixture;
use duebook::ingest::{self, Options, Pay, Silent};
use duebook::library::Source;
use duebook::store::{Params, Rows, Statement, Store};
use proptest::prelude::*;

const PEOPLE: [&str; 3] = ["S1", "S2", "S3"];
const ITEMS: usize = 4;

/// What is loaded: who owns each item by each list, nobody where the list does not name it.
#[derive(Clone, Debug)]
struct Book {
    /// For the months of 2026 from January on.
    lists: Vec<[Option<usize>; ITEMS]>,
    /// By a file of due items.
    first: [Option<usize>; ITEMS],
    /// By a file of hand-overs, on the first day of the month of this number.
    hand_over: Option<(usize, usize, usize)>,
}

fn owners() -> impl Strategy<Value = [Option<usize>; ITEMS]> {
    prop::array::uniform4(prop::option::weighted(0.8, 0..PEOPLE.len()))
}

fn book() -> impl Strategy<Value = Book> {
    let lists = prop::collection::vec(owners(), 1..5);
    let first = prop_oneof![Just([None; ITEMS]), owners()];
    let hand_over = prop::option::of((0..ITEMS, 0..PEOPLE.len(), 0..5_usize));
    (lists, first, hand_over).prop_map(|(lists, first, hand_over)| Book {
        lists,
        first,
        hand_over,
    })
}

const TEAM: &str = "team_id,team_name,branch_id,branch_name\nT1,一部,B1,甲机构\n";

impl Book {
    /// The files, by name; a list is two files if `halves` says so.
    fn write(&self, data: &Path, halves: bool) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut add = |name: String, text: String| {
            let path = data.join(name);
            fs::write(&path, text).unwrap();
            files.push(path);
        };
        add("teams.csv".into(), TEAM.into());
        for person in PEOPLE {
            add(
                format!("specialists_{person}.csv"),
                format!("specialist_id,specialist_name,hired_on\n{person},甲,2020-01-01\n"),
            );
        }
        let policies = (0..ITEMS)
            .map(|item| format!("P{item},C1,A,健康,个险,2020-01-01,annual,1000.00\n"))
            .collect::<Vec<String>>()
            .concat();
        add("customers.csv".into(), "customer_id,customer_name\nC1,乙\n".into());
        add(
            "policies.csv".into(),
            format!(
                "policy_id,customer_id,product_code,product_line,channel,issued_on,premium_mode,annual_premium\n{policies}"
            ),
        );
        for (month, list) in self.lists.iter().enumerate() {
            let rows: Vec<String> = (0..ITEMS)
                .filter_map(|item| Some(format!("P{item},3,2026-06-05,1000.00,{},乙,C1\n", PEOPLE[list[item]?])))
                .collect();
            let parts = if halves {
                rows.chunks(rows.len().div_ceil(2).max(1))
            } else {
                rows.chunks(ITEMS)
            };
            for (half, part) in parts.enumerate() {
                add(
                    format!("应收清单_2026年{}月_{half}.csv", month + 1),
                    format!("保单号,缴次,应缴日,应收保费,工号,投保人,客户号\n{}", part.concat()),
                );
            }
        }
        let first = (0..ITEMS)
            .filter_map(|item| {
                Some(format!(
                    "P{item}-3,P{item},2026-06-05,3,1000.00,{}\n",
                    PEOPLE[self.first[item]?]
                ))
            })
            .collect::<Vec<String>>()
            .concat();
        if !first.is_empty() {
            add(
                "due_items.csv".into(),
                format!("due_id,policy_id,due_on,due_no,amount_due,specialist_id\n{first}"),
            );
        }
        if let Some((item, person, month)) = self.hand_over {
            add(
                "ownership.csv".into(),
                format!(
                    "due_id,specialist_id,from_on\nP{item}-3,{},2026-0{}-01\n",
                    PEOPLE[person],
                    month + 1
                ),
            );
        }
        files
    }

    /// First owner and hand-overs of an item, by the rule in words.
    fn owners(&self, item: usize) -> (Option<usize>, Vec<(usize, usize)>) {
        let said: Vec<(usize, usize)> = self
            .lists
            .iter()
            .enumerate()
            .filter_map(|(month, list)| Some((month, list[item]?)))
            .collect();
        let first = self.first[item].or_else(|| said.first().map(|(_, person)| *person));
        let (mut before, mut changes) = (first, Vec::new());
        for (month, person) in said {
            if before != Some(person) {
                changes.push((month, person));
            }
            before = Some(person);
        }
        if let (Some(_), Some((_, person, month))) = (first, self.hand_over.filter(|(of, ..)| *of == item)) {
            changes.retain(|(at, _)| *at != month);
            changes.push((month, person));
            changes.sort_unstable();
        }
        (first, changes)
    }

    fn expected(&self) -> (Vec<String>, Vec<String>) {
        let (mut items, mut hand_overs) = (Vec::new(), Vec::new());
        for item in 0..ITEMS {
            let (first, changes) = self.owners(item);
            items.extend(first.map(|person| format!("P{item}-3 {}", PEOPLE[person])));
            let changes = changes.iter();
            hand_overs
                .extend(changes.map(|(month, person)| format!("P{item}-3 {} 2026-0{}-01", PEOPLE[*person], month + 1)));
        }
        (items, hand_overs)
    }
}

fn query(store: &Store, sql: &str) -> Rows {
    let source = Source {
        name: "test.sql".into(),
        text: sql.into(),
        is_override: false,
    };
    store.query(&Statement::of(&source), &Params::none()).unwrap()
}

fn lines(store: &Store, sql: &str) -> Vec<String> {
    query(store, sql)
        .iter()
        .map(|row| {
            let cells: Vec<String> = row.cells().iter().map(ToString::to_string).collect();
            cells.join(" ")
        })
        .collect()
}

fn found(store: &Store) -> (Vec<String>, Vec<String>) {
    (
        lines(store, "SELECT due_id, specialist_id FROM due_items ORDER BY ALL"),
        lines(
            store,
            "SELECT due_id, specialist_id, from_on FROM ownership ORDER BY due_id, from_on",
        ),
    )
}

/// Everything of the store that a rebuild must give again.
fn whole(store: &Store) -> Vec<String> {
    ["due_items", "ownership", "list_owners", "history", "files"]
        .iter()
        .flat_map(|table| lines(store, &format!("SELECT * FROM {table} ORDER BY ALL")))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_lists_makes_no_difference(
        book in book(),
        order in prop::collection::vec(any::<u32>(), 24),
        cuts in prop::collection::vec(any::<bool>(), 24),
        halves in any::<bool>(),
    ) {
        let fixture = Fixture::new();
        let files = book.write(&fixture.workspace.data_dir(), halves);
        let mut shuffled: Vec<(u32, PathBuf)> = order.into_iter().cycle().zip(files).collect();
        shuffled.sort();
        let mut runs: Vec<Vec<PathBuf>> = vec![Vec::new()];
        for ((_, path), cut) in shuffled.into_iter().zip(cuts.into_iter().cycle()) {
            runs.last_mut().unwrap().push(path);
            if cut {
                runs.push(Vec::new());
            }
        }
        let store = Store::open(&fixture.workspace, &[]).unwrap();
        for run in runs.iter().filter(|run| !run.is_empty()) {
            ingest::run(&fixture.workspace, &store, run, &Options::default(), &Silent).unwrap();
        }
        prop_assert_eq!(found(&store), book.expected());
        let before = whole(&store);
        drop(store);
        ingest::rebuild(&fixture.workspace, Pay::Recorded, &Silent).unwrap();
        let store = Store::open(&fixture.workspace, &[]).unwrap();
        prop_assert_eq!(whole(&store), before);
    }
}
