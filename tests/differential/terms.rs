//! The terms of the definitions over the rows of a book: what was paid, settled, exempt, owed by whom.
//!
//! Written from the definitions alone and for plainness, not for speed: everything is counted anew from the rows each
//! time it is asked for.

use super::book::{Activity, Book, Day, Event, Payment};
use super::dates::{Question, month_of, plus_days, plus_months};

/// What a company may set.
#[derive(Clone, Debug)]
pub struct Rules {
    pub grace_days: i64,
    pub conversion_days: i64,
    /// Seconds of the day.
    pub working_from: i64,
    pub working_to: i64,
    pub routing_minutes: i64,
    pub issue_days: i64,
    pub complaint_days: i64,
    pub repeat_days: i64,
    pub form_return_days: i64,
    pub form_review_days: i64,
    pub counted_funding: Vec<&'static str>,
    pub exempting: Vec<&'static str>,
}

/// A book seen with one question in mind.
pub struct World<'b> {
    pub book: &'b Book,
    pub rules: &'b Rules,
    pub q: &'b Question,
    /// As-of day.
    pub t: Day,
    /// Reference day.
    pub r: Day,
    payments_of: Vec<Vec<&'b Payment>>,
    items_of: Vec<Vec<usize>>,
}

/// Rows of `rows` by the place `of` gives them.
fn grouped<T>(groups: usize, rows: impl Iterator<Item = T>, of: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut lists: Vec<Vec<T>> = (0..groups).map(|_| Vec::new()).collect();
    for row in rows {
        lists[of(&row)].push(row);
    }
    lists
}

impl<'b> World<'b> {
    pub fn new(book: &'b Book, rules: &'b Rules, q: &'b Question) -> Self {
        let t = q.as_of();
        let known = book.payments.iter().filter(|p| p.on <= t);
        Self {
            book,
            rules,
            q,
            t,
            r: t.min(q.last),
            payments_of: grouped(book.items.len(), known, |p| p.item),
            items_of: grouped(book.policies.len(), 0..book.items.len(), |d| book.items[*d].policy),
        }
    }

    /// In P and known.
    pub fn in_period(&self, day: Day) -> bool {
        self.q.contains(day) && day <= self.t
    }

    pub fn is_counted(&self, p: &Payment) -> bool {
        self.rules.counted_funding.contains(&p.funding)
    }

    /// What a payment does to the net paid: a reversal takes back, if what it reverses counted.
    fn effect(&self, p: &Payment) -> i64 {
        match (p.status, p.reverses) {
            ("success", _) if self.is_counted(p) => p.cents,
            ("reversal", Some(reversed)) if self.is_counted(&self.book.payments[reversed]) => -p.cents,
            _ => 0,
        }
    }

    /// N(d, x), with what is known at t.
    pub fn net_paid(&self, d: usize, x: Day) -> i64 {
        let until = self.payments_of[d].iter().filter(|p| p.on <= x);
        until.map(|p| self.effect(p)).sum()
    }

    /// c(d, x)
    pub fn collected(&self, d: usize, x: Day) -> i64 {
        self.net_paid(d, x).clamp(0, self.book.items[d].cents)
    }

    pub fn is_settled(&self, d: usize, x: Day) -> bool {
        self.net_paid(d, x) >= self.book.items[d].cents
    }

    /// N(d, x - 1) >= amount due
    pub fn was_settled_before(&self, d: usize, x: Day) -> bool {
        self.is_settled(d, plus_days(x, -1))
    }

    /// The first day of the unbroken run of settled days up to t.
    pub fn settled_on(&self, d: usize) -> Option<Day> {
        let mut days: Vec<Day> = self.payments_of[d].iter().map(|p| p.on).collect();
        days.sort_unstable();
        let unbroken = days.into_iter().rev().take_while(|day| self.is_settled(d, *day));
        unbroken.last()
    }

    pub fn grace_end(&self, d: usize) -> Day {
        let item = &self.book.items[d];
        plus_days(item.due_on, item.grace_days.unwrap_or(self.rules.grace_days))
    }

    pub fn is_renewed(&self, d: usize) -> bool {
        self.settled_on(d).is_some_and(|day| day <= self.grace_end(d))
    }

    /// The events of a policy known at t.
    pub fn events(&self, policy: usize) -> impl Iterator<Item = &'b Event> {
        let t = self.t;
        self.book.events.iter().filter(move |e| e.policy == policy && e.on <= t)
    }

    pub fn is_exempting(&self, e: &Event) -> bool {
        self.rules.exempting.contains(&e.kind)
    }

    fn is_exempt(&self, d: usize) -> bool {
        let mut events = self.events(self.book.items[d].policy).filter(|e| self.is_exempting(e));
        events.any(|e| e.on <= self.grace_end(d) && !self.was_settled_before(d, e.on))
    }

    /// D
    pub fn is_renewal(&self, d: usize) -> bool {
        self.book.items[d].due_no >= 2 && !self.is_exempt(d)
    }

    pub fn renewal_items(&self) -> Vec<usize> {
        (0..self.book.items.len()).filter(|d| self.is_renewal(*d)).collect()
    }

    /// D(P)
    pub fn due(&self) -> Vec<usize> {
        let mut items = self.renewal_items();
        items.retain(|d| self.q.contains(self.book.items[*d].due_on));
        items
    }

    /// G(P)
    pub fn matured(&self) -> Vec<usize> {
        let mut items = self.renewal_items();
        items.retain(|d| self.in_period(self.grace_end(*d)));
        items
    }

    /// Months from the due month to the month of P's last day.
    pub fn stage(&self, d: usize) -> i32 {
        month_of(self.q.last) - month_of(self.book.items[d].due_on)
    }

    /// S(P)
    pub fn in_service(&self) -> Vec<usize> {
        let mut items = self.renewal_items();
        items.retain(|d| (-2..=3).contains(&self.stage(*d)) && !self.was_settled_before(*d, self.q.first));
        items
    }

    /// o(d, x)
    pub fn owner(&self, d: usize, x: Day) -> usize {
        let until = x.min(self.t);
        let handovers = self.book.handovers.iter().filter(|h| h.item == d && h.from <= until);
        let latest = handovers.max_by_key(|h| h.from);
        latest.map_or(self.book.items[d].specialist, |h| h.specialist)
    }

    /// q(p, r); none for a policy without due items.
    pub fn policy_owner(&self, policy: usize) -> Option<usize> {
        let order = |d: &&usize| (self.book.items[**d].due_on, self.book.items[**d].due_no);
        let items = &self.items_of[policy];
        let begun = items
            .iter()
            .filter(|d| self.book.items[**d].due_on <= self.r)
            .max_by_key(order);
        let item = begun.or_else(|| items.iter().min_by_key(order))?;
        Some(self.owner(*item, self.r))
    }

    /// The due item of a policy with this number.
    pub fn instalment(&self, policy: usize, due_no: u32) -> Option<usize> {
        let items = &self.items_of[policy];
        items.iter().copied().find(|d| self.book.items[*d].due_no == due_no)
    }

    /// The team of a specialist on the reference day.
    pub fn team(&self, specialist: usize) -> Option<usize> {
        let mut assignments = self.book.assignments.iter().filter(|a| a.specialist == specialist);
        let current = assignments.find(|a| a.from <= self.r && a.to.is_none_or(|to| self.r < to));
        current.map(|a| a.team)
    }

    pub fn class(&self, policy: usize) -> &'static str {
        match self.marks(self.book.policies[policy].customer) {
            marks if marks.contains(&"") => "U",
            ["good", "strong", "good"] => "A",
            ["fair", "fair", "fair"] => "C",
            _ => "B",
        }
    }

    /// Activities in P, known at t.
    pub fn activities(&self) -> impl Iterator<Item = &'b Activity> {
        self.book.activities.iter().filter(|a| self.in_period(a.on))
    }

    /// Effective contacts in P, known at t, with the item they are about.
    pub fn effective_contacts(&self) -> impl Iterator<Item = (usize, &'b Activity)> {
        let outcomes = ["connected", "promised", "refused", "paid"];
        let effective = self.activities().filter(move |a| outcomes.contains(&a.outcome));
        effective.filter_map(|a| Some((a.item?, a)))
    }

    /// Two years before P's last day, that day included in what counts.
    pub fn two_years_before(&self) -> Day {
        plus_months(self.q.last, -24)
    }
}
