//! Figures of the four reviews of the sample, recomputed from its CSV files by a reading of their own: no SQL and nothing of
//! the program but what it wrote.

mod common;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use chrono::{Datelike, Days, Months, NaiveDate};
use common::Desk;

type Row = HashMap<String, String>;

fn read(folder: &Path, table: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(folder.join(format!("{table}.csv"))).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// The day a cell begins with.
fn day(cell: &str) -> NaiveDate {
    cell[..10].parse().unwrap()
}

fn cents(cell: &str) -> i64 {
    let (yuan, rest) = cell.split_once('.').unwrap_or((cell, "0"));
    let cents: i64 = format!("{rest:0<2}")[..2].parse().unwrap();
    yuan.parse::<i64>().unwrap() * 100 + cents
}

/// Months since the year 0.
fn month(day: NaiveDate) -> i32 {
    12 * day.year() + i32::try_from(day.month()).unwrap()
}

const EXEMPTING: [&str; 6] = [
    "death_claim",
    "maturity",
    "waiver",
    "free_look",
    "rescission",
    "transfer_out",
];
const COUNTED: [&str; 3] = ["customer", "prepaid_balance", "policy_loan_repayment"];

struct Item {
    policy: String,
    due_no: u32,
    due_on: NaiveDate,
    grace_end: NaiveDate,
    amount: i64,
    /// What was paid and taken back, by day.
    paid: BTreeMap<NaiveDate, i64>,
}

impl Item {
    /// Net paid at the end of `on`.
    fn net(&self, on: NaiveDate) -> i64 {
        self.paid.range(..=on).map(|(_, amount)| amount).sum()
    }

    fn is_settled(&self, on: NaiveDate) -> bool {
        self.net(on) >= self.amount
    }

    /// The day from which it is settled to the end of `known_on`.
    fn settled_on(&self, known_on: NaiveDate) -> Option<NaiveDate> {
        let (mut net, mut since) = (0, None);
        for (on, amount) in self.paid.range(..=known_on) {
            net += amount;
            since = if net >= self.amount { since.or(Some(*on)) } else { None };
        }
        since
    }

    fn is_renewed(&self, known_on: NaiveDate) -> bool {
        self.settled_on(known_on).is_some_and(|on| on <= self.grace_end)
    }
}

/// The files of the sample.
struct Book {
    items: BTreeMap<String, Item>,
    /// Kind and day of what happened to each policy.
    events: HashMap<String, Vec<(String, NaiveDate)>>,
    payments: Vec<Row>,
    activities: Vec<Row>,
    policies: Vec<Row>,
    surveys: Vec<Row>,
    errors: Vec<Row>,
    complaints: Vec<Row>,
}

/// A period as known on its last day.
#[derive(Clone, Copy)]
struct Span {
    first: NaiveDate,
    last: NaiveDate,
}

impl Span {
    fn new(first: &str, last: &str) -> Self {
        Self {
            first: first.parse().unwrap(),
            last: last.parse().unwrap(),
        }
    }

    fn has(self, on: NaiveDate) -> bool {
        self.first <= on && on <= self.last
    }

    fn before(self) -> NaiveDate {
        self.first - Days::new(1)
    }
}

/// Numerator and denominator.
type Rate = (i64, i64);

fn rate<'i>(items: impl Iterator<Item = &'i Item>, is_met: impl Fn(&Item) -> bool) -> Rate {
    let all: Vec<&Item> = items.collect();
    let met = all.iter().filter(|item| is_met(item)).count();
    (i64::try_from(met).unwrap(), i64::try_from(all.len()).unwrap())
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap()
}

impl Book {
    fn read(folder: &Path) -> Self {
        let mut items: BTreeMap<String, Item> = BTreeMap::new();
        for row in read(folder, "due_items") {
            let due_on = day(&row["due_on"]);
            let grace: u64 = row["grace_days"].parse().unwrap_or(60);
            let item = Item {
                policy: row["policy_id"].clone(),
                due_no: row["due_no"].parse().unwrap(),
                due_on,
                grace_end: due_on + Days::new(grace),
                amount: cents(&row["amount_due"]),
                paid: BTreeMap::new(),
            };
            items.insert(row["due_id"].clone(), item);
        }
        let payments = read(folder, "payments");
        let funding: HashMap<&str, &str> = payments
            .iter()
            .map(|row| (row["payment_id"].as_str(), row["funding"].as_str()))
            .collect();
        for row in &payments {
            let (sign, kind) = match row["status"].as_str() {
                "success" => (1, row["funding"].as_str()),
                "reversal" => (-1, funding[row["reverses_payment_id"].as_str()]),
                _ => continue,
            };
            if COUNTED.contains(&kind) {
                let item = items.get_mut(&row["due_id"]).unwrap();
                *item.paid.entry(day(&row["paid_on"])).or_default() += sign * cents(&row["amount"]);
            }
        }
        let mut events: HashMap<String, Vec<(String, NaiveDate)>> = HashMap::new();
        for row in read(folder, "policy_events") {
            let event = (row["kind"].clone(), day(&row["event_on"]));
            events.entry(row["policy_id"].clone()).or_default().push(event);
        }
        Self {
            items,
            events,
            payments,
            activities: read(folder, "activities"),
            policies: read(folder, "policies"),
            surveys: read(folder, "surveys"),
            errors: read(folder, "errors"),
            complaints: read(folder, "complaints"),
        }
    }

    fn events(&self, policy: &str) -> &[(String, NaiveDate)] {
        self.events.get(policy).map_or(&[], Vec::as_slice)
    }

    fn is_exempt(&self, item: &Item, known_on: NaiveDate) -> bool {
        self.events(&item.policy).iter().any(|(kind, on)| {
            EXEMPTING.contains(&kind.as_str())
                && *on <= known_on.min(item.grace_end)
                && !item.is_settled(*on - Days::new(1))
        })
    }

    /// The renewal items that nothing exempts.
    fn renewals(&self, span: Span) -> impl Iterator<Item = &Item> {
        let all = self.items.values().filter(|item| item.due_no >= 2);
        all.filter(move |item| !self.is_exempt(item, span.last))
    }

    fn due(&self, span: Span) -> impl Iterator<Item = &Item> {
        self.renewals(span).filter(move |item| span.has(item.due_on))
    }

    fn matured(&self, span: Span) -> impl Iterator<Item = &Item> {
        self.renewals(span).filter(move |item| span.has(item.grace_end))
    }

    fn in_service(&self, span: Span) -> impl Iterator<Item = (&String, &Item)> {
        let all = self.items.iter().filter(|(_, item)| item.due_no >= 2);
        all.filter(move |(_, item)| {
            (-2..=3).contains(&(month(span.last) - month(item.due_on)))
                && !item.is_settled(span.before())
                && !self.is_exempt(item, span.last)
        })
    }

    fn completion(&self, span: Span) -> Rate {
        rate(self.due(span), |item| item.is_settled(span.last))
    }

    fn completion_premium(&self, span: Span) -> Rate {
        let due: Vec<&Item> = self.due(span).collect();
        let collected = due.iter().map(|item| item.net(span.last).clamp(0, item.amount));
        (collected.sum(), due.iter().map(|item| item.amount).sum())
    }

    fn renewal(&self, span: Span) -> Rate {
        rate(self.matured(span), |item| item.is_renewed(span.last))
    }

    fn renewal_premium(&self, span: Span) -> Rate {
        let all: Vec<&Item> = self.matured(span).collect();
        let renewed = all.iter().filter(|item| item.is_renewed(span.last));
        (
            renewed.map(|item| item.amount).sum(),
            all.iter().map(|item| item.amount).sum(),
        )
    }

    /// Of a month: items due two months before it.
    fn grace_end(&self, span: Span) -> Rate {
        let due = self
            .renewals(span)
            .filter(|item| month(item.due_on) == month(span.last) - 2);
        rate(due, |item| item.is_renewed(span.last))
    }

    fn errors(&self, span: Span) -> Rate {
        let errors = self.errors.iter().filter(|row| span.has(day(&row["occurred_on"])));
        let paid = self.payments.iter().filter(|row| {
            row["status"] == "success" && COUNTED.contains(&row["funding"].as_str()) && span.has(day(&row["paid_on"]))
        });
        (count(errors.count()), count(paid.count()))
    }

    /// The sum of the scores, and how many there are.
    fn satisfaction(&self, span: Span) -> Rate {
        let scored = self.surveys.iter().filter(|row| {
            !row["answered_on"].is_empty() && span.has(day(&row["answered_on"])) && !row["score"].is_empty()
        });
        let values: Vec<i64> = scored.map(|row| row["score"].parse().unwrap()).collect();
        (values.iter().sum(), count(values.len()))
    }

    fn contacts(&self, span: Span) -> impl Iterator<Item = &Row> {
        self.activities
            .iter()
            .filter(move |row| span.has(day(&row["occurred_at"])))
    }

    fn effective(&self, span: Span) -> impl Iterator<Item = &Row> {
        self.contacts(span).filter(|row| {
            !row["due_id"].is_empty() && ["connected", "promised", "refused", "paid"].contains(&row["outcome"].as_str())
        })
    }

    fn conversion(&self, span: Span) -> Rate {
        let mut first: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
        for row in self.effective(span) {
            let this = (row["occurred_at"].as_str(), row["activity_id"].as_str());
            let known = first.entry(row["due_id"].as_str()).or_insert(this);
            *known = this.min(*known);
        }
        let (mut met, mut all) = (0, 0);
        for (due_id, (at, _)) in first {
            let (item, on) = (&self.items[due_id], day(at));
            if item.due_no < 2 || self.is_exempt(item, span.last) || item.is_settled(on - Days::new(1)) {
                continue;
            }
            all += 1;
            let settled = item.settled_on(span.last);
            met += i64::from(settled.is_some_and(|settled| on <= settled && settled <= on + Days::new(7)));
        }
        (met, all)
    }

    fn coverage(&self, span: Span) -> Rate {
        let reached: BTreeSet<&String> = self.effective(span).map(|row| &row["due_id"]).collect();
        let served: Vec<&String> = self.in_service(span).map(|(id, _)| id).collect();
        let met = served.iter().filter(|id| reached.contains(**id)).count();
        (count(met), count(served.len()))
    }

    fn complaints(&self, span: Span) -> Rate {
        let received = self.complaints.iter().filter(|row| span.has(day(&row["received_on"])));
        (count(received.count()), count(self.in_service(span).count()))
    }

    fn churn(&self, span: Span) -> Rate {
        let policies: BTreeSet<&String> = self.in_service(span).map(|(_, item)| &item.policy).collect();
        let is_lost = |policy: &&&String| {
            let events = self.events(policy).iter();
            events
                .clone()
                .any(|(kind, on)| ["lapse", "surrender"].contains(&kind.as_str()) && span.has(*on))
        };
        (count(policies.iter().filter(is_lost).count()), count(policies.len()))
    }

    fn promises(&self, span: Span) -> Rate {
        let promised = self.activities.iter().filter(|row| {
            row["outcome"] == "promised"
                && !row["due_id"].is_empty()
                && !row["promised_on"].is_empty()
                && span.has(day(&row["promised_on"]))
                && day(&row["occurred_at"]) <= span.last
        });
        let kept = |row: &Row| {
            let settled = self.items[&row["due_id"]].settled_on(span.last);
            settled.is_some_and(|on| on <= day(&row["promised_on"]))
        };
        let all: Vec<&Row> = promised.collect();
        (count(all.iter().filter(|row| kept(row)).count()), count(all.len()))
    }

    fn debits(&self, span: Span) -> Rate {
        let tried = |status: &str| {
            let rows = self
                .payments
                .iter()
                .filter(|row| row["method"] == "bank_debit" && row["status"] == status);
            count(rows.filter(|row| span.has(day(&row["paid_on"]))).count())
        };
        (tried("failed"), tried("failed") + tried("success"))
    }

    /// Due, within grace and open, of policies that stand.
    fn open(&self, span: Span) -> impl Iterator<Item = &Item> {
        self.renewals(span).filter(move |item| {
            item.due_on <= span.last
                && span.last <= item.grace_end
                && !item.is_settled(span.last)
                && self.stands(&item.policy, span.last)
        })
    }

    /// False from a lapse or an end up to a reinstatement.
    fn stands(&self, policy: &str, on: NaiveDate) -> bool {
        let ends = ["lapse", "surrender", "reduced_paid_up", "extended_term"];
        let told = self.events(policy).iter().filter(|(kind, at)| {
            *at <= on && (kind == "reinstate" || ends.contains(&kind.as_str()) || EXEMPTING.contains(&kind.as_str()))
        });
        let order = |kind: &str| match kind {
            "lapse" => 1,
            "reinstate" => 2,
            _ => 3,
        };
        let last = told.max_by_key(|(kind, at)| (*at, order(kind)));
        last.is_none_or(|(kind, _)| kind == "reinstate")
    }

    /// Items with a failed debit, a refusal, a broken promise or an ended grace, once for each.
    fn failures(&self, span: Span) -> i64 {
        let ended = self.matured(span).filter(|item| !item.is_settled(span.last)).count();
        let refused: BTreeSet<&String> = self
            .contacts(span)
            .filter(|row| row["outcome"] == "refused" && !row["due_id"].is_empty())
            .map(|row| &row["due_id"])
            .collect();
        let failed: BTreeSet<&String> = self
            .payments
            .iter()
            .filter(|row| row["status"] == "failed" && span.has(day(&row["paid_on"])))
            .map(|row| &row["due_id"])
            .collect();
        let broken: BTreeSet<&String> = self
            .activities
            .iter()
            .filter(|row| {
                row["outcome"] == "promised"
                    && !row["due_id"].is_empty()
                    && !row["promised_on"].is_empty()
                    && span.has(day(&row["promised_on"]))
                    && day(&row["occurred_at"]) <= span.last
            })
            .filter(|row| {
                let settled = self.items[&row["due_id"]].settled_on(span.last);
                settled.is_none_or(|on| on > day(&row["promised_on"]))
            })
            .map(|row| &row["due_id"])
            .collect();
        count(ended + refused.len() + failed.len() + broken.len())
    }

    fn reinstatement(&self, span: Span) -> Rate {
        let two_years_before = span.last - Months::new(24);
        let (mut met, mut all) = (0, 0);
        for events in self.events.values() {
            let days = |wanted: &'static str| events.iter().filter(move |(kind, _)| kind == wanted).map(|(_, on)| *on);
            let lapsed = days("lapse").filter(|on| *on <= span.last).max();
            let Some(lapsed) = lapsed.filter(|on| *on >= two_years_before) else {
                continue;
            };
            let back = days("reinstate").filter(|on| *on >= lapsed && *on <= span.last).min();
            if back.is_some_and(|on| on < span.first) {
                continue;
            }
            all += 1;
            met += i64::from(back.is_some());
        }
        (met, all)
    }

    /// Policies and their annual premium, of those issued `months` before a month of the period, whose first instalment of
    /// `policy_year` was settled within grace.
    fn persistency(&self, span: Span, (months, policy_year): (u32, u32)) -> [Rate; 2] {
        let first: HashMap<(&str, u32), &Item> = self
            .items
            .values()
            .map(|item| ((item.policy.as_str(), item.due_no), item))
            .collect();
        let mut rates = [(0, 0), (0, 0)];
        for row in &self.policies {
            let issued = day(&row["issued_on"]);
            let observed = issued + Months::new(months);
            if !(month(span.first)..=month(span.last)).contains(&(month(issued) + i32::try_from(months).unwrap())) {
                continue;
            }
            let exempt = self
                .events(&row["policy_id"])
                .iter()
                .any(|(kind, on)| EXEMPTING.contains(&kind.as_str()) && *on <= observed.min(span.last));
            if exempt {
                continue;
            }
            let per_year = match row["premium_mode"].as_str() {
                "annual" => 1,
                "semiannual" => 2,
                "quarterly" => 4,
                _ => 12,
            };
            let instalment = first.get(&(row["policy_id"].as_str(), (policy_year - 1) * per_year + 1));
            let is_kept = instalment.is_some_and(|item| item.is_renewed(span.last));
            for (rate, size) in rates.iter_mut().zip([1, cents(&row["annual_premium"])]) {
                rate.0 += if is_kept { size } else { 0 };
                rate.1 += size;
            }
        }
        rates
    }
}

fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn money(cents: i64) -> String {
    format!("{}.{:02}", grouped(cents / 100), cents % 100)
}

/// An amount as a tile without room shows it.
fn in_ten_thousands(cents: i64) -> String {
    let hundredths = (cents + 5_000) / 10_000;
    format!("{}.{:02}万", grouped(hundredths / 100), hundredths % 100)
}

/// `numerator / denominator` as a tile shows it.
fn items((numerator, denominator): Rate) -> String {
    format!("{} / {}", grouped(numerator), grouped(denominator))
}

fn yuan((numerator, denominator): Rate) -> String {
    format!("{} / {}", money(numerator), money(denominator))
}

/// What the tile of a figure shows: its parts, or its number where it has none.
fn shown(page: &str, figure: &str) -> String {
    let from = page
        .find(&format!("data-metric=\"{figure}\""))
        .unwrap_or_else(|| panic!("no tile {figure}"));
    let tile = &page[from..];
    let tile = &tile[..tile.find("</article>").unwrap()];
    let between = |open: &str, close: &str| {
        let text = tile.split(open).nth(1)?.split(close).next()?;
        // It may lead to the rows behind it.
        let text = text.trim_end_matches("</a>");
        Some(text.rsplit('>').next().unwrap_or(text).trim().replace("&#x2f;", "/"))
    };
    let parts = between("<p class=\"parts\">", "</p>").filter(|text| text != "&nbsp;");
    parts.or_else(|| between("<data value=\"", "</data>")).unwrap()
}

/// The sample with its reviews written.
struct Made {
    desk: Desk,
    book: Book,
}

impl Made {
    fn new() -> Self {
        let desk = Desk::new();
        for arguments in [&["sample"][..], &["-q", "ingest", "data"]] {
            let said = desk.run(arguments);
            assert!(said.starts_with("exit 0"), "{said}");
        }
        let book = Book::read(&desk.path("data"));
        Self { desk, book }
    }

    fn page(&self, name: &str, period: &str) -> String {
        let said = self.desk.run(&[
            "report", name, "--period", period, "--format", "html", "--locale", "zh-CN",
        ]);
        assert!(said.starts_with("exit 0"), "{said}");
        let path = format!("reports/{name}_{period}_company.zh-CN.html");
        std::fs::read_to_string(self.desk.path(&path)).unwrap()
    }
}

/// Every figure of `page` is what was recomputed; how many numbers these are.
fn compare(name: &str, page: &str, figures: &[(&str, String)]) {
    let wrong: Vec<String> = figures
        .iter()
        .filter(|(figure, want)| shown(page, figure) != *want)
        .map(|(figure, want)| format!("{figure}: the page has {}, the files give {want}", shown(page, figure)))
        .collect();
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
    let numbers: usize = figures.iter().map(|(_, text)| text.split(" / ").count()).sum();
    assert!(numbers >= 19, "{name}: {numbers} numbers only");
}

#[test]
fn twenty_figures_of_each_review_are_what_the_files_say() {
    let made = Made::new();
    let book = &made.book;

    let june = Span::new("2026-06-01", "2026-06-30");
    let [policies, premium] = book.persistency(june, (14, 2));
    let monthly = [
        ("collection_completion_rate_count", items(book.completion(june))),
        ("collection_completion_rate", yuan(book.completion_premium(june))),
        ("renewal_rate", items(book.renewal(june))),
        ("grace_end_rate_count", items(book.grace_end(june))),
        ("persistency_13_premium", yuan(premium)),
        ("persistency_13_count", items(policies)),
        ("error_rate", items(book.errors(june))),
        ("csat_score", items(book.satisfaction(june))),
        ("contact_count", grouped(count(book.contacts(june).count()))),
        ("conversion_rate", items(book.conversion(june))),
        ("complaint_rate", items(book.complaints(june))),
    ];
    compare("monthly", &made.page("monthly", "2026-06"), &monthly);

    let week = Span::new("2026-06-22", "2026-06-28");
    let weekly = [
        ("renewal_rate", items(book.renewal(week))),
        ("churn_rate", items(book.churn(week))),
        ("collection_completion_rate_count", items(book.completion(week))),
        ("collection_completion_rate", yuan(book.completion_premium(week))),
        ("csat_score", items(book.satisfaction(week))),
        ("error_rate", items(book.errors(week))),
        ("effective_contact_count", grouped(count(book.effective(week).count()))),
        ("contact_coverage", items(book.coverage(week))),
        ("conversion_rate", items(book.conversion(week))),
        ("promise_kept_rate", items(book.promises(week))),
        ("debit_failure_rate", items(book.debits(week))),
        ("complaint_rate", items(book.complaints(week))),
    ];
    compare("weekly", &made.page("weekly", "2026-W26"), &weekly);

    let quarter = Span::new("2026-04-01", "2026-06-30");
    let [policies, premium] = book.persistency(quarter, (14, 2));
    let [policies_25, premium_25] = book.persistency(quarter, (26, 3));
    let quarterly = [
        ("renewal_rate", items(book.renewal(quarter))),
        ("renewal_rate_premium", yuan(book.renewal_premium(quarter))),
        ("collection_completion_rate_count", items(book.completion(quarter))),
        ("collection_completion_rate", yuan(book.completion_premium(quarter))),
        ("csat_score", items(book.satisfaction(quarter))),
        ("error_rate", items(book.errors(quarter))),
        ("churn_rate", items(book.churn(quarter))),
        ("reinstatement_rate", items(book.reinstatement(quarter))),
        ("persistency_13_premium", yuan(premium)),
        ("persistency_13_count", items(policies)),
        ("persistency_25_premium", yuan(premium_25)),
        ("persistency_25_count", items(policies_25)),
        ("complaint_rate", items(book.complaints(quarter))),
    ];
    compare("quarterly", &made.page("quarterly", "2026-Q2"), &quarterly);

    let day = Span::new("2026-06-30", "2026-06-30");
    let settled: Vec<&Item> = book
        .renewals(day)
        .filter(|item| item.settled_on(day.last) == Some(day.last))
        .collect();
    let promised =
        made.book.activities.iter().filter(|row| {
            !row["due_id"].is_empty() && row["promised_on"] == "2026-06-30" && row["outcome"] == "promised"
        });
    let daily = [
        ("due", grouped(count(book.due(day).count()))),
        (
            "due_premium",
            in_ten_thousands(book.due(day).map(|item| item.amount).sum()),
        ),
        ("settled", grouped(count(settled.len()))),
        (
            "settled_premium",
            in_ten_thousands(settled.iter().map(|item| item.amount).sum()),
        ),
        ("rate", items(book.completion(june))),
        ("contacts", grouped(count(book.contacts(day).count()))),
        ("effective", grouped(count(book.effective(day).count()))),
        ("promises", grouped(count(promised.count()))),
        ("open", grouped(count(book.open(day).count()))),
        ("failures", grouped(book.failures(day))),
        ("renewal_rate", items(book.renewal(day))),
        ("collection_completion_rate", yuan(book.completion_premium(day))),
        ("csat_score", items(book.satisfaction(day))),
        ("error_rate", items(book.errors(day))),
    ];
    compare("daily", &made.page("daily", "2026-06-30"), &daily);

    pace(&made);
}

/// The units of a weekly review with their pace and the word for it.
fn units(page: &str) -> Vec<(String, String, String)> {
    let section = page
        .split("id=\"progress\"")
        .nth(1)
        .unwrap()
        .split("</section>")
        .next()
        .unwrap();
    let rows = section
        .split("<tr")
        .skip(1)
        .map(|row| row.split("</tr>").next().unwrap());
    let cells = rows.map(|row| -> Vec<String> {
        let cells = row.split("<t").skip(1).map(|cell| {
            let text = cell.split_once('>').map_or("", |(_, text)| text);
            let mut plain = String::new();
            let mut is_tag = false;
            for letter in text.chars() {
                match letter {
                    '<' => is_tag = true,
                    '>' => is_tag = false,
                    _ if !is_tag => plain.push(letter),
                    _ => {}
                }
            }
            plain.trim().to_owned()
        });
        cells.collect()
    });
    cells
        .filter(|cells| cells.len() == 8 && cells[1].replace(',', "").parse::<i64>().is_ok())
        .map(|cells| (cells[0].clone(), cells[5].clone(), cells[7].clone()))
        .collect()
}

/// The pace of a branch in W26 from the twelve months before, and what both weeks say of everybody.
fn pace(made: &Made) {
    let week = units(&made.page("weekly", "2026-W26"));
    assert_eq!(week.len(), 14, "{week:?}");
    let behind = |units: &[(String, String, String)]| units.iter().filter(|unit| unit.2 == "落后").count();
    assert_eq!(behind(&week), 3, "{week:?}");
    // May is over: the pace is the target itself.
    let may = units(&made.page("weekly", "2026-W22"));
    assert_eq!((behind(&may), may[0].1.as_str()), (1, "80.50%"), "{may:?}");
}
