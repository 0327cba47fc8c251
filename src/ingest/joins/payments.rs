//! Payments that name their policy alone, and reversals that do not say what they take back: all payments of the policy
//! decide, in the order of their time and id.
//!
//! A payment goes to the oldest due item that is not paid in full by then, if that lacks as much; it is never divided. A
//! reversal takes back the latest payment of its item and amount, not after its day, of which nothing has been taken back.

use std::collections::{BTreeSet, HashMap};

use chrono::{Days, NaiveDateTime, NaiveTime};

use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::store::{Cell, Params, Row, Store};

/// A due item on the way through the payments of its policy.
#[derive(Debug)]
struct Item {
    due_id: String,
    amount_due: Decimal,
    paid: Decimal,
}

/// A payment as its file says it.
#[derive(Debug)]
struct Payment {
    id: String,
    /// The place of its item, if it is known.
    item: Option<usize>,
    at: NaiveDateTime,
    amount: Decimal,
    kind: Kind,
    /// Something has to be found for it.
    seeks: bool,
}

#[derive(Debug)]
enum Kind {
    Success,
    /// Of the payment it says, if it says one.
    Reversal(Option<String>),
    /// It brings nothing.
    Attempt,
}

/// What was found for a payment.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    item: Option<usize>,
    reverses: Option<String>,
}

/// Fills `found_payments` for all of `seekers`.
pub fn find(store: &Store) -> Result<()> {
    let mut items: HashMap<String, Vec<Item>> = HashMap::new();
    let of_policies = store.rows("queries/ingest/joins/payments/items.sql", &Params::none())?;
    for row in of_policies.iter() {
        items.entry(row.text("policy_id")).or_default().push(Item {
            due_id: row.text("due_id"),
            amount_due: row.decimal("amount_due").unwrap_or_default(),
            paid: Decimal::ZERO,
        });
    }
    let rows = store.rows("queries/ingest/joins/payments/rows.sql", &Params::none())?;
    let rows: Vec<Row<'_>> = rows.iter().collect();
    let mut results = Vec::new();
    for of_policy in rows.chunk_by(|one, other| one.get("policy_id") == other.get("policy_id")) {
        let policy_id = of_policy.first().map(|row| row.text("policy_id")).unwrap_or_default();
        let mut items = items.remove(&policy_id).unwrap_or_default();
        let places: HashMap<&str, usize> = (0..)
            .zip(&items)
            .map(|(place, item)| (item.due_id.as_str(), place))
            .collect();
        let payments: Vec<Payment> = of_policy.iter().map(|row| Payment::of(*row, &places)).collect();
        let found = place(&mut items, &payments);
        for (payment, found) in payments.iter().zip(found).filter(|(payment, _)| payment.seeks) {
            let due_id = found.item.map(|place| Cell::Text(items[place].due_id.clone()));
            results.push(vec![
                Cell::Text(payment.id.clone()),
                due_id.unwrap_or_default(),
                found.reverses.map(Cell::Text).unwrap_or_default(),
            ]);
        }
    }
    store.append("found_payments", results.iter().map(Vec::as_slice))
}

impl Payment {
    fn of(row: Row<'_>, places: &HashMap<&str, usize>) -> Self {
        let text = |column| row.get(column).filter(|cell| !cell.is_null()).map(ToString::to_string);
        Self {
            id: row.text("payment_id"),
            item: text("due_id").and_then(|due_id| places.get(due_id.as_str()).copied()),
            at: match row.get("paid_on") {
                Some(Cell::Timestamp(at)) => *at,
                _ => NaiveDateTime::MIN,
            },
            amount: row.decimal("amount").unwrap_or_default(),
            kind: match row.text("status").as_str() {
                "success" => Kind::Success,
                "reversal" => Kind::Reversal(text("reverses_payment_id")),
                _ => Kind::Attempt,
            },
            seeks: row.is("seeks"),
        }
    }
}

/// Successful payments of which nothing has been taken back, by item and amount.
#[derive(Default)]
struct Whole<'p>(HashMap<(usize, Decimal), BTreeSet<(NaiveDateTime, &'p str)>>);

impl<'p> Whole<'p> {
    fn add(&mut self, item: usize, payment: &'p Payment) {
        let payments = self.0.entry((item, payment.amount)).or_default();
        payments.insert((payment.at, &payment.id));
    }

    /// The latest of `items` and of as much as `reversal`, not after its day; it is not whole from then on.
    fn take_back(&mut self, items: impl Iterator<Item = usize>, reversal: &Payment) -> Option<(usize, &'p str)> {
        let day = reversal.at.date();
        let end = day
            .checked_add_days(Days::new(1))
            .unwrap_or(day)
            .and_time(NaiveTime::MIN);
        let latest = |item| {
            let payments = self.0.get(&(item, reversal.amount))?;
            payments.range(..(end, "")).next_back().map(|payment| (*payment, item))
        };
        let (payment, item) = items.filter_map(latest).max()?;
        self.0.get_mut(&(item, reversal.amount))?.remove(&payment);
        Some((item, payment.1))
    }
}

/// Where the payments of one policy belong, which are in their order; `items` are too, the oldest first.
fn place(items: &mut [Item], payments: &[Payment]) -> Vec<Found> {
    let said = payments.iter().filter_map(|payment| match &payment.kind {
        Kind::Reversal(Some(of)) => Some(of.as_str()),
        _ => None,
    });
    let said: BTreeSet<&str> = said.collect();
    let mut whole = Whole::default();
    let is_whole = |payment: &Payment| matches!(payment.kind, Kind::Success) && !said.contains(payment.id.as_str());
    // Of one day nobody may know which came first.
    for payment in payments.iter().filter(|payment| is_whole(payment)) {
        if let Some(item) = payment.item {
            whole.add(item, payment);
        }
    }
    let mut found = Vec::with_capacity(payments.len());
    for payment in payments {
        let oldest = |items: &[Item]| items.iter().position(|item| item.paid < item.amount_due);
        found.push(match &payment.kind {
            Kind::Success => {
                let fits = |place: &usize| payment.amount <= items[*place].amount_due - items[*place].paid;
                let item = payment.item.or_else(|| oldest(items).filter(fits));
                if let Some(place) = item {
                    items[place].paid += payment.amount;
                    if payment.item.is_none() && is_whole(payment) {
                        whole.add(place, payment);
                    }
                }
                Found { item, reverses: None }
            }
            Kind::Attempt => Found {
                item: payment.item.or_else(|| oldest(items)),
                reverses: None,
            },
            Kind::Reversal(Some(_)) => {
                if let Some(place) = payment.item {
                    items[place].paid -= payment.amount;
                }
                Found {
                    item: payment.item,
                    reverses: None,
                }
            }
            Kind::Reversal(None) => {
                let places = payment.item.map_or(0..items.len(), |place| place..place + 1);
                match whole.take_back(places, payment) {
                    Some((place, reversed)) => {
                        items[place].paid -= payment.amount;
                        Found {
                            item: Some(place),
                            reverses: Some(reversed.to_owned()),
                        }
                    }
                    None => Found {
                        item: payment.item,
                        reverses: None,
                    },
                }
            }
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn items(amounts: &[i64]) -> Vec<Item> {
        let item = |(number, amount): (i32, &i64)| Item {
            due_id: format!("D{number}"),
            amount_due: Decimal::from(*amount),
            paid: Decimal::ZERO,
        };
        (1..).zip(amounts).map(item).collect()
    }

    fn payment(id: &str, day: u32, amount: i64, item: Option<usize>, kind: Kind) -> Payment {
        Payment {
            id: id.to_owned(),
            item,
            at: NaiveDate::from_ymd_opt(2026, 3, day).unwrap().and_time(NaiveTime::MIN),
            amount: Decimal::from(amount),
            kind,
            seeks: true,
        }
    }

    fn found(items: &mut [Item], payments: &[Payment]) -> Vec<(Option<usize>, Option<String>)> {
        let found = place(items, payments).into_iter();
        found.map(|found| (found.item, found.reverses)).collect()
    }

    #[test]
    fn a_payment_goes_to_the_oldest_open_item_and_is_not_divided() {
        let payments = [
            payment("P1", 1, 60, None, Kind::Success),
            payment("P2", 2, 50, None, Kind::Success),
            payment("P3", 3, 40, None, Kind::Success),
            payment("P4", 4, 80, None, Kind::Success),
            payment("P5", 5, 1, None, Kind::Attempt),
        ];
        let places: Vec<_> = found(&mut items(&[100, 80]), &payments)
            .into_iter()
            .map(|one| one.0)
            .collect();
        assert_eq!(places, [Some(0), None, Some(0), Some(1), None]);
    }

    #[test]
    fn a_reversal_opens_its_item_again_and_takes_back_what_nobody_took_back() {
        let payments = [
            payment("P1", 1, 100, Some(0), Kind::Success),
            payment("P2", 2, 100, None, Kind::Success),
            payment("R1", 3, 100, Some(1), Kind::Reversal(None)),
            payment("P3", 4, 100, None, Kind::Success),
            payment("R2", 5, 100, None, Kind::Reversal(None)),
            payment("R3", 6, 100, Some(0), Kind::Reversal(None)),
            payment("R4", 7, 100, Some(0), Kind::Reversal(None)),
        ];
        let told = |id: &str| Some(id.to_owned());
        assert_eq!(
            found(&mut items(&[100, 100]), &payments),
            [
                (Some(0), None),
                (Some(1), None),
                (Some(1), told("P2")),
                (Some(1), None),
                (Some(1), told("P3")),
                (Some(0), told("P1")),
                (Some(0), None),
            ]
        );
    }

    #[test]
    fn what_a_reversal_says_counts_before_what_is_sought() {
        let payments = [
            payment("P1", 1, 100, Some(0), Kind::Success),
            payment("P2", 2, 100, Some(0), Kind::Success),
            payment("P3", 9, 100, Some(0), Kind::Success),
            payment("R1", 3, 100, Some(0), Kind::Reversal(None)),
            payment("R2", 8, 100, Some(0), Kind::Reversal(Some("P2".to_owned()))),
        ];
        let found = found(&mut items(&[300]), &payments);
        assert_eq!(found[3], (Some(0), Some("P1".to_owned())));
    }
}
