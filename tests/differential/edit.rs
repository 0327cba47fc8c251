//! What the properties do to a random book.

use std::collections::BTreeMap;

use super::book::{Book, Complaint, Event, Issue, Mistake, Payment, Survey};
use super::forms::{Review, Task, Visit};

/// Nothing is ever taken back, and no event exempts.
pub fn only_paid(book: &mut Book) {
    for payment in book.payments.iter_mut().filter(|p| p.status == "reversal") {
        payment.status = "pending";
        payment.reverses = None;
    }
    book.events.clear();
}

/// Every policy with one specialist for good, who alone does and writes all that concerns it.
pub fn each_to_their_own(book: &mut Book) {
    let count = book.specialists.len();
    book.handovers.clear();
    for item in &mut book.items {
        item.specialist = item.policy % count;
    }
    let (items, payments) = (&book.items, &book.payments);
    let owner = |item: usize| items[item].specialist;
    for activity in &mut book.activities {
        activity.specialist = activity.item.map_or(activity.specialist, owner);
    }
    for survey in &mut book.surveys {
        survey.specialist = survey.item.map_or(survey.specialist, owner);
    }
    for task in &mut book.forms.tasks {
        task.specialist = task.item.map_or(task.specialist, owner);
    }
    for review in &mut book.forms.reviews {
        review.specialist = owner(review.item);
    }
    for error in &mut book.errors {
        error.item = error.item.or(error.payment.map(|p| payments[p].item));
        error.payment = None;
        error.specialist = error.item.map_or(error.specialist, owner);
    }
    for complaint in &mut book.complaints {
        complaint.policy = None;
        complaint.specialist = complaint.item.map_or(complaint.specialist, owner);
    }
    for issue in &mut book.issues {
        issue.policy = None;
        issue.specialist = issue.item.map_or(issue.specialist, owner);
    }
}

/// Every row of one specialist once more under another id: policies with all that belongs to them, and what has no due
/// item.
pub fn double(book: &mut Book, specialist: usize) {
    let all = 0..book.items.len();
    let owned: Vec<usize> = all.filter(|d| book.items[*d].specialist == specialist).collect();
    let policies = copies(&mut book.policies, |p| owned.iter().any(|d| book.items[*d].policy == p));
    for new in policies.values() {
        book.policies[*new].id += "X";
    }
    for event in those(&book.events, |e| policies.contains_key(&e.policy)) {
        let policy = policies[&event.policy];
        book.events.push(Event { policy, ..event });
    }
    let items = copies(&mut book.items, |d| owned.contains(&d));
    for new in items.values() {
        book.items[*new].id += "X";
        book.items[*new].policy = policies[&book.items[*new].policy];
    }
    let paid: Vec<usize> = book.payments.iter().map(|p| p.item).collect();
    let payments = copies(&mut book.payments, |p| owned.contains(&paid[p]));
    for new in payments.values() {
        let payment = &mut book.payments[*new];
        payment.item = items[&payment.item];
        payment.reverses = payment.reverses.map(|p| payments[&p]);
    }
    double_contacts(book, specialist, &items);
}

fn double_contacts(book: &mut Book, specialist: usize, items: &BTreeMap<usize, usize>) {
    let item = |item: Option<usize>| item.map(|d| items[&d]);
    let whose: Vec<usize> = book.activities.iter().map(|a| a.specialist).collect();
    let activities = copies(&mut book.activities, |n| whose[n] == specialist);
    for new in activities.values() {
        let a = &mut book.activities[*new];
        // In front, so that the copies of activities of one moment keep their order.
        (a.id, a.item) = (format!("X{}", a.id), item(a.item));
    }
    for visit in those(&book.forms.visits, |v| activities.contains_key(&v.activity)) {
        let activity = activities[&visit.activity];
        book.forms.visits.push(Visit { activity, ..visit });
    }
    for task in those(&book.forms.tasks, |t| t.specialist == specialist) {
        let (item, activity) = (
            item(task.item),
            task.activity.map(|a| activities.get(&a).copied().unwrap_or(a)),
        );
        book.forms.tasks.push(Task { item, activity, ..task });
    }
    for review in those(&book.forms.reviews, |r| r.specialist == specialist) {
        let item = items[&review.item];
        book.forms.reviews.push(Review { item, ..review });
    }
    for e in those(&book.errors, |e| e.specialist == specialist) {
        let (id, item) = (format!("X{}", e.id), item(e.item));
        book.errors.push(Mistake { id, item, ..e });
    }
    for s in those(&book.surveys, |s| s.specialist == specialist) {
        let item = item(s.item);
        book.surveys.push(Survey { item, ..s });
    }
    for c in those(&book.complaints, |c| c.specialist == specialist) {
        let item = item(c.item);
        book.complaints.push(Complaint { item, ..c });
    }
    for i in those(&book.issues, |i| i.specialist == specialist) {
        let (id, item) = (format!("X{}", i.id), item(i.item));
        book.issues.push(Issue { id, item, ..i });
    }
}

fn those<T: Clone>(rows: &[T], is_wanted: impl Fn(&T) -> bool) -> Vec<T> {
    rows.iter().filter(|row| is_wanted(row)).cloned().collect()
}

/// Appends copies of the rows at the places wanted; where the copy of each stands.
fn copies<T: Clone>(rows: &mut Vec<T>, is_wanted: impl Fn(usize) -> bool) -> BTreeMap<usize, usize> {
    let first = rows.len();
    let wanted: Vec<usize> = (0..first).filter(|place| is_wanted(*place)).collect();
    for place in &wanted {
        rows.push(rows[*place].clone());
    }
    wanted.into_iter().zip(first..).collect()
}

/// Every success in two parts on its day, and what takes back the whole of it in two parts as well.
pub fn split_payments(book: &mut Book) {
    let before = book.payments.clone();
    let halves = copies(&mut book.payments, |p| before[p].status == "success");
    for (old, new) in &halves {
        let half = before[*old].cents / 2;
        book.payments[*old].cents = half;
        book.payments[*new].cents -= half;
    }
    for (place, payment) in before.iter().enumerate() {
        let Some(taken_back) = payment.reverses.filter(|r| before[*r].cents == payment.cents) else {
            continue;
        };
        let half = payment.cents / 2;
        book.payments[place].cents = half;
        let reverses = Some(halves[&taken_back]);
        let cents = payment.cents - half;
        book.payments.push(Payment {
            cents,
            reverses,
            ..payment.clone()
        });
    }
}

/// Other names for everything, and rows in another order. Customers, due items, activities and errors keep theirs in order, for
/// it decides ties.
pub fn rename(book: &mut Book) {
    for id in &mut book.specialists {
        *id = renamed(id);
    }
    for team in &mut book.teams {
        (team.id, team.branch) = (renamed(&team.id), renamed(&team.branch));
    }
    for policy in &mut book.policies {
        policy.id = format!("{}P", backwards(&policy.id));
    }
    let customers = book.customers.iter_mut().map(|c| &mut c.id);
    let items = book.items.iter_mut().map(|d| &mut d.id);
    for id in customers
        .chain(items)
        .chain(book.activities.iter_mut().map(|a| &mut a.id))
    {
        id.insert(0, 'Z');
    }
    for id in book
        .errors
        .iter_mut()
        .map(|e| &mut e.id)
        .chain(book.issues.iter_mut().map(|i| &mut i.id))
    {
        id.insert(0, 'Z');
    }
    // The ids of the rest are their places.
    let last = book.payments.len() - 1;
    book.payments.reverse();
    for payment in &mut book.payments {
        payment.reverses = payment.reverses.map(|p| last - p);
    }
    for error in &mut book.errors {
        error.payment = error.payment.map(|p| last - p);
    }
    let last = book.errors.len() - 1;
    book.errors.reverse();
    for error in &mut book.errors {
        error.repeat_of = error.repeat_of.map(|other| last - other);
    }
    book.issues.reverse();
    book.calendar.reverse();
    book.surveys.reverse();
    book.complaints.reverse();
    book.forms.tasks.reverse();
    book.forms.reviews.reverse();
    book.forms.ratings.reverse();
}

fn backwards(id: &str) -> String {
    id.chars().rev().collect()
}

/// `S12` is called `21SZ`: another order.
pub fn renamed(id: &str) -> String {
    backwards(id) + "Z"
}
