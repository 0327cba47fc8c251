//! What people know a payment by.

use std::collections::BTreeMap;

use super::rows::{self, Columns, FromRow};
use crate::diagnostic::Result;
use crate::store::{Params, Store};

/// A payment as the person who collected it knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPayment {
    pub policy: String,
    /// Which payment of the policy it is.
    pub due_no: i64,
    pub customer: String,
}

impl FromRow for (String, KnownPayment) {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        let payment = KnownPayment {
            policy: row.get("policy_id")?,
            due_no: row.get("due_no")?,
            customer: row.get("customer_name")?,
        };
        Ok((row.get("payment_id")?, payment))
    }
}

/// The payments behind what a run paid somebody, by id.
pub(super) fn known(store: &Store, run_no: i64, specialist: &str) -> Result<BTreeMap<String, KnownPayment>> {
    let params = Params::none().with("run_no", run_no).with("specialist_id", specialist);
    Ok(rows::all(store, "runs/person_payments", &params)?.into_iter().collect())
}
