//! What stands in the way of a command on the ledger.

use crate::diagnostic::{Diagnose, did_you_mean};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("nothing has been calculated for {period}")]
    NoRun {
        period: String,
        /// Periods that have a run.
        known: Vec<String>,
    },
    /// Several plans have runs for the period.
    #[error("several plans have been calculated for {period}: {}", .plans.join(", "))]
    SeveralPlans { period: String, plans: Vec<String> },
    #[error("there is no run {run_no}")]
    UnknownRun { run_no: i64 },
    /// The runs to be compared are of different plans or periods.
    #[error("run {a} is of {of_a}, run {b} of {of_b}: they cannot be compared")]
    OtherPeriod {
        /// One.
        a: i64,
        of_a: String,
        b: i64,
        of_b: String,
    },
    /// The period is not approved yet.
    #[error("{period} is not approved")]
    NotApproved { period: String },
    #[error("{period} is closed and never changes")]
    Closed { period: String },
    #[error("no period of the plan `{plan}` is closed yet")]
    NothingClosed { plan: String },
    /// Earlier periods come first.
    #[error("{earlier} comes before {period} and is not {wanted} yet")]
    EarlierFirst {
        period: String,
        earlier: String,
        /// `approved` or `closed`.
        wanted: &'static str,
    },
    /// What the run was calculated on has changed.
    #[error("periods before {period} have changed since run {run_no} was calculated")]
    Stale { period: String, run_no: i64 },
    /// One plan, or three, where two are compared.
    #[error("two plans are compared, not {0}")]
    TwoPlans(usize),
    /// Plans for different kinds of period.
    #[error("one plan is calculated by the {a}, the other by the {b}")]
    OtherKind {
        /// One kind.
        a: &'static str,
        b: &'static str,
    },
    /// Nothing to compare the changed teams with.
    #[error("no effect can be told: {0}")]
    NoEffect(String),
    /// Findings that nobody has dealt with.
    #[error("{period} has {count} open findings: {}", .first.join("; "))]
    OpenFindings {
        period: String,
        count: usize,
        first: Vec<String>,
    },
    /// Force without a reason.
    #[error("closing in spite of findings needs a reason")]
    ReasonNeeded,
    /// A name is needed to approve.
    #[error("an approval needs the name of who approves")]
    NameNeeded,
    /// Nobody of that id in the run.
    #[error("`{id}` takes no part in {period}")]
    NoPerson {
        id: String,
        period: String,
        known: Vec<String>,
    },
    /// No due item of that id.
    #[error("there is no due item `{id}`")]
    NoDueItem { id: String },
    /// The plan file is another than the run was made with.
    #[error("the plan `{file}` has changed since {period} was calculated")]
    PlanChanged { file: String, period: String },
    /// The file holds another plan.
    #[error("`{file}` is the plan `{found}`, not `{wanted}`")]
    OtherPlan {
        file: String,
        found: String,
        /// The id that was meant.
        wanted: String,
    },
    /// The ledger and the run disagree: a defect, or somebody wrote into the store.
    #[error("the ledger of {period} says {ledger}, its run {run}")]
    OutOfBalance {
        period: String,
        ledger: String,
        run: String,
    },
    /// A column of the payroll template that nobody knows.
    #[error("unknown column `{name}` in the payroll template")]
    UnknownColumn {
        name: String,
        known: Vec<String>,
        place: Box<crate::diagnostic::Place>,
    },
    /// The payroll template cannot be read.
    #[error("the payroll template cannot be read: {reason}")]
    Template {
        reason: String,
        place: Box<crate::diagnostic::Place>,
    },
    /// A stored value that cannot be read back.
    #[error("{what} of run {run_no} cannot be read: {reason}")]
    Unreadable {
        what: &'static str,
        run_no: i64,
        reason: String,
    },
    /// A query without a column it should have.
    #[error("`{query}` gives no `{column}` that is {wanted}")]
    Column {
        query: String,
        column: String,
        wanted: &'static str,
    },
    /// An amount with more digits than the store holds.
    #[error("the amount {0} has more digits than the store holds")]
    TooLarge(String),
}

impl crate::message::Say for LedgerError {
    fn message(&self) -> crate::message::Message {
        crate::message::Message::verbatim(self.to_string())
    }
}

impl Diagnose for LedgerError {
    fn place(&self) -> Option<crate::diagnostic::Place> {
        match self {
            Self::UnknownColumn { place, .. } | Self::Template { place, .. } => Some(*place.clone()),
            _ => None,
        }
    }

    fn old_hints(&self) -> Vec<String> {
        let hint = match self {
            Self::NoRun { period, known } => {
                let calculate = format!("run `duebook incentive calculate --period {period} --plan FILE`");
                if known.is_empty() {
                    calculate
                } else {
                    format!("{calculate}; there are runs for {}", known.join(", "))
                }
            }
            Self::SeveralPlans { plans, .. } => {
                format!("add `--plan-id {}`", plans.first().map_or("ID", String::as_str))
            }
            Self::UnknownRun { .. } => "`duebook incentive status` lists the runs".to_owned(),
            Self::OtherPeriod { .. } => "name two runs of one plan and period".to_owned(),
            Self::NotApproved { period } => format!("run `duebook incentive approve --period {period} --by NAME`"),
            Self::Closed { period } => {
                format!("`duebook incentive rebook` posts what is known better now; `diff --period {period}` shows it")
            }
            Self::NothingClosed { .. } => "close one with `duebook incentive close --period P`".to_owned(),
            Self::EarlierFirst { earlier, wanted, .. } => match *wanted {
                "approved" => format!("run `duebook incentive approve --period {earlier} --by NAME` first"),
                _ => format!("run `duebook incentive close --period {earlier}` first"),
            },
            Self::Stale { period, .. } => {
                format!("run `duebook incentive calculate --period {period} --plan FILE` again")
            }
            Self::OpenFindings { .. } => {
                "settle them and calculate again, or close with `--force --reason TEXT`".to_owned()
            }
            Self::TwoPlans(_) => "write `--plan A --plan B`".to_owned(),
            Self::OtherKind { .. } => "compare plans of one kind".to_owned(),
            Self::NoEffect(_) => "name teams with `--changed T1,T2`, some but not all of them".to_owned(),
            Self::ReasonNeeded => "add `--reason TEXT`; it is kept with the closed period".to_owned(),
            Self::NameNeeded => "add `--by NAME`".to_owned(),
            Self::NoPerson { id, known, .. } => {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                did_you_mean(id, &known)
            }
            Self::NoDueItem { .. } => "the ids of due items are in the table due_items".to_owned(),
            Self::PlanChanged { file, .. } => {
                format!("name it with `--plan {file}` if closed periods are to be held against the plan as it is now")
            }
            Self::OtherPlan { .. } => "name the file of the plan that was calculated".to_owned(),
            Self::OutOfBalance { .. } => "nothing was closed; `duebook incentive status` checks every seal".to_owned(),
            Self::UnknownColumn { name, known, .. } => {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                did_you_mean(name, &known)
            }
            Self::Template { .. } => "docs/incentives.md shows one".to_owned(),
            Self::Unreadable { .. } => "the store may have been written to by another program".to_owned(),
            Self::Column { .. } => "compare the file of the workspace with the shipped one".to_owned(),
            Self::TooLarge(_) => "look at the rates and bases of the plan".to_owned(),
        };
        vec![hint]
    }
}
