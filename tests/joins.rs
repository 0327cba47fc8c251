//! Payments and contacts that do not name a due item are joined to one, in whatever order, parts and number of copies
//! their files are loaded; and no money is lost on the way, by a reading that knows nothing of the program's.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use chrono::{Days, NaiveDate};
use common::Fixture;
use duebook::decimal::Decimal;
use duebook::ingest::{self, Options, Silent};
use duebook::library::Source;
use duebook::store::{Params, Row, Rows, Statement, Store};

const POLICIES: u64 = 3;
/// Payment numbers of the due items of each policy.
const NUMBERS: [u64; 3] = [2, 3, 4];

/// Money by its policy alone.
const LAYOUT: &str = r#"zh = "收银流水"
en = "Till"
files = ["收银流水"]

[[part]]
table = "payments"
join = "oldest_open"
"#;

/// How many books are drawn; `DUEBOOK_SEEDS=24` makes more of it.
fn seeds() -> u64 {
    std::env::var("DUEBOOK_SEEDS").map_or(8, |text| text.parse().unwrap())
}

/// Numbers that look drawn, the same for the same seed.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    fn place(&mut self, bound: usize) -> usize {
        usize::try_from(self.below(bound as u64)).unwrap()
    }

    /// One of two amounts, so that many are the same.
    fn amount(&mut self) -> i64 {
        if self.below(2) == 0 { 100 } else { 200 }
    }

    fn shuffled<T>(&mut self, mut things: Vec<T>) -> Vec<T> {
        for at in (1..things.len()).rev() {
            let other = self.place(at + 1);
            things.swap(at, other);
        }
        things
    }
}

/// How a row of money names its due item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Item,
    Number,
    Policy,
}

#[derive(Clone)]
struct Money {
    id: String,
    by: By,
    policy: u64,
    number: u64,
    day: u64,
    amount: i64,
    status: &'static str,
    reverses: String,
}

impl Money {
    /// What it brings, as a person adds it up.
    fn net(&self) -> i64 {
        match self.status {
            "成功" => self.amount,
            "冲正" => -self.amount.abs(),
            _ => 0,
        }
    }
}

struct Book {
    money: Vec<Money>,
    contacts: Vec<String>,
    amounts: BTreeMap<(u64, u64), i64>,
}

impl Book {
    fn draw(draw: &mut Draw) -> Self {
        let amounts = (0..POLICIES).flat_map(|policy| NUMBERS.map(|number| (policy, number)));
        let amounts: BTreeMap<(u64, u64), i64> = amounts.map(|item| (item, draw.amount())).collect();
        let mut money: Vec<Money> = Vec::new();
        let mut taken = BTreeSet::new();
        for place in 0..10 + draw.below(12) {
            let by = [By::Item, By::Number, By::Policy][draw.place(3)];
            let mut row = Money {
                id: format!("M{:02}", (place * 7) % 31),
                by,
                policy: draw.below(POLICIES),
                number: NUMBERS[draw.place(3)],
                day: 1 + draw.below(9),
                amount: draw.amount(),
                status: "成功",
                reverses: String::new(),
            };
            match draw.below(8) {
                0 | 1 => (row.amount, row.day) = (-row.amount, row.day + 3),
                2 => (row.status, row.day) = ("冲正", row.day + 3),
                3 => row.status = "失败",
                4 => {
                    let said = |one: &&Money| one.status == "成功" && one.amount > 0 && one.by != By::Policy;
                    let of = money.iter().filter(said).find(|one| !taken.contains(&one.id)).cloned();
                    if let Some(of) = of {
                        taken.insert(of.id.clone());
                        row = Money {
                            id: row.id,
                            status: "冲正",
                            day: of.day + 1,
                            reverses: of.id.clone(),
                            ..of
                        };
                    }
                }
                _ => {}
            }
            money.push(row);
        }
        let contacts = (0..6).map(|place| {
            let (policy, month, day) = (draw.below(POLICIES + 1), 2 + draw.below(5), 1 + draw.below(28));
            format!("A{place},S1,2026-{month:02}-{day:02} 10:00,电话,P{policy}\n")
        });
        Self {
            contacts: contacts.collect(),
            money,
            amounts,
        }
    }

    /// The files, by name; rows are dealt to `parts` files of each kind, and to one more that repeats some.
    fn files(&self, draw: &mut Draw, parts: usize, repeats: bool) -> Vec<(String, String)> {
        let items = self.amounts.iter().map(|((policy, number), amount)| {
            format!(
                "D{policy}{number},P{policy},2026-0{}-05,{number},{amount}.00,S1\n",
                number + 1
            )
        });
        let of = |by: By| {
            let rows = self.money.iter().filter(move |row| row.by == by);
            rows.map(|row| {
                let mut line = row.id.clone();
                match row.by {
                    By::Item => write!(line, ",D{}{}", row.policy, row.number),
                    By::Number => write!(line, ",P{},第{}次", row.policy, row.number),
                    By::Policy => write!(line, ",P{}", row.policy),
                }
                .unwrap();
                let (day, amount, status, reverses) = (row.day, row.amount, row.status, &row.reverses);
                format!("{line},2026-03-{day:02},{amount}.00,现金,{status},{reverses}\n")
            })
            .collect::<Vec<String>>()
        };
        let rest = "实收日期,实收保费,收费方式,状态,冲正流水号\n";
        let kinds = [
            (
                "due_items",
                "due_id,policy_id,due_on,due_no,amount_due,specialist_id\n".to_owned(),
                items.collect(),
            ),
            ("payments", format!("流水号,应收号,{rest}"), of(By::Item)),
            ("payments_n", format!("流水号,保单号,交费次数,{rest}"), of(By::Number)),
            ("收银流水", format!("流水号,保单号,{rest}"), of(By::Policy)),
            (
                "activities",
                "activity_id,specialist_id,occurred_at,kind,policy_id\n".to_owned(),
                self.contacts.clone(),
            ),
        ];
        let mut files = Vec::new();
        for (name, head, rows) in kinds {
            let mut dealt = vec![head.clone(); parts];
            let mut again = head.clone();
            for row in draw.shuffled(rows) {
                dealt[draw.place(parts)].push_str(&row);
                if draw.below(3) == 0 {
                    again.push_str(&row);
                }
            }
            if repeats {
                dealt.push(again);
            }
            let dealt = dealt.into_iter().enumerate().filter(|(_, text)| *text != head);
            files.extend(dealt.map(|(part, text)| (format!("{name}_{part}.csv"), text)));
        }
        files
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

fn dump(store: &Store, sql: &str) -> String {
    let mut out = String::new();
    for row in query(store, sql).iter() {
        let cells: Vec<String> = row.cells().iter().map(ToString::to_string).collect();
        writeln!(out, "{}", cells.join(" | ")).unwrap();
    }
    out
}

struct Loaded {
    fixture: Fixture,
    store: Store,
}

impl Loaded {
    fn new() -> Self {
        let fixture = Fixture::new();
        let folder = fixture.dir.path().join("queries/ingest/layouts");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("till.toml"), LAYOUT).unwrap();
        let workspace = duebook::workspace::Workspace::find(fixture.dir.path()).unwrap();
        let fixture = Fixture { workspace, ..fixture };
        let store = Store::open(&fixture.workspace, &[]).unwrap();
        let loaded = Self { fixture, store };
        let policies = (0..POLICIES).fold(String::new(), |text, policy| {
            format!("{text}P{policy},C1,A,健康,个险,2020-01-01,annual,1000.00\n")
        });
        let head = "policy_id,customer_id,product_code,product_line,channel,issued_on,premium_mode,annual_premium\n";
        loaded.load(&[
            (
                "specialists.csv".into(),
                "specialist_id,specialist_name,hired_on\nS1,甲,2020-01-01\n".into(),
            ),
            ("customers.csv".into(), "customer_id,customer_name\nC1,乙\n".into()),
            ("policies.csv".into(), format!("{head}{policies}")),
            (
                "policy_events.csv".into(),
                "policy_id,kind,event_on\nP1,豁免,2026-04-01\n".into(),
            ),
        ]);
        loaded
    }

    fn load(&self, files: &[(String, String)]) -> ingest::Summary {
        let data = self.fixture.workspace.data_dir();
        let paths: Vec<PathBuf> = files.iter().map(|(name, _)| data.join(name)).collect();
        for (path, (_, text)) in paths.iter().zip(files) {
            fs::write(path, text).unwrap();
        }
        ingest::run(
            &self.fixture.workspace,
            &self.store,
            &paths,
            &Options::default(),
            &Silent,
        )
        .unwrap()
    }

    fn tables(&self) -> String {
        let columns = "payment_id, due_id, policy_id, due_no, paid_on, amount, status, reverses_payment_id";
        [
            format!("SELECT {columns} FROM main.payments ORDER BY ALL"),
            format!("SELECT {columns} FROM pending.payments ORDER BY ALL"),
            "SELECT activity_id, due_id, policy_id FROM main.activities ORDER BY ALL".to_owned(),
            "SELECT DISTINCT table_name, column_name, raw_value, rule, message FROM rejects ORDER BY ALL".to_owned(),
        ]
        .map(|sql| dump(&self.store, &sql))
        .join("--\n")
    }

    fn sum(&self, sql: &str) -> Decimal {
        query(&self.store, sql)
            .first()
            .and_then(|row| row.decimal("amount"))
            .unwrap_or_default()
    }

    /// What the book brings is in the table, waits, or is rejected: added up from the book alone, and from what is kept.
    fn is_conserved(&self, book: &Book, what: &str) {
        let read: i64 = book.money.iter().map(Money::net).sum();
        let net = "COALESCE(sum(CASE status WHEN 'success' THEN amount WHEN 'reversal' THEN -abs(amount) ELSE 0 END), 0) AS amount";
        let joined = self.sum(&format!("SELECT {net} FROM main.payments"));
        let unjoined = self.sum(&format!("SELECT {net} FROM pending.payments"));
        let kept: BTreeSet<String> = query(
            &self.store,
            "SELECT payment_id FROM main.payments UNION SELECT payment_id FROM pending.payments",
        )
        .iter()
        .map(|row| row.text("payment_id"))
        .collect();
        let rejected: i64 = book
            .money
            .iter()
            .filter(|row| !kept.contains(&row.id))
            .map(Money::net)
            .sum();
        assert_eq!(
            Decimal::from(read),
            joined + unjoined + Decimal::from(rejected),
            "{what}"
        );
        let only_negative_attempts = |row: &Money| row.status == "失败" && row.amount < 0;
        let lost = book
            .money
            .iter()
            .filter(|row| !kept.contains(&row.id) && !only_negative_attempts(row));
        assert_eq!(
            lost.map(|row| row.id.as_str()).collect::<Vec<_>>(),
            Vec::<&str>::new(),
            "{what}"
        );
    }

    /// Nothing is joined to what it does not belong to.
    fn is_right(&self, what: &str) {
        for (wrong, sql) in [
            ("an item of another policy or number",
             "SELECT p.* FROM main.payments AS p JOIN due_items AS i USING (due_id)
              WHERE p.policy_id <> i.policy_id OR p.due_no <> i.due_no"),
            ("what is not a success of the item and amount by that day",
             "SELECT r.* FROM main.payments AS r LEFT JOIN main.payments AS p
                ON p.payment_id = r.reverses_payment_id AND p.due_id = r.due_id AND p.amount = r.amount
                  AND p.status = 'success' AND CAST(p.paid_on AS DATE) <= CAST(r.paid_on AS DATE)
              WHERE r.status = 'reversal' AND p.payment_id IS NULL"),
            ("one payment taken back twice",
             "SELECT reverses_payment_id FROM main.payments WHERE status = 'reversal' GROUP BY 1 HAVING count(*) > 1"),
            ("a reversal that waits although there is a payment to take back",
             "SELECT r.* FROM pending.payments AS r JOIN due_items AS i USING (policy_id, due_no)
              JOIN main.payments AS p ON p.due_id = i.due_id AND p.amount = abs(r.amount) AND p.status = 'success'
                AND CAST(p.paid_on AS DATE) <= CAST(r.paid_on AS DATE)
              WHERE r.status = 'reversal'
                AND p.payment_id NOT IN (SELECT reverses_payment_id FROM main.payments WHERE reverses_payment_id IS NOT NULL)"),
            ("a payment by number that waits although its item is there",
             "SELECT p.* FROM pending.payments AS p JOIN due_items AS i USING (policy_id, due_no) WHERE p.status <> 'reversal'"),
        ] {
            assert_eq!(dump(&self.store, sql), "", "{what}: {wrong}");
        }
        self.contacts_are_right(what);
    }

    /// Each contact is of the item of its policy that is nearest of those open on its day, found one by one.
    fn contacts_are_right(&self, what: &str) {
        let days = |sql: &str| -> Vec<(String, NaiveDate, String, i64)> {
            let rows = query(&self.store, sql);
            let fields = |row: Row<'_>| {
                let day = row.text("day").parse().unwrap();
                (row.text("id"), day, row.text("of"), row.text("amount").parse().unwrap())
            };
            rows.iter().map(fields).collect()
        };
        let amount = "CAST(CAST(amount AS BIGINT) AS VARCHAR) AS amount";
        let items = days(
            "SELECT due_id AS id, CAST(due_on AS VARCHAR) AS day, policy_id AS of,
                CAST(CAST(amount_due AS BIGINT) AS VARCHAR) AS amount FROM due_items",
        );
        let payments = days(&format!(
            "SELECT status AS id, CAST(CAST(paid_on AS DATE) AS VARCHAR) AS day, due_id AS of, {amount} FROM main.payments"
        ));
        let contacts = days(
            "SELECT policy_id AS id, CAST(CAST(occurred_at AS DATE) AS VARCHAR) AS day, COALESCE(due_id, '') AS of, '0' AS amount
             FROM main.activities",
        );
        assert!(!contacts.is_empty(), "{what}");
        let is_settled = |item: &str, due: i64, before: NaiveDate| {
            let dated = payments.iter().filter(|(_, day, of, _)| of == item && *day < before);
            let net: i64 = dated
                .map(|(status, _, _, amount)| match status.as_str() {
                    "success" => *amount,
                    "reversal" => -amount,
                    _ => 0,
                })
                .sum();
            net >= due
        };
        let waived_on: NaiveDate = "2026-04-01".parse().unwrap();
        for (policy, day, of, _) in &contacts {
            let open = items.iter().filter(|(item, due_on, owner, due)| {
                let is_waived = owner == "P1"
                    && waived_on <= *due_on + Days::new(60)
                    && !is_settled(item, *due, waived_on)
                    && waived_on <= *day;
                owner == policy && !is_waived && !is_settled(item, *due, *day)
            });
            let nearest =
                open.min_by_key(|(item, due_on, ..)| ((*due_on - *day).num_days().abs(), *due_on, item.clone()));
            let nearest = nearest.map_or("", |(item, ..)| item.as_str());
            assert_eq!(of, nearest, "{what}: the contact of {policy} on {day}");
        }
    }
}

#[test]
fn the_order_parts_and_copies_of_files_play_no_part() {
    let (mut joined, mut waiting, mut reversed) = (0, 0, 0);
    for seed in 0..seeds() {
        let mut draw = Draw(seed);
        let book = Book::draw(&mut draw);
        let at_once = Loaded::new();
        at_once.load(&book.files(&mut draw, 1, false));
        let tables = at_once.tables();
        at_once.is_conserved(&book, &format!("seed {seed}"));
        at_once.is_right(&format!("seed {seed}"));
        joined += query(&at_once.store, "SELECT * FROM joined").len();
        waiting += query(&at_once.store, "SELECT * FROM pending.payments").len();
        reversed += query(&at_once.store, "SELECT * FROM joined WHERE finds_reversed").len();
        let (parts, repeats) = (1 + draw.place(3), seed % 2 == 1);
        let one_by_one = Loaded::new();
        let files = book.files(&mut draw, parts, repeats);
        // Several runs, of a few files each.
        for run in draw.shuffled(files).chunks(4) {
            one_by_one.load(run);
        }
        let what = format!("seed {seed} in {parts} parts");
        one_by_one.is_conserved(&book, &what);
        assert_eq!(tables, one_by_one.tables(), "{what}");
    }
    let books = usize::try_from(seeds()).unwrap();
    assert!(
        joined > 4 * books && waiting > books && reversed > books / 2,
        "{joined} {waiting} {reversed}"
    );
}

#[test]
fn what_stays_unjoined_is_told_with_its_sum_and_moves_when_the_items_do() {
    let loaded = Loaded::new();
    let items = "due_id,policy_id,due_on,due_no,amount_due,specialist_id\n";
    let money = "流水号,保单号,交费次数,实收日期,实收保费,收费方式,状态\n";
    let summary = loaded.load(&[
        ("due_items_1.csv".into(), format!("{items}D2,P0,2026-03-05,2,100.00,S1\nD3,P0,2026-04-05,3,100.00,S1\n")),
        (
            "payments_1.csv".into(),
            format!(
                "{money}M1,P0,第2次,2026-03-05,100.00,现金,成功\nM2,P0,,2026-03-06,40.00,现金,成功\n\
                 M3,P0,3,2026-03-07,-100.00,现金,成功\nM4,P0,9,2026-03-08,7.00,现金,失败\n"
            ),
        ),
        (
            "activities_1.csv".into(),
            "activity_id,specialist_id,occurred_at,kind,policy_id\nA1,S1,2026-03-20,电话,P0\nA2,S1,2026-03-20,电话,P9\n".into(),
        ),
    ]);
    let control = &summary.control;
    assert_eq!((control.unjoined, control.unjoined_amount), (3, Decimal::from(-60)));
    assert_eq!(control.loose_contacts, 1);
    assert!(summary.has_findings());
    let due = || {
        dump(
            &loaded.store,
            "SELECT payment_id, due_id, amount FROM main.payments ORDER BY ALL",
        )
    };
    let contacts = || {
        dump(
            &loaded.store,
            "SELECT activity_id, due_id FROM main.activities ORDER BY ALL",
        )
    };
    assert_eq!(
        (due().as_str(), contacts().as_str()),
        ("M1 | D2 | 100.00\n", "A1 | D3\nA2 | \n")
    );
    // The two change their numbers: so does what the payment is of, and what the contact was about.
    loaded.load(&[(
        "due_items_2.csv".into(),
        format!("{items}D2,P0,2026-03-05,3,100.00,S1\nD3,P0,2026-04-05,2,100.00,S1\n"),
    )]);
    assert_eq!(
        (due().as_str(), contacts().as_str()),
        ("M1 | D3 | 100.00\n", "A1 | D2\nA2 | \n")
    );
    let counts = dump(
        &loaded.store,
        "SELECT accepted, rejected, inserted FROM files WHERE path LIKE '%payments_1%'",
    );
    assert_eq!(counts, "1 | 3 | 1\n");
}

#[test]
fn money_of_a_policy_goes_to_its_oldest_open_item_in_the_order_of_days() {
    let loaded = Loaded::new();
    let items = "due_id,policy_id,due_on,due_no,amount_due,specialist_id\n";
    loaded.load(&[
        (
            "due_items.csv".into(),
            format!("{items}D3,P0,2026-04-05,3,100.00,S1\nD2,P0,2026-03-05,2,100.00,S1\n"),
        ),
        (
            "收银流水.csv".into(),
            "流水号,保单号,实收日期,实收保费,收费方式,状态\nZ1,P0,2026-03-06,100.00,现金,成功\n\
             Y1,P0,2026-03-07,100.00,现金,成功\nX1,P0,2026-03-08,100.00,现金,成功\nW1,P0,2026-03-09,-100.00,现金,成功\n\
             V1,P0,2026-03-10,100.00,现金,成功\n"
                .into(),
        ),
    ]);
    let joined = "SELECT payment_id, due_id, reverses_payment_id FROM main.payments ORDER BY paid_on";
    assert_eq!(
        dump(&loaded.store, joined),
        "Z1 | D2 | \nY1 | D3 | \nW1 | D3 | Y1\nV1 | D3 | \n"
    );
    assert_eq!(
        dump(&loaded.store, "SELECT payment_id, rule FROM pending.payments, rejects"),
        "X1 | unjoined\n"
    );
}
