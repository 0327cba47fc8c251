//! Whether entries follow each other as they were written.

use super::entry::{Entry, Head};
use super::error::RecordError;

/// Everything that breaks the chain of `entries`, which are in the order of their numbers.
pub(super) fn faults(entries: &[Entry]) -> Vec<RecordError> {
    let mut faults = Vec::new();
    let mut head = Head::default();
    for entry in entries {
        let number = entry.number;
        if number != head.number + 1 {
            let missing = head.number + 1;
            faults.push(RecordError::Gap { number, missing });
        } else if entry.previous != head.hash {
            faults.push(RecordError::OtherBefore { number });
        }
        if entry.hash != entry.computed() {
            faults.push(RecordError::Changed { number });
        }
        head = entry.head();
    }
    faults
}
