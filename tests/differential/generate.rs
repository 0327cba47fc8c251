//! Random books: small, and full of days that decide something.
//!
//! Days are seldom drawn evenly. Most are boundaries of the questions (first and last day, as-of day, month ends, two
//! years before) or of a due item (due day, grace end), or a day beside one: that is where two readings part.

use std::collections::BTreeSet;

use super::book::{
    Activity, Assignment, Book, Complaint, Customer, Day, Event, Handover, Item, Mistake, Payment, Policy, Survey, Team,
};
use super::dates::{Question, day, first_of, last_of, month_of, plus_days, plus_months};
use super::metrics::payments_per_year;
use super::random::Random;
use super::terms::Rules;

/// Around these days the questions are asked: leap days, ends of short months, turns of years.
const ANCHORS: [(i32, u32, u32); 10] = [
    (2024, 2, 29),
    (2026, 3, 31),
    (2025, 12, 31),
    (2026, 1, 1),
    (2025, 2, 28),
    (2026, 6, 15),
    (2024, 3, 1),
    (2027, 1, 3),
    (2025, 4, 30),
    (2026, 8, 31),
];

const TIMES: [&str; 4] = ["", " 00:00:00", " 12:30:00", " 23:59:59"];

/// What is asked of one book: `count` questions, their kinds and as-of days in turn.
pub fn questions(random: &mut Random, seed: usize, count: usize) -> Vec<Question> {
    let (year, month, anchor) = ANCHORS[seed % ANCHORS.len()];
    let anchor = day(year, month, anchor);
    let mut questions: Vec<Question> = Vec::new();
    for turn in 0..count {
        let question = match (seed + turn) % 6 {
            0 => Question::month(anchor),
            1 => Question::week(anchor),
            2 => Question::quarter(anchor),
            3 => Question::day(anchor),
            4 => Question::year(anchor),
            _ => range(random, anchor),
        };
        let as_of = match (seed / 6 + turn) % 6 {
            0 | 1 => None,
            2 => Some(plus_days(
                question.first,
                random.between(0, (question.last - question.first).num_days()),
            )),
            3 => Some(plus_days(question.last, random.between(1, 70))),
            4 => Some(plus_days(question.first, -random.between(1, 40))),
            _ => Some(question.first),
        };
        questions.push(question.known(as_of));
    }
    questions
}

fn range(random: &mut Random, anchor: Day) -> Question {
    match random.below(4) {
        0 => Question::range(first_of(month_of(anchor)), last_of(month_of(anchor))),
        1 => Question::range(
            plus_days(anchor, -random.between(100, 400)),
            plus_days(anchor, random.between(0, 40)),
        ),
        _ => Question::range(
            plus_days(anchor, -random.between(0, 60)),
            plus_days(anchor, random.between(0, 40)),
        ),
    }
}

/// The settings of one book: the shipped ones for most.
pub fn rules(random: &mut Random) -> Rules {
    let mut rules = Rules {
        grace_days: 60,
        conversion_days: 7,
        working_from: 9 * 3600,
        working_to: 18 * 3600,
        routing_minutes: 120,
        issue_days: 3,
        complaint_days: 15,
        repeat_days: 90,
        form_return_days: 7,
        form_review_days: 3,
        counted_funding: vec!["customer", "prepaid_balance", "policy_loan_repayment"],
        exempting: vec![
            "death_claim",
            "maturity",
            "waiver",
            "free_look",
            "rescission",
            "transfer_out",
        ],
    };
    if random.chance(30) {
        rules.grace_days = random.pick(&[0, 30, 45, 67]);
        rules.conversion_days = random.pick(&[0, 3, 14]);
        (rules.form_return_days, rules.form_review_days) = (2, 0);
        rules.counted_funding = vec!["customer", "dividend"];
        rules.exempting = vec!["death_claim", "surrender", "reduced_paid_up"];
    }
    rules
}

/// A book in the making.
pub struct Maker<'a> {
    pub random: &'a mut Random,
    pub rules: &'a Rules,
    questions: &'a [Question],
    /// Days at which something is decided for a question.
    turns: Vec<Day>,
    pub book: Book,
}

pub fn book(random: &mut Random, rules: &Rules, questions: &[Question]) -> Book {
    let turns = questions.iter().flat_map(turns).collect();
    let mut maker = Maker {
        random,
        rules,
        questions,
        turns,
        book: Book::default(),
    };
    maker.people();
    maker.customers();
    maker.policies();
    maker.events();
    maker.items();
    maker.handovers();
    maker.payments();
    maker.activities();
    maker.errors();
    maker.surveys();
    maker.complaints();
    maker.forms();
    maker.book
}

fn turns(q: &Question) -> Vec<Day> {
    let month = month_of(q.last);
    let two_years_before = plus_months(q.last, -24);
    let mut days = vec![
        q.first,
        q.last,
        q.as_of(),
        two_years_before,
        last_of(month - 1),
        first_of(month),
    ];
    days.extend([
        plus_days(q.as_of(), 1),
        plus_days(q.first, -1),
        plus_days(q.last, 1),
        plus_days(two_years_before, -1),
    ]);
    days
}

impl Maker<'_> {
    pub fn specialist(&mut self) -> usize {
        self.random.below(self.book.specialists.len())
    }

    pub fn item(&mut self) -> usize {
        self.random.below(self.book.items.len())
    }

    fn perhaps_item(&mut self, percent: usize) -> Option<usize> {
        self.random.chance(percent).then(|| self.item())
    }

    /// A day of a question, a boundary of one or a day inside it.
    pub fn day(&mut self) -> Day {
        if self.random.chance(60) {
            return self.random.pick(&self.turns);
        }
        let q = &self.questions[self.random.below(self.questions.len())];
        plus_days(q.first, self.random.between(-10, (q.last - q.first).num_days() + 10))
    }

    fn grace_days(&self, d: usize) -> i64 {
        self.book.items[d].grace_days.unwrap_or(self.rules.grace_days)
    }

    /// A day in the life of a due item, or one of the questions'.
    fn day_of(&mut self, d: usize) -> Day {
        let (due_on, grace) = (self.book.items[d].due_on, self.grace_days(d));
        let month = month_of(due_on);
        match self.random.below(8) {
            0 => due_on,
            1 => plus_days(due_on, self.random.pick(&[grace - 1, grace, grace + 1])),
            2 => plus_days(last_of(month + self.random.pick(&[0, 1, 2])), self.random.between(0, 1)),
            3 | 4 => self.day(),
            _ => plus_days(due_on, self.random.between(-20, grace + 20)),
        }
    }

    fn people(&mut self) {
        let names = self.random.shuffled(12);
        self.book.specialists = names[..6].iter().map(|n| format!("S{n}")).collect();
        let regions = ["北区", "南区", ""];
        self.book.teams = (0..4)
            .map(|n| Team {
                id: format!("T{}", names[6 + n]),
                branch: format!("B{}", n / 2 + 1 + n / 3),
                region: regions[n / 2 + n / 3].to_owned(),
            })
            .collect();
        for specialist in 0..self.book.specialists.len() {
            self.assignments(specialist);
        }
    }

    /// A chain of assignments, now and then with a gap, an end or none at all.
    fn assignments(&mut self, specialist: usize) {
        let mut from = if self.random.chance(10) {
            self.day()
        } else {
            day(2018, 1, 1)
        };
        if self.random.chance(8) {
            return;
        }
        for _ in 0..4 {
            let team = self.random.below(self.book.teams.len());
            let to = Some(self.day()).filter(|to| *to > from && self.random.chance(60));
            self.book.assignments.push(Assignment {
                specialist,
                team,
                from,
                to,
            });
            let Some(to) = to else { return };
            from = plus_days(to, self.random.pick(&[0, 0, 1, 5]));
        }
    }

    fn customers(&mut self) {
        for number in self.random.shuffled(14) {
            let marks = match self.random.below(4) {
                0 => ["good", "strong", "good"],
                1 => ["fair", "fair", "fair"],
                _ => [
                    self.random.pick(&["good", "fair", "fair"]),
                    self.random.pick(&["strong", "fair"]),
                    self.random.pick(&["good", "fair", ""]),
                ],
            };
            self.book.customers.push(Customer {
                id: format!("C{number}"),
                marks,
            });
        }
    }

    fn policies(&mut self) {
        let numbers = self.random.shuffled(36);
        for number in numbers {
            let q = &self.questions[self.random.below(self.questions.len())];
            let month = self.random.between(q.months.0.into(), q.months.1.into());
            let age = self
                .random
                .pick(&[14, 14, 26, 26, 38, 38, 1, 3, 7, 12, 13, 15, 24, 25, 27]);
            let month = i32::try_from(month).unwrap() - age;
            let last = (last_of(month) - first_of(month)).num_days();
            let into_month = self
                .random
                .between(0, last)
                .max(self.random.between(0, last + 2))
                .min(last);
            let policy = Policy {
                id: format!("{number}"),
                customer: self.random.below(self.book.customers.len()),
                product_line: self.random.pick(&["终身寿险", "年金", "健康险"]),
                channel: self.random.pick(&["agency", "bancassurance"]),
                issued_on: plus_days(first_of(month), into_month),
                mode: self
                    .random
                    .pick(&["annual", "annual", "annual", "semiannual", "quarterly", "monthly"]),
                annual_cents: self.random.pick(&[0, 120_000, 120_000, 360_000, 99_999, 1_234_567]),
            };
            self.book.policies.push(policy);
        }
    }

    fn events(&mut self) {
        const KINDS: [&str; 11] = [
            "death_claim",
            "maturity",
            "waiver",
            "free_look",
            "rescission",
            "transfer_out",
            "reduced_paid_up",
            "extended_term",
            "surrender",
            "lapse",
            "reinstate",
        ];
        let mut seen = BTreeSet::new();
        for policy in 0..self.book.policies.len() {
            let mut drawn: Vec<(&str, Day)> = Vec::new();
            if self.random.chance(35) {
                drawn.push((self.random.pick(&KINDS), self.event_day(policy)));
            }
            if self.random.chance(35) {
                let lapse = self.event_day(policy);
                let choices = [lapse, plus_days(lapse, 30), self.turns[0], self.day(), self.day()];
                let again = self.random.pick(&choices);
                drawn.extend([("lapse", lapse), ("reinstate", again)]);
                if self.random.chance(40) {
                    drawn.push((self.random.pick(&["lapse", "reinstate"]), self.day()));
                }
            }
            let new = drawn.into_iter().filter(|(kind, on)| seen.insert((policy, *kind, *on)));
            self.book
                .events
                .extend(new.map(|(kind, on)| Event { policy, kind, on }));
        }
    }

    /// Around the questions, or around the end of one of the policy's observations.
    fn event_day(&mut self, policy: usize) -> Day {
        if self.random.chance(70) {
            return self.day();
        }
        let observed = plus_months(self.book.policies[policy].issued_on, self.random.pick(&[14, 26, 38]));
        plus_days(observed, self.random.between(-1, 1))
    }

    /// The first premium, the instalments persistency asks for and those due around the questions.
    fn items(&mut self) {
        let (first, last) = self.window();
        for policy in 0..self.book.policies.len() {
            if self.random.chance(6) {
                continue;
            }
            let row = &self.book.policies[policy];
            let (per_year, issued_on) = (payments_per_year(row.mode), row.issued_on);
            let step = 12 / per_year.cast_signed();
            let amount = (row.annual_cents / i64::from(per_year)).max(3_333);
            let due = |no: u32| plus_months(issued_on, (no.cast_signed() - 1) * step);
            let mut asked: Vec<u32> = (2..=60).filter(|no| first <= due(*no) && due(*no) <= last).collect();
            // About seven of them, spread over the window.
            let count = asked.len();
            asked.retain(|_| self.random.below(count) < 7);
            asked.extend([1, per_year + 1, 2 * per_year + 1, 3 * per_year + 1]);
            let numbers: BTreeSet<u32> = asked.into_iter().filter(|no| due(*no) <= last).collect();
            for due_no in numbers {
                if !self.random.chance(5) {
                    let due_on = self.shifted(due(due_no));
                    self.add_item(policy, due_no, due_on, amount);
                }
            }
        }
    }

    /// Due days that some question may ask about.
    fn window(&self) -> (Day, Day) {
        let first = self.questions.iter().map(|q| q.first.min(q.as_of())).min().unwrap();
        let last = self.questions.iter().map(|q| q.last).max().unwrap();
        (plus_months(first, -4), plus_months(last, 3))
    }

    /// Nearly always the day itself; else a day of the questions or an end of month.
    fn shifted(&mut self, due_on: Day) -> Day {
        match self.random.below(20) {
            0 => self.day(),
            1 => last_of(month_of(due_on)),
            2 => first_of(month_of(due_on)),
            _ => due_on,
        }
    }

    fn add_item(&mut self, policy: usize, due_no: u32, due_on: Day, cents: i64) {
        let mut grace_days = self
            .random
            .pick(&[None, None, None, None, Some(0), Some(1), Some(30), Some(67)]);
        if self.random.chance(15) {
            // Grace that ends on a day of the questions.
            let days = (self.day() - due_on).num_days();
            grace_days = Some(days).filter(|days| (0..=120).contains(days)).or(grace_days);
        }
        let specialist = self.specialist();
        let id = format!("D{}", (self.book.items.len() * 7_919) % 10_007);
        self.book.items.push(Item {
            id,
            policy,
            due_on,
            due_no,
            cents,
            specialist,
            grace_days,
        });
    }

    fn handovers(&mut self) {
        for item in 0..self.book.items.len() {
            let mut days = BTreeSet::new();
            while self.random.chance(25) {
                days.insert(self.day_of(item));
            }
            for from in days {
                let specialist = self.specialist();
                self.book.handovers.push(Handover { item, specialist, from });
            }
        }
    }

    fn payments(&mut self) {
        for d in 0..self.book.items.len() {
            let cents = self.book.items[d].cents;
            while self.random.chance(15) {
                self.idle(d, cents);
            }
            match self.random.below(12) {
                0 | 1 => {}
                2 => self.pay(d, cents / 3, "customer"),
                3 => {
                    self.pay(d, cents / 2, "customer");
                    self.pay(d, cents - cents / 2, "prepaid_balance");
                }
                4 => self.pay(d, cents + 5_000, "customer"),
                5 => self.pay(d, cents, "policy_loan"),
                6 => {
                    self.pay(d, cents, "policy_loan");
                    self.pay(d, cents, "policy_loan_repayment");
                }
                7 => self.pay(d, cents, "dividend"),
                _ => self.pay(d, cents, "customer"),
            }
            while self.random.chance(22) {
                self.take_back(d);
                if self.random.chance(50) {
                    self.pay(d, cents, "customer");
                }
            }
        }
    }

    fn add_payment(&mut self, item: usize, on: Day, cents: i64, status: &'static str, funding: &'static str) {
        let method = self.random.pick(&[
            "bank_debit",
            "bank_debit",
            "transfer",
            "cash",
            "mobile",
            "counter",
            "card",
        ]);
        let time = self.random.pick(&TIMES);
        self.book.payments.push(Payment {
            item,
            on,
            time,
            cents,
            method,
            status,
            funding,
            reverses: None,
        });
    }

    fn pay(&mut self, d: usize, cents: i64, funding: &'static str) {
        let on = self.day_of(d);
        self.add_payment(d, on, cents, "success", funding);
    }

    /// An attempt that moves no money.
    fn idle(&mut self, d: usize, cents: i64) {
        let (on, status) = (self.day_of(d), self.random.pick(&["failed", "failed", "pending"]));
        let funding = self.random.pick(&["customer", "dividend", "policy_loan"]);
        self.add_payment(d, on, cents, status, funding);
    }

    /// Reverses the item's latest success that is not reversed yet, all of it or a part.
    fn take_back(&mut self, d: usize) {
        let payments = &self.book.payments;
        let is_reversed = |n: usize| payments.iter().any(|p| p.reverses == Some(n));
        let free = (0..payments.len())
            .rev()
            .find(|n| payments[*n].item == d && payments[*n].status == "success" && !is_reversed(*n));
        let Some(reversed) = free else { return };
        let (paid_on, cents) = (payments[reversed].on, payments[reversed].cents);
        let later = [
            paid_on,
            plus_days(paid_on, 1),
            self.day_of(d),
            self.day(),
            plus_days(paid_on, 40),
        ];
        let on = self.random.pick(&later).max(paid_on);
        let part = if self.random.chance(25) { cents / 4 } else { cents };
        let funding = self.random.pick(&["customer", "customer", "policy_loan"]);
        self.add_payment(d, on, part, "reversal", funding);
        let row = self.book.payments.last_mut().unwrap();
        row.reverses = Some(reversed);
        row.time = " 23:59:59";
    }

    fn activities(&mut self) {
        const KINDS: [&str; 7] = ["sms", "call", "email", "visit", "app_push", "letter", "wechat"];
        const OUTCOMES: [&str; 9] = [
            "connected",
            "promised",
            "promised",
            "refused",
            "paid",
            "no_answer",
            "wrong_contact",
            "left_message",
            "",
        ];
        for number in self.random.shuffled(150) {
            let item = self.perhaps_item(85);
            let on = match item {
                Some(d) if self.random.chance(40) => self.contact_day(d),
                _ => self.day(),
            };
            let outcome = self.random.pick(&OUTCOMES);
            let is_dated = outcome == "promised" || self.random.chance(5);
            let activity = Activity {
                id: format!("A{number}"),
                specialist: self.specialist(),
                on,
                time: self.random.pick(&TIMES[1..]),
                kind: self.random.pick(&KINDS),
                item,
                outcome,
                promised_on: if is_dated && self.random.chance(90) {
                    Some(self.promised_day(item))
                } else {
                    None
                },
                customer: None,
                purpose: "",
            };
            self.book.activities.push(activity);
        }
    }

    /// The day of one of the item's payments, or one some days before.
    fn contact_day(&mut self, d: usize) -> Day {
        let of_item = self.book.payments.iter().filter(|p| p.item == d);
        let paid: Vec<Day> = of_item.map(|p| p.on).collect();
        if paid.is_empty() {
            return self.day_of(d);
        }
        let window = self.rules.conversion_days;
        let before = self.random.pick(&[-1, 0, 0, 1, window, window, window + 1]);
        plus_days(self.random.pick(&paid), -before)
    }

    fn promised_day(&mut self, item: Option<usize>) -> Day {
        match item {
            Some(d) if self.random.chance(50) => plus_days(self.contact_day(d), self.random.between(0, 3)),
            _ => self.day(),
        }
    }

    fn errors(&mut self) {
        for number in 0..40 {
            let item = self.perhaps_item(50);
            let payment = self
                .random
                .chance(50)
                .then(|| self.random.below(self.book.payments.len()));
            let mistake = Mistake {
                id: format!("E{number}"),
                specialist: self.specialist(),
                on: self.day(),
                kind: self
                    .random
                    .pick(&["amount", "timing", "receipt", "record", "compliance"]),
                item,
                payment,
                cause: "",
                repeat_of: None,
                resolved_on: None,
            };
            self.book.errors.push(mistake);
        }
    }

    fn surveys(&mut self) {
        for _ in 0..50 {
            let sent_on = self.day();
            let answered_on = match self.random.below(4) {
                0 => None,
                1 => Some(self.day()),
                _ => Some(plus_days(sent_on, self.random.between(0, 20))),
            };
            let survey = Survey {
                specialist: self.specialist(),
                sent_on,
                answered_on,
                score: self
                    .random
                    .chance(80)
                    .then(|| u32::try_from(self.random.between(1, 5)).unwrap()),
                recommend: self
                    .random
                    .chance(80)
                    .then(|| u32::try_from(self.random.between(0, 10)).unwrap()),
                item: self.perhaps_item(70),
                customer: None,
            };
            self.book.surveys.push(survey);
        }
    }

    fn complaints(&mut self) {
        for _ in 0..15 {
            let complaint = Complaint {
                specialist: self.specialist(),
                on: self.day(),
                item: None,
                policy: None,
                closed_on: None,
                upheld: None,
            };
            self.book.complaints.push(complaint);
        }
    }
}
