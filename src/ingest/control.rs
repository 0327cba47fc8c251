//! What a person holds against the core system after a run: the sums of each month the run touched, and what is nobody's.
//!
//! These are figures of the whole store, not of the files: whether the month adds up is asked of all that was loaded.

use super::reconcile::Reconciler;
use crate::contract::Contract;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::store::{Params, Store};
use crate::wording::Wording;

/// The figures after a run; nothing if no file was loaded.
#[derive(Clone, Debug, Default)]
pub struct Control {
    /// By month, earliest first.
    pub months: Vec<MonthSums>,
    /// Due items whose owner is in no team on the due day: reports show them as unassigned.
    pub without_team: u64,
    /// Rows of all tables and files that wait for what they refer to.
    pub waiting: u64,
    /// Payments of the store that are joined to no due item,
    pub unjoined: u64,
    /// and what they bring together: successes less reversals.
    pub unjoined_amount: Decimal,
    /// Contacts of the run that are joined to none, and so count for none.
    pub loose_contacts: u64,
}

/// What the store holds for a calendar month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MonthSums {
    /// As `2026-03`.
    pub month: String,
    /// Due items with a due day in it, first premiums and exempt ones too.
    pub due_items: u64,
    /// What is due of them.
    pub amount_due: Decimal,
    /// Successful payments dated in it, whatever their funding.
    pub payments: u64,
    pub paid: Decimal,
    /// The sum of the reversals dated in it.
    pub reversed: Decimal,
}

impl Control {
    /// The figures after a run whose first file has this number.
    pub(super) fn after(store: &Store, contract: &Contract, wording: &Wording, first_file_no: i64) -> Result<Self> {
        let params = Params::none().with("first_file_no", first_file_no);
        let rows = store.rows("queries/ingest/control/months.sql", &params)?;
        let months = rows.iter().map(|row| {
            let sum = |column| row.decimal(column).unwrap_or_default();
            MonthSums {
                month: row.text("month"),
                due_items: row.count("due_items"),
                amount_due: sum("amount_due"),
                payments: row.count("payments"),
                paid: sum("paid"),
                reversed: sum("reversed"),
            }
        });
        let owners = store.rows("queries/ingest/control/owners.sql", &Params::none())?;
        let loose = store.rows("queries/ingest/control/unjoined.sql", &params)?;
        let mut waiting = 0;
        for table in contract.tables() {
            waiting += Reconciler::new(store, contract, wording, table).waiting()?;
        }
        Ok(Self {
            months: months.collect(),
            without_team: owners.count("rows"),
            waiting,
            unjoined: loose.count("payments"),
            unjoined_amount: loose.first().and_then(|row| row.decimal("amount")).unwrap_or_default(),
            loose_contacts: loose.count("contacts"),
        })
    }
}
