//! Every metric once more: what each row of the book adds to numerator and denominator, and whose it is.

use std::collections::{BTreeMap, BTreeSet};

use super::book::{Day, Mistake, Payment, Survey};
use super::dates::{first_of, last_of, month_of, plus_days, plus_months};
use super::forms;
use super::terms::World;
use super::voice;

/// Through what a row reaches product line, channel, payment number, ...
#[derive(Clone, Copy, Debug)]
pub enum Place {
    Item(usize),
    Policy(usize),
    Nowhere,
}

/// What one row adds, in cents where the metric is about money.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    /// The specialist; none for a policy that nobody owns.
    pub who: Option<usize>,
    pub place: Place,
    /// `(none)` of all that has none.
    pub department: &'static str,
    pub numerator: i64,
    pub denominator: i64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Numerator over denominator.
    Rate,
    /// The same, both in money.
    Money,
    /// Numerator over denominator, times 10,000.
    PerTenThousand,
    Count,
}

pub struct Metric {
    pub id: String,
    pub kind: Kind,
    pub shares: Vec<Share>,
}

/// 0.7 of the premium basis and 0.3 of the count basis.
pub const COMPOSITES: [&str; 3] = ["persistency_13", "persistency_25", "persistency_37"];

/// All metrics but the composites.
pub fn all(w: &World<'_>) -> Vec<Metric> {
    let mut metrics = collection(w);
    metrics.extend(renewal(w));
    metrics.extend(quality(w));
    metrics.extend(surveys(w));
    metrics.extend(months(w));
    metrics.extend(policies(w));
    metrics.extend(contacts(w));
    metrics.extend(voice::all(w));
    metrics.extend(forms::metrics(w));
    metrics.extend([13, 25, 37].into_iter().flat_map(|month| persistency(w, month)));
    metrics
}

pub fn metric(id: &str, kind: Kind, shares: impl IntoIterator<Item = Share>) -> Metric {
    let (id, shares) = (id.to_owned(), shares.into_iter().collect());
    Metric { id, kind, shares }
}

pub fn rate(id: &str, shares: impl IntoIterator<Item = Share>) -> Metric {
    metric(id, Kind::Rate, shares)
}

/// The share of a due item, which goes to its owner on the reference day.
pub fn of_item(w: &World<'_>, d: usize, numerator: i64, denominator: i64) -> Share {
    Share {
        who: Some(w.owner(d, w.r)),
        place: Place::Item(d),
        department: "(none)",
        numerator,
        denominator,
    }
}

fn of_policy(w: &World<'_>, policy: usize, numerator: i64, denominator: i64) -> Share {
    Share {
        who: w.policy_owner(policy),
        place: Place::Policy(policy),
        department: "(none)",
        numerator,
        denominator,
    }
}

/// The share of a row with a specialist and perhaps a due item of its own.
pub fn of_row(specialist: usize, item: Option<usize>, numerator: i64, denominator: i64) -> Share {
    let place = item.map_or(Place::Nowhere, Place::Item);
    Share {
        who: Some(specialist),
        place,
        department: "(none)",
        numerator,
        denominator,
    }
}

/// A rate by items and the same by premium: `amount` collected or owed, `is_met` for items.
fn both_bases(
    w: &World<'_>,
    ids: [&str; 2],
    items: &[usize],
    amount: impl Fn(usize) -> i64,
    is_met: impl Fn(usize) -> bool,
) -> [Metric; 2] {
    let premium = items.iter().map(|d| of_item(w, *d, amount(*d), w.book.items[*d].cents));
    let count = items.iter().map(|d| of_item(w, *d, is_met(*d).into(), 1));
    [metric(ids[0], Kind::Money, premium), rate(ids[1], count)]
}

fn collection(w: &World<'_>) -> Vec<Metric> {
    let ids = ["collection_completion_rate", "collection_completion_rate_count"];
    let mut metrics = Vec::from(both_bases(
        w,
        ids,
        &w.due(),
        |d| w.collected(d, w.t),
        |d| w.is_settled(d, w.t),
    ));
    let debits = w
        .book
        .payments
        .iter()
        .filter(|p| p.method == "bank_debit" && w.in_period(p.on));
    let decided = debits.filter(|p| ["failed", "success"].contains(&p.status));
    let failures = decided.map(|p| at_payment(w, p, (p.status == "failed").into(), 1));
    metrics.push(rate("debit_failure_rate", failures));
    metrics.push(days_to_collect(w));
    metrics
}

/// The share of a payment, which goes to the owner of its day.
fn at_payment(w: &World<'_>, p: &Payment, numerator: i64, denominator: i64) -> Share {
    Share {
        who: Some(w.owner(p.item, p.on)),
        place: Place::Item(p.item),
        department: "(none)",
        numerator,
        denominator,
    }
}

fn days_to_collect(w: &World<'_>) -> Metric {
    let settled = w
        .renewal_items()
        .into_iter()
        .filter_map(|d| Some((d, w.settled_on(d)?)));
    let in_period = settled.filter(|(_, on)| w.q.contains(*on));
    let shares = in_period.map(|(d, on)| of_item(w, d, (on - w.book.items[d].due_on).num_days(), 1));
    rate("days_to_collect", shares)
}

fn renewal(w: &World<'_>) -> Vec<Metric> {
    let amount = |d: usize| if w.is_renewed(d) { w.book.items[d].cents } else { 0 };
    let ids = ["renewal_rate_premium", "renewal_rate"];
    let mut metrics = Vec::from(both_bases(w, ids, &w.matured(), amount, |d| w.is_renewed(d)));
    let lapsed = w
        .matured()
        .into_iter()
        .map(|d| of_item(w, d, (!w.is_renewed(d)).into(), 1));
    metrics.push(rate("lapse_rate", lapsed));
    metrics.push(rate("high_value_retention", high_value_retention(w)));
    metrics
}

/// The fifth of the customers whose policies in G(P) have the highest summed annual premium.
fn high_value_customers(w: &World<'_>) -> BTreeSet<usize> {
    let policies: BTreeSet<usize> = w.matured().into_iter().map(|d| w.book.items[d].policy).collect();
    let mut premiums: BTreeMap<usize, i64> = BTreeMap::new();
    for policy in policies.into_iter().map(|p| &w.book.policies[p]) {
        *premiums.entry(policy.customer).or_default() += policy.annual_cents;
    }
    let mut customers: Vec<_> = premiums.into_iter().collect();
    customers.sort_by_key(|(customer, cents)| (-cents, &w.book.customers[*customer].id));
    let fifth = customers.len().div_ceil(5);
    customers
        .into_iter()
        .take(fifth)
        .map(|(customer, _)| customer)
        .collect()
}

fn high_value_retention(w: &World<'_>) -> Vec<Share> {
    let customers = high_value_customers(w);
    let mut pairs: BTreeMap<(usize, usize), bool> = BTreeMap::new();
    for d in w.matured() {
        let customer = w.book.policies[w.book.items[d].policy].customer;
        if customers.contains(&customer) {
            *pairs.entry((customer, w.owner(d, w.r))).or_insert(true) &= w.is_renewed(d);
        }
    }
    pairs
        .into_iter()
        .map(|((_, owner), is_kept)| of_row(owner, None, is_kept.into(), 1))
        .collect()
}

fn quality(w: &World<'_>) -> Vec<Metric> {
    let ids = [
        ("error_rate", None),
        ("error_rate_amount", Some("amount")),
        ("error_rate_timing", Some("timing")),
    ];
    let mut metrics: Vec<_> = ids.map(|(id, kind)| rate(id, error_rate(w, kind))).into();
    let complaints = w.book.complaints.iter().filter(|c| w.in_period(c.on));
    let received = complaints.map(|c| of_row(c.specialist, None, 1, 0));
    let items = w.in_service().into_iter().map(|d| of_item(w, d, 0, 1));
    metrics.push(metric("complaint_rate", Kind::PerTenThousand, received.chain(items)));
    metrics
}

fn error_rate(w: &World<'_>, kind: Option<&str>) -> Vec<Share> {
    let item_of = |e: &Mistake| e.item.or_else(|| e.payment.map(|p| w.book.payments[p].item));
    let errors = w
        .book
        .errors
        .iter()
        .filter(|e| w.in_period(e.on) && kind.is_none_or(|kind| e.kind == kind));
    let mistakes = errors.map(|e| of_row(e.specialist, item_of(e), 1, 0));
    let payments = w
        .book
        .payments
        .iter()
        .filter(|p| p.status == "success" && w.is_counted(p) && w.in_period(p.on));
    mistakes.chain(payments.map(|p| at_payment(w, p, 0, 1))).collect()
}

fn surveys(w: &World<'_>) -> [Metric; 5] {
    let sent = || w.book.surveys.iter().filter(|s| s.sent_on <= w.t);
    let answered = || sent().filter(|s| s.answered_on.is_some_and(|on| w.in_period(on)));
    let share = |s: &Survey, numerator: i64| of_row(s.specialist, s.item, numerator, 1);
    let scores = answered().filter_map(|s| Some(share(s, s.score?.into())));
    let is_lately = |on: Day| on <= w.r && (0..=2).contains(&(month_of(w.q.last) - month_of(on)));
    let rolling = sent()
        .filter(|s| s.answered_on.is_some_and(is_lately))
        .filter_map(|s| Some(share(s, s.score?.into())));
    let top2 = answered().filter_map(|s| Some(share(s, (s.score? >= 4).into())));
    let recommend = |points: u32| i64::from(points >= 9) - i64::from(points <= 6);
    let nps = answered().filter_map(|s| Some(share(s, recommend(s.recommend?))));
    let is_answered = |s: &Survey| s.answered_on.is_some_and(|on| on <= w.t);
    let responses = sent()
        .filter(|s| w.in_period(s.sent_on))
        .map(|s| share(s, is_answered(s).into()));
    [
        rate("csat_score", scores),
        rate("csat_score_rolling", rolling),
        rate("csat_top2", top2),
        rate("nps", nps),
        rate("survey_response_rate", responses),
    ]
}

/// The rates by due month, for each of the reference months.
fn months(w: &World<'_>) -> Vec<Metric> {
    // Due `back` months before m; what is collected by the day `until` (of m and item) counts.
    let due_in = |back: i32| {
        let (first, last) = (w.q.months.0 - back, w.q.months.1 - back);
        let mut items = w.renewal_items();
        items.retain(|d| (first..=last).contains(&month_of(w.book.items[*d].due_on)));
        items
    };
    let by_month_end = |ids: [&str; 2], back: i32| {
        let until = |d: usize| w.t.min(last_of(month_of(w.book.items[d].due_on) + back));
        both_bases(
            w,
            ids,
            &due_in(back),
            |d| w.collected(d, until(d)),
            |d| w.is_settled(d, until(d)),
        )
    };
    let mut metrics = Vec::from(by_month_end(["current_month_rate", "current_month_rate_count"], 0));
    metrics.extend(by_month_end(["grace1_rate", "grace1_rate_count"], 1));
    let in_grace = |d: usize| w.collected(d, w.t.min(w.grace_end(d)));
    let ids = ["grace_end_rate", "grace_end_rate_count"];
    metrics.extend(both_bases(w, ids, &due_in(2), in_grace, |d| w.is_renewed(d)));
    metrics
}

fn policies(w: &World<'_>) -> [Metric; 2] {
    let in_service: BTreeSet<usize> = w.in_service().into_iter().map(|d| w.book.items[d].policy).collect();
    let is_lost = |policy| {
        w.events(policy)
            .any(|e| ["lapse", "surrender"].contains(&e.kind) && w.in_period(e.on))
    };
    let churn = in_service
        .into_iter()
        .map(|policy| of_policy(w, policy, is_lost(policy).into(), 1));
    let reinstated = (0..w.book.policies.len()).filter_map(|policy| {
        let is_back = is_reinstated(w, policy)?;
        Some(of_policy(w, policy, is_back.into(), 1))
    });
    [rate("churn_rate", churn), rate("reinstatement_rate", reinstated)]
}

/// Whether a lapsed policy came back in P; none if it is not among the lapsed.
fn is_reinstated(w: &World<'_>, policy: usize) -> Option<bool> {
    let days = |kind: &'static str| w.events(policy).filter(move |e| e.kind == kind).map(|e| e.on);
    let lapse = days("lapse").filter(|on| *on <= w.r).max()?;
    let was_back = days("reinstate").any(|on| lapse <= on && on < w.q.first);
    let is_among = lapse >= w.two_years_before() && !was_back;
    is_among.then(|| days("reinstate").any(|on| lapse <= on && w.in_period(on)))
}

fn contacts(w: &World<'_>) -> Vec<Metric> {
    let count = |id: &str, shares: Vec<Share>| metric(id, Kind::Count, shares);
    let all = w.activities().map(|a| of_row(a.specialist, a.item, 1, 0)).collect();
    let effective = w
        .effective_contacts()
        .map(|(d, a)| of_row(a.specialist, Some(d), 1, 0))
        .collect();
    let visits = w.activities().filter(|a| a.kind == "visit");
    let visits = visits.map(|a| of_row(a.specialist, a.item, 1, 0)).collect();
    let touched: BTreeSet<usize> = w.effective_contacts().map(|(d, _)| d).collect();
    let coverage = w
        .in_service()
        .into_iter()
        .map(|d| of_item(w, d, touched.contains(&d).into(), 1));
    vec![
        count("contact_count", all),
        count("effective_contact_count", effective),
        count("visit_count", visits),
        rate("contact_coverage", coverage),
        rate("conversion_rate", conversion(w)),
        rate("promise_kept_rate", promises(w)),
    ]
}

fn conversion(w: &World<'_>) -> Vec<Share> {
    let touched: BTreeSet<usize> = w.effective_contacts().map(|(d, _)| d).collect();
    let items = touched.into_iter().filter(|d| w.is_renewal(*d));
    let shares = items.filter_map(|d| {
        let of_item = w.effective_contacts().filter(|(item, _)| *item == d).map(|(_, a)| a);
        let first = of_item.min_by_key(|a| (a.on, a.time, &a.id)).unwrap();
        let until = plus_days(first.on, w.rules.conversion_days);
        let is_won = w.settled_on(d).is_some_and(|on| first.on <= on && on <= until);
        (!w.was_settled_before(d, first.on)).then(|| of_row(first.specialist, Some(d), is_won.into(), 1))
    });
    shares.collect()
}

fn promises(w: &World<'_>) -> Vec<Share> {
    let made = w
        .book
        .activities
        .iter()
        .filter(|a| a.on <= w.t && a.outcome == "promised");
    let shares = made.filter_map(|a| {
        let (d, promised_on) = (a.item?, a.promised_on?);
        let is_kept = w.settled_on(d).is_some_and(|on| on <= promised_on);
        w.in_period(promised_on)
            .then(|| of_row(a.specialist, Some(d), is_kept.into(), 1))
    });
    shares.collect()
}

/// The premium and the count basis of the persistency of month 13, 25 or 37.
fn persistency(w: &World<'_>, month: u32) -> [Metric; 2] {
    let year = month / 12 + 1;
    let observed = month.cast_signed() + 1;
    let (first, last) = (w.q.months.0 - observed, w.q.months.1 - observed);
    let is_issued = |on: Day| first_of(first) <= on && on <= last_of(last);
    let is_out = |policy: usize| {
        let until = plus_months(w.book.policies[policy].issued_on, observed);
        w.events(policy).any(|e| w.is_exempting(e) && e.on <= until)
    };
    let policies = (0..w.book.policies.len()).filter(|p| is_issued(w.book.policies[*p].issued_on) && !is_out(*p));
    let cohort: Vec<usize> = policies.collect();
    let is_kept = |policy: usize| {
        let due_no = (year - 1) * payments_per_year(w.book.policies[policy].mode) + 1;
        w.instalment(policy, due_no).is_some_and(|d| w.is_renewed(d))
    };
    let share = |policy: usize, weight: i64| {
        let kept = if is_kept(policy) { weight } else { 0 };
        of_policy(w, policy, kept, weight)
    };
    let premium = cohort.iter().map(|p| share(*p, w.book.policies[*p].annual_cents));
    let count = cohort.iter().map(|p| share(*p, 1));
    [
        metric(&format!("persistency_{month}_premium"), Kind::Money, premium),
        rate(&format!("persistency_{month}_count"), count),
    ]
}

pub fn payments_per_year(mode: &str) -> u32 {
    match mode {
        "annual" => 1,
        "semiannual" => 2,
        "quarterly" => 4,
        "monthly" => 12,
        _ => panic!("no such mode: {mode}"),
    }
}
