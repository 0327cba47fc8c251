//! Guessing made slow: after some wrong attempts the next have to wait, longer each time.
//!
//! What is counted is the account where it is tried from, the address, and the account wherever it is tried from; a device on
//! which the account was signed in to before is counted by itself, so that nobody locks an owner out by guessing. The list is
//! bounded: whoever fills it pushes out what is oldest, and is slowed down by the address all the while.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The most that is counted at a time.
const MOST: usize = 10_000;
/// Seconds after which nothing is held against anybody any more.
const FORGOTTEN: i64 = 3_600;
/// The longest wait in seconds.
const LONGEST: i64 = 900;

/// What attempts are counted by, with how many are free.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Counted {
    /// An account, from an address.
    AccountFrom(String, String),
    /// An address.
    Address(String),
    /// An account, from wherever.
    Account(String),
    /// An account, from a device it was signed in to on.
    Device(String, String),
}

impl Counted {
    /// Attempts that cost nothing. Many people may share an address.
    fn free(&self) -> u32 {
        match self {
            Self::AccountFrom(..) | Self::Device(..) => 5,
            Self::Address(_) => 30,
            Self::Account(_) => 20,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    last: i64,
}

/// What was tried in vain lately.
#[derive(Debug, Default)]
pub struct Delays(Mutex<HashMap<Counted, Failures>>);

impl Delays {
    /// Seconds to be waited before the next attempt; `None` if it may be made now.
    pub fn wait(&self, counted: &[Counted], now: i64) -> Option<i64> {
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = counted.iter().filter_map(|by| {
            let found = failures.get(by).filter(|found| now - found.last < FORGOTTEN)?;
            let over = found.count.checked_sub(by.free())?;
            let pause = LONGEST.min(1_i64 << over.min(20));
            Some(found.last + pause - now).filter(|wait| *wait > 0)
        });
        waits.max()
    }

    /// An attempt was in vain.
    pub fn failed(&self, counted: &[Counted], now: i64) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for by in counted {
            let found = failures.get(by).filter(|found| now - found.last < FORGOTTEN);
            let count = found.map_or(0, |found| found.count).saturating_add(1);
            failures.insert(by.clone(), Failures { count, last: now });
        }
        if failures.len() > MOST {
            let mut times: Vec<i64> = failures.values().map(|found| found.last).collect();
            let middle = times.len() / 2;
            let (_, median, _) = times.select_nth_unstable(middle);
            let median = *median;
            failures.retain(|_, found| found.last > median);
            // All at one moment: none of them is older.
            if failures.len() > MOST {
                failures.clear();
            }
        }
    }

    /// An attempt was right: what was held against the account here is forgotten.
    pub fn succeeded(&self, counted: &[Counted]) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for by in counted {
            if !matches!(by, Counted::Address(_)) {
                failures.remove(by);
            }
        }
    }

    /// How much is counted at the moment.
    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(account: &str, address: &str) -> Vec<Counted> {
        vec![
            Counted::AccountFrom(account.to_owned(), address.to_owned()),
            Counted::Address(address.to_owned()),
            Counted::Account(account.to_owned()),
        ]
    }

    #[test]
    fn ten_thousand_guesses_take_days_and_little_memory() {
        let delays = Delays::default();
        let (mut now, mut made) = (0, 0);
        // Each from another address, as fast as it is let.
        for guess in 0..10_000 {
            let by = tried("zhang", &format!("10.0.{}.{}", guess / 250, guess % 250));
            if let Some(wait) = delays.wait(&by, now) {
                now += wait;
            } else {
                made += 1;
                delays.failed(&by, now);
            }
        }
        assert!(made < 5_100 && now > 3 * 86_400, "{made} guesses in {now} seconds");
        assert!(delays.len() <= MOST);
    }

    #[test]
    fn the_owners_device_is_not_locked_out() {
        let delays = Delays::default();
        for _ in 0..1_000 {
            delays.failed(&tried("zhang", "10.0.0.1"), 0);
        }
        assert!(
            delays.wait(&tried("zhang", "10.0.0.2"), 1).is_some(),
            "a device nobody knows"
        );
        let own = [Counted::Device("zhang".to_owned(), "d".to_owned())];
        assert_eq!(delays.wait(&own, 1), None);
    }

    #[test]
    fn memory_is_bounded_whatever_is_tried() {
        let delays = Delays::default();
        for guess in 0..30_000_i64 {
            delays.failed(&tried(&format!("u{guess}"), "10.0.0.1"), guess / 1_000);
            assert!(delays.len() <= MOST);
        }
        assert!(
            delays.wait(&tried("somebody", "10.0.0.1"), 30).is_some(),
            "the address is still known"
        );
    }

    #[test]
    fn a_few_mistakes_cost_nothing_and_are_forgotten() {
        let delays = Delays::default();
        let by = tried("zhang", "10.0.0.1");
        for _ in 0..4 {
            delays.failed(&by, 0);
        }
        assert_eq!(delays.wait(&by, 0), None);
        for _ in 0..6 {
            delays.failed(&by, 0);
        }
        assert!(delays.wait(&by, 0) > Some(1));
        assert_eq!(delays.wait(&by, FORGOTTEN), None);
        delays.failed(&by, 0);
        delays.succeeded(&by);
        assert_eq!(delays.wait(&by, 0), None);
    }
}
