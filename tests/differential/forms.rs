//! What people do, once more: tasks, visit records, reviews of service and dated ratings of a random book, and the metrics
//! about them in plain Rust.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::book::{Activity, Book, Day, file, text};
use super::dates::{month_of, plus_days, plus_months};
use super::generate::Maker;
use super::metrics::{Metric, Place, Share, of_item, of_row, rate};
use super::terms::World;

const REACHED: [&str; 4] = ["connected", "promised", "refused", "paid"];

#[derive(Default)]
pub struct Forms {
    pub tasks: Vec<Task>,
    pub visits: Vec<Visit>,
    pub reviews: Vec<Review>,
    pub ratings: Vec<Rating>,
}

#[derive(Clone)]
pub struct Task {
    pub specialist: usize,
    pub on: Day,
    pub item: Option<usize>,
    pub customer: Option<usize>,
    pub activity: Option<usize>,
}

#[derive(Clone)]
pub struct Visit {
    pub activity: usize,
    pub companion: Option<usize>,
    pub promised_by: Option<Day>,
    pub kept_on: Option<Day>,
}

#[derive(Clone)]
pub struct Review {
    pub specialist: usize,
    pub item: usize,
    pub issued_on: Day,
    pub returned_on: Option<Day>,
    /// A specialist by place; one place behind the last is a supervisor who is none.
    pub supervisor: Option<usize>,
    pub is_graded: bool,
    pub reviewed_on: Option<Day>,
}

/// The three marks, empty where unknown.
pub struct Rating {
    pub customer: usize,
    pub on: Day,
    pub marks: [&'static str; 3],
}

impl Maker<'_> {
    pub fn forms(&mut self) {
        self.activity_details();
        self.tasks();
        self.visits();
        self.reviews();
        self.ratings();
    }

    fn customer(&mut self) -> usize {
        self.random.below(self.book.customers.len())
    }

    fn activity_details(&mut self) {
        for n in 0..self.book.activities.len() {
            let purposes = ["", "", "collect", "remind", "service", "care", "survey"];
            let purpose = self.random.pick(&purposes);
            let customer = (self.random.chance(80)).then(|| self.customer());
            let activity = &mut self.book.activities[n];
            activity.purpose = purpose;
            activity.customer = customer.filter(|_| activity.item.is_none());
        }
    }

    fn tasks(&mut self) {
        for _ in 0..120 {
            let at = self.random.below(self.book.activities.len());
            let activity = self.book.activities[at].clone();
            let own = |book: &Book| activity.item.map(|d| book.policies[book.items[d].policy].customer);
            let customer = own(&self.book).or(activity.customer);
            // Mostly what was done indeed, beside it what was not: another day, person, item or customer.
            let mut task = Task {
                specialist: activity.specialist,
                on: activity.on,
                item: activity.item.filter(|_| self.random.chance(60)),
                customer: customer.filter(|_| self.random.chance(60)),
                activity: Some(at).filter(|_| self.random.chance(60)),
            };
            match self.random.below(8) {
                0 => task.on = self.day(),
                1 => task.specialist = self.specialist(),
                2 => task.item = Some(self.item()),
                3 => task.customer = Some(self.customer()),
                4 => task.on = plus_days(task.on, self.random.pick(&[-1, 1])),
                _ => {}
            }
            self.book.forms.tasks.push(task);
        }
    }

    fn visits(&mut self) {
        for activity in 0..self.book.activities.len() {
            let kind = self.book.activities[activity].kind;
            if !self.random.chance(if kind == "visit" { 75 } else { 10 }) {
                continue;
            }
            let on = self.book.activities[activity].on;
            let own = self.book.activities[activity].specialist;
            let companion = match self.random.below(4) {
                0 => Some(own),
                1 | 2 => Some(self.specialist()),
                _ => None,
            };
            let promised_by = match self.random.below(4) {
                0 => None,
                1 => Some(plus_days(on, self.random.between(0, 20))),
                _ => Some(self.day()),
            };
            let kept_on = match (self.random.below(4), promised_by) {
                (0, _) => None,
                (1, Some(by)) => Some(by),
                (2, Some(by)) => Some(plus_days(by, self.random.between(-3, 3))),
                _ => Some(self.day()),
            };
            self.book.forms.visits.push(Visit {
                activity,
                companion,
                promised_by,
                kept_on,
            });
        }
    }

    fn reviews(&mut self) {
        let (back, graded) = (self.rules.form_return_days, self.rules.form_review_days);
        for _ in 0..60 {
            let issued_on = plus_days(self.day(), -self.random.pick(&[0, back - 1, back, back, back + 1]));
            let returned_on = match self.random.below(5) {
                0 => None,
                1 => Some(self.day()),
                _ => Some(plus_days(
                    issued_on,
                    self.random.pick(&[0, back - 1, back, back, back + 1]),
                )),
            };
            let reviewed_on = match (self.random.below(5), returned_on) {
                (0, _) => None,
                (1, _) => Some(self.day()),
                (_, Some(on)) => Some(plus_days(on, self.random.pick(&[0, graded, graded, graded + 1]))),
                _ => Some(self.day()),
            };
            let supervisor = self.random.below(self.book.specialists.len() + 1);
            let review = Review {
                specialist: self.specialist(),
                item: self.item(),
                issued_on,
                returned_on,
                supervisor: Some(supervisor).filter(|_| self.random.chance(85)),
                is_graded: self.random.chance(85),
                reviewed_on,
            };
            self.book.forms.reviews.push(review);
        }
    }

    fn ratings(&mut self) {
        let mut seen = BTreeSet::new();
        for _ in 0..25 {
            let (customer, day) = (self.customer(), self.day());
            let on = if self.random.chance(40) {
                plus_months(day, -12)
            } else {
                day
            };
            let marks = self.random.pick(&[
                ["good", "strong", "good"],
                ["fair", "fair", "fair"],
                ["good", "fair", "fair"],
                ["good", "", "good"],
            ]);
            if seen.insert((customer, on)) {
                self.book.forms.ratings.push(Rating { customer, on, marks });
            }
        }
    }
}

impl Book {
    pub fn write_forms(&self, folder: &Path) {
        let id = |place: Option<usize>, ids: &dyn Fn(usize) -> String| place.map(ids).unwrap_or_default();
        let who = |n: usize| self.specialists.get(n).cloned().unwrap_or_else(|| "M9".to_owned());
        let item = |d: usize| self.items[d].id.clone();
        let customer = |c: usize| self.customers[c].id.clone();
        let activity = |a: usize| self.activities[a].id.clone();
        let header = "task_id,on_day,specialist_id,due_id,customer_id,kind,activity_id";
        let rows = self.forms.tasks.iter().enumerate().map(|(n, t)| {
            let (item, customer) = (id(t.item, &item), id(t.customer, &customer));
            let activity = id(t.activity, &activity);
            format!("T{n},{},{},{item},{customer},计划,{activity}", t.on, who(t.specialist))
        });
        file(folder, "tasks", header, rows);
        let header = "activity_id,accompanied_by,promised_by,kept_on";
        let rows = self.forms.visits.iter().map(|v| {
            let companion = id(v.companion, &who);
            format!(
                "{},{companion},{},{}",
                activity(v.activity),
                text(v.promised_by),
                text(v.kept_on)
            )
        });
        file(folder, "visits", header, rows);
        let header = "review_id,form,due_id,specialist_id,issued_on,returned_on,supervisor_id,grade,reviewed_on";
        let rows = self.forms.reviews.iter().enumerate().map(|(n, r)| {
            let form = if n % 2 == 0 { "grace" } else { "reinstate" };
            let grade = if r.is_graded { "优" } else { "" };
            let (supervisor, specialist) = (id(r.supervisor, &who), who(r.specialist));
            format!(
                "R{n},{form},{},{specialist},{},{},{supervisor},{grade},{}",
                item(r.item),
                r.issued_on,
                text(r.returned_on),
                text(r.reviewed_on)
            )
        });
        file(folder, "service_reviews", header, rows);
        let header = "customer_id,rated_on,economic,awareness,attitude";
        let rows = self.forms.ratings.iter();
        let rows = rows.map(|r| format!("{},{},{}", customer(r.customer), r.on, r.marks.join(",")));
        file(folder, "customer_ratings", header, rows);
    }
}

fn is_service(a: &Activity) -> bool {
    REACHED.contains(&a.outcome) && (a.item.is_none() || ["service", "care"].contains(&a.purpose))
}

impl World<'_> {
    /// The marks of a customer on the reference day: the latest rating, else the customer's own.
    pub fn marks(&self, customer: usize) -> [&'static str; 3] {
        let ratings = self.book.forms.ratings.iter();
        let known = ratings.filter(|g| g.customer == customer && g.on <= self.r);
        let latest = known.max_by_key(|g| g.on);
        latest.map_or(self.book.customers[customer].marks, |g| g.marks)
    }

    fn customer_of(&self, d: usize) -> usize {
        self.book.policies[self.book.items[d].policy].customer
    }

    fn customer_of_activity(&self, a: &Activity) -> Option<usize> {
        a.item.map(|d| self.customer_of(d)).or(a.customer)
    }

    /// k(c, r)
    fn customer_owner(&self, customer: usize) -> Option<usize> {
        let order = |d: &usize| {
            let item = &self.book.items[*d];
            (item.due_on, item.due_no, &item.id)
        };
        let items: Vec<usize> = (0..self.book.items.len())
            .filter(|d| self.customer_of(*d) == customer)
            .collect();
        let begun = items.iter().copied().filter(|d| self.book.items[*d].due_on <= self.r);
        let item = begun
            .max_by_key(order)
            .or_else(|| items.iter().copied().min_by_key(order))?;
        Some(self.owner(item, self.r))
    }

    fn is_in_force(&self, policy: usize) -> bool {
        const ENDS: [&str; 8] = [
            "surrender",
            "reduced_paid_up",
            "extended_term",
            "death_claim",
            "maturity",
            "free_look",
            "rescission",
            "transfer_out",
        ];
        let rank = |kind: &str| match kind {
            "lapse" => Some(0),
            "reinstate" => Some(1),
            other => ENDS.contains(&other).then_some(2),
        };
        let events = self.events(policy).filter(|e| e.on <= self.r);
        let latest = events.filter_map(|e| Some((e.on, rank(e.kind)?))).max();
        self.book.policies[policy].issued_on <= self.r && latest.is_none_or(|(_, rank)| rank == 1)
    }

    /// The items of D due in the reference months.
    fn list(&self) -> Vec<usize> {
        let mut items = self.renewal_items();
        items.retain(|d| (self.q.months.0..=self.q.months.1).contains(&month_of(self.book.items[*d].due_on)));
        items
    }

    /// The fifth of the customers with items of a month whose policies there have the highest summed annual premium.
    fn high_tier(&self, items: &[usize]) -> BTreeSet<usize> {
        let policies: BTreeSet<usize> = items.iter().map(|d| self.book.items[*d].policy).collect();
        let mut premiums: BTreeMap<usize, i64> = BTreeMap::new();
        for policy in policies.into_iter().map(|p| &self.book.policies[p]) {
            *premiums.entry(policy.customer).or_default() += policy.annual_cents;
        }
        let mut customers: Vec<_> = premiums.into_iter().collect();
        customers.sort_by_key(|(customer, cents)| (-cents, &self.book.customers[*customer].id));
        let fifth = customers.len().div_ceil(5);
        customers
            .into_iter()
            .take(fifth)
            .map(|(customer, _)| customer)
            .collect()
    }
}

pub fn metrics(w: &World<'_>) -> Vec<Metric> {
    vec![
        rate("plan_done_rate", plan_done(w)),
        rate("form_return_rate", form_return(w)),
        rate("review_done_rate", review_done(w)),
        rate("accompany_rate", accompany(w)),
        rate("promised_service_kept", services(w)),
        rate("rating_coverage", rating_coverage(w)),
        rate("list_called", list_called(w)),
        rate("key_visited", key_visited(w)),
        rate("service_contact_share", service_contacts(w)),
        rate("off_season_reach", off_season(w)),
        rate("refusal_turned", refusals(w)),
    ]
}

fn of_customer(w: &World<'_>, customer: usize, numerator: bool) -> Share {
    Share {
        who: w.customer_owner(customer),
        place: Place::Nowhere,
        department: "(none)",
        numerator: numerator.into(),
        denominator: 1,
    }
}

fn plan_done(w: &World<'_>) -> Vec<Share> {
    let tasks = w.book.forms.tasks.iter().filter(|t| w.in_period(t.on));
    let is_done = |t: &Task| {
        let mut activities = w.book.activities.iter().enumerate();
        activities.any(|(n, a)| {
            let is_what = match (t.item, t.customer) {
                (Some(d), _) => a.item == Some(d),
                (None, Some(customer)) => w.customer_of_activity(a) == Some(customer),
                (None, None) => t.activity == Some(n),
            };
            a.specialist == t.specialist && a.on == t.on && is_what
        })
    };
    tasks
        .map(|t| of_row(t.specialist, t.item, is_done(t).into(), 1))
        .collect()
}

fn form_return(w: &World<'_>) -> Vec<Share> {
    let due = |r: &Review| plus_days(r.issued_on, w.rules.form_return_days);
    let reviews = w.book.forms.reviews.iter().filter(|r| w.in_period(due(r)));
    let shares = reviews.map(|r| {
        let is_back = r.returned_on.is_some_and(|on| on <= due(r));
        of_row(r.specialist, Some(r.item), is_back.into(), 1)
    });
    shares.collect()
}

fn review_done(w: &World<'_>) -> Vec<Share> {
    let issued = w.book.forms.reviews.iter().filter(|r| r.issued_on <= w.t);
    let shares = issued.filter_map(|r| {
        let due = plus_days(r.returned_on?, w.rules.form_review_days);
        let by_other = r.supervisor.is_some_and(|who| who != r.specialist);
        let is_done = r.is_graded && by_other && r.reviewed_on.is_some_and(|on| on <= due);
        w.in_period(due)
            .then(|| of_row(r.specialist, Some(r.item), is_done.into(), 1))
    });
    shares.collect()
}

fn accompany(w: &World<'_>) -> Vec<Share> {
    let all = w.book.activities.iter().enumerate();
    let visits = all.filter(|(_, a)| a.kind == "visit" && w.in_period(a.on));
    let shares = visits.map(|(n, a)| {
        let mut records = w.book.forms.visits.iter().filter(|v| v.activity == n);
        let is_accompanied = records.any(|v| v.companion.is_some_and(|who| who != a.specialist));
        of_row(a.specialist, a.item, is_accompanied.into(), 1)
    });
    shares.collect()
}

fn services(w: &World<'_>) -> Vec<Share> {
    let shares = w.book.forms.visits.iter().filter_map(|v| {
        let (a, by) = (&w.book.activities[v.activity], v.promised_by?);
        let is_kept = v.kept_on.is_some_and(|on| on <= by);
        (w.in_period(by) && a.on <= w.t).then(|| of_row(a.specialist, a.item, is_kept.into(), 1))
    });
    shares.collect()
}

fn rating_coverage(w: &World<'_>) -> Vec<Share> {
    let customers: BTreeSet<usize> = w.in_service().into_iter().map(|d| w.customer_of(d)).collect();
    let since = plus_months(w.r, -12);
    let is_rated = |customer: usize| {
        let mut ratings = w.book.forms.ratings.iter().filter(|g| g.customer == customer);
        ratings.any(|g| since < g.on && g.on <= w.r && !g.marks.contains(&""))
    };
    customers.into_iter().map(|c| of_customer(w, c, is_rated(c))).collect()
}

fn list_called(w: &World<'_>) -> Vec<Share> {
    let is_called = |d: usize| {
        let mut calls = w.book.activities.iter().filter(|a| a.kind == "call" && a.on <= w.r);
        calls.any(|a| a.item == Some(d) && REACHED.contains(&a.outcome))
    };
    w.list()
        .into_iter()
        .map(|d| of_item(w, d, is_called(d).into(), 1))
        .collect()
}

fn key_visited(w: &World<'_>) -> Vec<Share> {
    let list = w.list();
    let mut shares = Vec::new();
    for month in w.q.months.0..=w.q.months.1 {
        let due = |d: &&usize| month_of(w.book.items[**d].due_on) == month;
        let items: Vec<usize> = list.iter().filter(due).copied().collect();
        let high = w.high_tier(&items);
        for d in items {
            let customer = w.customer_of(d);
            if !high.contains(&customer) && w.marks(customer) != ["fair", "fair", "fair"] {
                continue;
            }
            let mut visits = w
                .book
                .activities
                .iter()
                .filter(|a| a.kind == "visit" && a.item == Some(d));
            let is_visited = visits.any(|a| a.on < w.book.items[d].due_on && a.on <= w.r);
            shares.push(of_item(w, d, is_visited.into(), 1));
        }
    }
    shares
}

fn service_contacts(w: &World<'_>) -> Vec<Share> {
    let reached = w.activities().filter(|a| REACHED.contains(&a.outcome));
    reached
        .map(|a| of_row(a.specialist, a.item, is_service(a).into(), 1))
        .collect()
}

fn off_season(w: &World<'_>) -> Vec<Share> {
    let renewal_items = w.renewal_items();
    let is_in_season = |customer: usize, on: Day| {
        let mut own = renewal_items.iter().filter(|d| w.customer_of(**d) == customer);
        own.any(|d| (-1..=2).contains(&(month_of(on) - month_of(w.book.items[*d].due_on))))
    };
    let contacts = w.activities().filter(|a| is_service(a));
    let reached: BTreeSet<usize> = contacts
        .filter_map(|a| Some((w.customer_of_activity(a)?, a.on)))
        .filter(|(customer, on)| !is_in_season(*customer, *on))
        .map(|(customer, _)| customer)
        .collect();
    let policies = (0..w.book.policies.len()).filter(|p| w.is_in_force(*p));
    let customers: BTreeSet<usize> = policies.map(|p| w.book.policies[p].customer).collect();
    customers
        .into_iter()
        .map(|c| of_customer(w, c, reached.contains(&c)))
        .collect()
}

fn refusals(w: &World<'_>) -> Vec<Share> {
    let is_refused = |d: usize| {
        let mut refusals = w
            .book
            .activities
            .iter()
            .filter(|a| a.outcome == "refused" && a.item == Some(d));
        refusals.any(|a| a.on <= w.grace_end(d) && !w.was_settled_before(d, a.on))
    };
    let items = w.matured().into_iter().filter(|d| is_refused(*d));
    items.map(|d| of_item(w, d, w.is_renewed(d).into(), 1)).collect()
}
