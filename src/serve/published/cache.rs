//! What was looked up before in the same publication, which does not change.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::serve::viewer::Place;
use crate::store::Rows;

/// More cells than this are not kept.
const MOST_CELLS: usize = 2_000_000;

/// Answers with more rows than this are not kept: they are lists, which differ from page to page.
const MOST_ROWS: usize = 1_000;

/// A statement, whose it is asked for, and with which parameters.
type Key = (&'static str, Place, String);

/// Answers by question.
#[derive(Default)]
pub(super) struct Cache(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    answers: HashMap<Key, Arc<Rows>>,
    cells: usize,
}

impl Cache {
    pub fn get(&self, key: &Key) -> Option<Arc<Rows>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.answers.get(key).map(Arc::clone)
    }

    pub fn keep(&self, key: Key, rows: &Arc<Rows>) {
        let cells = rows.len() * rows.columns().len();
        if rows.len() > MOST_ROWS {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.cells + cells > MOST_CELLS {
            *kept = Kept::default();
        }
        if kept.answers.insert(key, Arc::clone(rows)).is_none() {
            kept.cells += cells;
        }
    }
}
