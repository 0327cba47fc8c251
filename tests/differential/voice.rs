//! Problems of customers, the clock of their handing over, complaints, errors and surveys followed to their end: random rows, and
//! the metrics over them once more.
//!
//! The rows come from a stream of their own, so that the rest of a book is what it was.

use std::collections::BTreeSet;

use super::book::{Book, Day, Issue, Moment};
use super::dates::{Question, last_of, month_of, plus_days, plus_months};
use super::metrics::{Kind, Metric, Place, Share, metric, rate};
use super::random::Random;
use super::terms::{Rules, World};
use chrono::Datelike as _;

const DEPARTMENTS: [&str; 7] = ["renewal", "underwriting", "service", "finance", "claims", "it", ""];

/// The last second of a day.
const MIDNIGHT: i64 = 24 * 3600;

/// Working hours and limits: the shipped ones for most.
pub fn rules(random: &mut Random, rules: &mut Rules) {
    if random.chance(40) {
        (rules.working_from, rules.working_to) = random.pick(&[(8 * 3600, 12 * 3600), (0, MIDNIGHT), (34_200, 63_000)]);
        rules.routing_minutes = random.pick(&[1, 45, 120, 540, 1_500]);
        rules.issue_days = random.pick(&[0, 1, 7]);
        rules.complaint_days = random.pick(&[0, 10, 30]);
        rules.repeat_days = random.pick(&[0, 7, 30]);
    }
}

/// Adds what nothing before asked for.
pub fn add(random: &mut Random, rules: &Rules, questions: &[Question], book: &mut Book) {
    let mut maker = Maker {
        random,
        rules,
        questions,
        book,
    };
    maker.calendar();
    maker.issues();
    maker.complaints();
    maker.errors();
    maker.surveys();
}

struct Maker<'a> {
    random: &'a mut Random,
    rules: &'a Rules,
    questions: &'a [Question],
    book: &'a mut Book,
}

impl Maker<'_> {
    /// Days at which something is decided, and days beside them.
    fn day(&mut self) -> Day {
        let q = &self.questions[self.random.below(self.questions.len())];
        let of_question = [
            q.first,
            q.last,
            q.as_of(),
            last_of(month_of(q.last) - 1),
            plus_days(q.first, -i64::from(q.first.weekday().num_days_from_monday()) + 4),
        ];
        let day = self.random.pick(&of_question);
        match self.random.below(3) {
            0 => day,
            1 => plus_days(day, self.random.between(-3, 3)),
            _ => plus_days(day, self.random.between(-100, 20)),
        }
    }

    /// Holidays and days made up for them.
    fn calendar(&mut self) {
        if self.random.chance(30) {
            return;
        }
        let days: BTreeSet<Day> = (0..25).map(|_| self.day()).collect();
        for day in days {
            let is_working = self.random.chance(50);
            self.book.calendar.push((day, is_working));
        }
    }

    fn item(&mut self, percent: usize) -> Option<usize> {
        let item = self.random.below(self.book.items.len());
        self.random.chance(percent).then_some(item)
    }

    fn policy(&mut self) -> Option<usize> {
        let policy = self.random.below(self.book.policies.len());
        self.random.chance(40).then_some(policy)
    }

    fn issues(&mut self) {
        let (from, to) = (self.rules.working_from, self.rules.working_to);
        for number in self.random.shuffled(90) {
            let second = self.random.pick(&[
                0,
                from - 1,
                from,
                from + 1,
                to - 60 * self.rules.routing_minutes,
                to - 60 * self.rules.routing_minutes + 1,
                to - 1_800,
                to - 1,
                to,
                MIDNIGHT - 1,
            ]);
            let opened = (self.day(), second.clamp(0, MIDNIGHT - 1));
            let deadline = deadline(self.rules, self.book, opened);
            let assigned = match self.random.below(8) {
                0 => None,
                1 => Some((plus_days(opened.0, self.random.between(0, 9)), 50_000)),
                2 => Some((plus_days(opened.0, -1), 50_000)),
                3 => deadline.map(|(day, second)| (day, (second + 1).min(MIDNIGHT - 1))),
                4 => deadline.map(|(day, second)| (day, (second - 1).max(0))),
                _ => deadline.map(|(day, second)| (day, second.min(MIDNIGHT - 1))),
            };
            let resolved = match self.random.below(5) {
                0 => None,
                1 => Some((self.day(), 36_000)),
                _ => Some((plus_days(opened.0, self.random.between(-1, 12)), 36_000)),
            };
            let issue = Issue {
                id: format!("I{number}"),
                specialist: self.random.below(self.book.specialists.len()),
                opened,
                assigned,
                resolved,
                item: self.item(50),
                policy: self.policy(),
                department: self.random.pick(&DEPARTMENTS),
            };
            self.book.issues.push(issue);
        }
    }

    fn complaints(&mut self) {
        for _ in 0..25 {
            let mut complaint = self.book.complaints[0].clone();
            complaint.specialist = self.random.below(self.book.specialists.len());
            complaint.on = self.day();
            self.book.complaints.push(complaint);
        }
        for n in 0..self.book.complaints.len() {
            if self.random.chance(40) {
                let until = plus_days(self.day(), -self.rules.complaint_days);
                self.book.complaints[n].on = until;
            }
            let on = self.book.complaints[n].on;
            let limit = self.rules.complaint_days;
            let closed_on = match self.random.below(5) {
                0 => None,
                1 => Some(plus_days(on, limit)),
                2 => Some(plus_days(on, limit + 1)),
                3 => Some(self.day()),
                _ => Some(plus_days(on, self.random.between(0, 40))),
            };
            let (item, policy) = (self.item(40), self.policy());
            let upheld = self.random.pick(&[Some(true), Some(false), None]);
            let complaint = &mut self.book.complaints[n];
            (complaint.item, complaint.policy) = (item, policy);
            (complaint.closed_on, complaint.upheld) = (closed_on, upheld);
        }
    }

    fn errors(&mut self) {
        let count = self.book.errors.len();
        for n in 0..count {
            let earlier = self.random.below(count);
            if self.random.chance(35) {
                let (specialist, kind, on) = {
                    let other = &self.book.errors[earlier];
                    (other.specialist, other.kind, other.on)
                };
                let limit = self.rules.repeat_days;
                let days = self.random.pick(&[0, 0, limit - 1, limit, limit + 1, 3]);
                let error = &mut self.book.errors[n];
                (error.specialist, error.kind, error.on) = (specialist, kind, plus_days(on, days));
            }
            let cause = self.random.pick(&["", "录入", "录入", "系统"]);
            let repeat_of = self.random.chance(12).then_some(earlier);
            let on = self.book.errors[n].on;
            let resolved_on = match self.random.below(4) {
                0 => None,
                1 => Some(self.day()),
                _ => Some(plus_days(on, self.random.between(0, 15))),
            };
            let error = &mut self.book.errors[n];
            (error.cause, error.repeat_of, error.resolved_on) = (cause, repeat_of, resolved_on);
        }
    }

    fn surveys(&mut self) {
        for n in 0..self.book.surveys.len() {
            let customer = self.random.below(self.book.customers.len());
            let customer = self.random.chance(70).then_some(customer);
            let q = &self.questions[self.random.below(self.questions.len())];
            let year_before = plus_months(q.as_of().min(q.last), -12);
            let sent_on = plus_days(year_before, self.random.between(0, 1));
            let survey = &mut self.book.surveys[n];
            survey.customer = customer;
            if self.random.chance(15) {
                survey.sent_on = sent_on;
            }
        }
    }
}

fn is_working(book: &Book, day: Day) -> bool {
    let said = book.calendar.iter().find(|(on, _)| *on == day).map(|(_, is)| *is);
    said.unwrap_or(day.weekday().num_days_from_monday() < 5)
}

/// By when a problem is to be handed over: day by day, until as many seconds of working time have passed as are allowed.
fn deadline(rules: &Rules, book: &Book, opened: Moment) -> Option<Moment> {
    let mut left = 60 * rules.routing_minutes;
    let (mut day, mut second) = opened;
    let end = plus_months(day, 120);
    while day <= end {
        let begin = second.max(rules.working_from);
        let there = if is_working(book, day) {
            (rules.working_to - begin).max(0)
        } else {
            0
        };
        if there > 0 && left <= there {
            return Some((day, begin + left));
        }
        left -= there;
        (day, second) = (plus_days(day, 1), 0);
    }
    None
}

/// Where a row that may name a due item or a policy belongs.
fn place(item: Option<usize>, policy: Option<usize>) -> Place {
    item.map(Place::Item)
        .or(policy.map(Place::Policy))
        .unwrap_or(Place::Nowhere)
}

/// All metrics of what customers say.
pub fn all(w: &World<'_>) -> Vec<Metric> {
    let mut metrics = issues(w);
    metrics.extend(complaints(w));
    metrics.extend(errors(w));
    metrics.push(rate("survey_reach", survey_reach(w)));
    metrics
}

fn issues(w: &World<'_>) -> Vec<Metric> {
    let share = |issue: &Issue, numerator: i64| Share {
        who: Some(issue.specialist),
        place: place(issue.item, issue.policy),
        department: if issue.department.is_empty() {
            "(none)"
        } else {
            issue.department
        },
        numerator,
        denominator: 1,
    };
    let there = || w.book.issues.iter().filter(|issue| issue.opened.0 <= w.t);
    let routed = there().filter_map(|issue| {
        let deadline = deadline(w.rules, w.book, issue.opened)?;
        let is_in_time = issue.assigned.is_some_and(|at| at <= deadline);
        w.in_period(deadline.0).then(|| share(issue, is_in_time.into()))
    });
    let resolved = there().filter_map(|issue| {
        let (on, _) = issue.resolved?;
        w.in_period(on).then(|| share(issue, (on - issue.opened.0).num_days()))
    });
    let is_open = |issue: &&Issue| issue.resolved.is_none_or(|(on, _)| on > w.r);
    let is_old = |issue: &&Issue| (w.r - issue.opened.0).num_days() > w.rules.issue_days;
    let overdue = there().filter(is_open).filter(is_old).map(|issue| share(issue, 1));
    vec![
        rate("issue_routing_2h", routed),
        rate("issue_resolution_days", resolved),
        metric("issue_overdue_count", Kind::Count, overdue),
    ]
}

fn complaints(w: &World<'_>) -> [Metric; 3] {
    let share = |n: usize, numerator: i64| {
        let complaint = &w.book.complaints[n];
        Share {
            who: Some(complaint.specialist),
            place: place(complaint.item, complaint.policy),
            department: "(none)",
            numerator,
            denominator: 1,
        }
    };
    let all = || w.book.complaints.iter().enumerate().filter(|(_, c)| c.on <= w.t);
    let closed = all().filter_map(|(n, c)| {
        let on = c.closed_on.filter(|on| w.in_period(*on))?;
        Some(share(n, (on - c.on).num_days()))
    });
    let timed = all().filter_map(|(n, c)| {
        let limit = plus_days(c.on, w.rules.complaint_days);
        let is_closed = c.closed_on.is_some_and(|on| on <= limit);
        w.in_period(limit).then(|| share(n, is_closed.into()))
    });
    let decided = all().filter_map(|(n, c)| {
        let upheld = c.upheld?;
        c.closed_on
            .is_some_and(|on| w.in_period(on))
            .then(|| share(n, upheld.into()))
    });
    [
        rate("complaint_closure_days", closed),
        rate("complaint_in_time", timed),
        rate("complaint_upheld_rate", decided),
    ]
}

fn errors(w: &World<'_>) -> [Metric; 2] {
    let share = |n: usize, numerator: i64| {
        let error = &w.book.errors[n];
        let item = error.item.or_else(|| error.payment.map(|p| w.book.payments[p].item));
        Share {
            who: Some(error.specialist),
            place: item.map_or(Place::Nowhere, Place::Item),
            department: "(none)",
            numerator,
            denominator: 1,
        }
    };
    let errors = &w.book.errors;
    let is_repeated = |n: usize| {
        let own = &errors[n];
        let names_one = own
            .repeat_of
            .is_some_and(|other| other != n && errors[other].on <= own.on);
        let is_before = |other: usize| {
            let them = &errors[other];
            (them.specialist, them.kind, them.cause) == (own.specialist, own.kind, own.cause)
                && (them.on, &them.id) < (own.on, &own.id)
                && (own.on - them.on).num_days() <= w.rules.repeat_days
        };
        names_one || (!own.cause.is_empty() && (0..errors.len()).any(is_before))
    };
    let repaired = (0..errors.len()).filter_map(|n| {
        let on = errors[n]
            .resolved_on
            .filter(|on| w.in_period(*on) && errors[n].on <= w.t)?;
        Some(share(n, (on - errors[n].on).num_days()))
    });
    let of_period = (0..errors.len()).filter(|n| w.in_period(errors[*n].on));
    let repeated = of_period.map(|n| share(n, is_repeated(n).into()));
    [rate("error_repair_days", repaired), rate("error_repeat_rate", repeated)]
}

fn survey_reach(w: &World<'_>) -> Vec<Share> {
    let in_force = (0..w.book.policies.len()).filter(|p| is_in_force(w, *p));
    let customers: BTreeSet<usize> = in_force.map(|p| w.book.policies[p].customer).collect();
    let from = plus_months(w.r, -12);
    let asked = w.book.surveys.iter().filter(|s| from < s.sent_on && s.sent_on <= w.r);
    let of_item = |item: usize| w.book.policies[w.book.items[item].policy].customer;
    let asked: BTreeSet<usize> = asked.filter_map(|s| s.item.map(of_item).or(s.customer)).collect();
    let share = |customer: usize| Share {
        who: customer_owner(w, customer),
        place: Place::Nowhere,
        department: "(none)",
        numerator: asked.contains(&customer).into(),
        denominator: 1,
    };
    customers.into_iter().map(share).collect()
}

/// In force at r: of the latest day's events the strongest one is a reinstatement, or there is none.
fn is_in_force(w: &World<'_>, policy: usize) -> bool {
    let strength = |kind: &str| match kind {
        "lapse" => Some(0),
        "reinstate" => Some(1),
        "waiver" => None,
        _ => Some(2),
    };
    let events = w.events(policy).filter(|e| e.on <= w.r);
    let last = events.filter_map(|e| Some((e.on, strength(e.kind)?))).max();
    w.book.policies[policy].issued_on <= w.r && last.is_none_or(|(_, strength)| strength == 1)
}

/// k(c, r): the owner of the item that fell due last, of whatever policy; of the first one before any did.
fn customer_owner(w: &World<'_>, customer: usize) -> Option<usize> {
    let items = &w.book.items;
    let own: Vec<usize> = (0..items.len())
        .filter(|d| w.book.policies[items[*d].policy].customer == customer)
        .collect();
    let order = |d: &&usize| (items[**d].due_on, items[**d].due_no, items[**d].id.clone());
    let begun = own.iter().filter(|d| items[**d].due_on <= w.r).max_by_key(order);
    begun.or_else(|| own.iter().min_by_key(order)).map(|d| w.owner(*d, w.r))
}
