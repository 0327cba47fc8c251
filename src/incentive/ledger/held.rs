//! Whether what periods pay is beyond doubt: the ledger is what the runs came to, what the books and the record say, and what
//! was sealed.

use super::error::LedgerError;
use super::runs::State;
use super::seal;
use crate::books::{Anchor, Held};
use crate::diagnostic::{Error, Result};
use crate::record::RecordError;
use crate::store::Store;
use crate::workspace::Workspace;

/// Holds what `states` of a plan pay against all that says it; an error names everything that differs. What comes out is the
/// record it was held against.
pub fn hold(workspace: &Workspace, store: &Store, plan_id: &str, states: &[State]) -> Result<Anchor> {
    let counted: Vec<&State> = states.iter().filter(|state| state.effective.is_some()).collect();
    let Some(held) = Held::open(workspace)? else {
        let path = workspace.record_path().display().to_string();
        return Err(RecordError::Missing { path }.into());
    };
    let is_asked = |period: &str| states.iter().any(|state| state.period.to_string() == period);
    let mut doubts = Vec::new();
    doubts.extend(held.paid(store, plan_id, is_asked).err());
    for state in counted {
        if let Some(run) = &state.effective {
            doubts.extend(seal::balance(store, run).err());
        }
        if !seal::is_intact(store, state)? {
            let period = state.period.to_string();
            doubts.push(LedgerError::SealBroken { period }.into());
        }
    }
    Error::gathered(doubts)?;
    Ok(Anchor::from(&held.head))
}
