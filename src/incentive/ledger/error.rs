//! What stands in the way of a command on the ledger.

use crate::diagnostic::{Diagnose, Exit, Place, did_you_mean};
use crate::message::{Message, Say, messages, say};

messages! {
    "errors.ledger"
    /// Why nothing was done.
    #[derive(Debug)]
    pub enum LedgerError {
        NoRun {
            period: String,
            /// Periods that have a run.
            known: Vec<String>,
        },
        /// Several plans have runs for the period.
        SeveralPlans { period: String, plans: Vec<String> },
        UnknownRun { run_no: i64 },
        /// The runs to be compared are of different plans or periods.
        OtherPeriod {
            /// One.
            a: i64,
            of_a: String,
            b: i64,
            of_b: String,
        },
        /// The period is not approved yet.
        NotApproved { period: String, plan: String },
        Closed { period: String, plan: String },
        NothingClosed { plan: String },
        /// Earlier periods come first.
        EarlierFirst {
            period: String,
            earlier: String,
            /// `approved` or `closed`.
            wanted: &'static str,
            plan: String,
        },
        /// What the run was calculated on has changed.
        Stale { period: String, run_no: i64, again: String },
        /// Other plans pay something else than when rules across plans took their part of the run.
        AcrossChanged { period: String, run_no: i64, again: String },
        /// Another plan has paid an adjustment of the run since.
        PaidElsewhere {
            adjustment: String,
            plan: String,
            again: String,
        },
        /// `[people]` does not list the person for this.
        NotAllowed {
            person: String,
            right: &'static str,
            people: Vec<String>,
        },
        /// Who approves has prepared it.
        OwnWork { person: String, run_no: i64 },
        /// Nobody knows who calculated it, so that nobody else can be told.
        UnknownMaker { run_no: i64, again: String },
        /// Somebody decided that the run is not to count.
        Rejected {
            run_no: i64,
            by: String,
            reason: String,
            again: String,
        },
        /// The first approval was the same person's.
        SecondNeeded { person: String, run_no: i64 },
        /// The run counts already.
        Counts { period: String, run_no: i64 },
        /// No run of the plan that never counted.
        NothingLoose { plan: String },
        /// A later run of the period says something else.
        NewerRun {
            period: String,
            run_no: i64,
            newest: i64,
            plan: String,
        },
        /// Facts of the period were not all known by then.
        TooEarly {
            period: String,
            as_of: String,
            last_on: String,
        },
        /// The ledger pays something else than was approved.
        NotCovered {
            period: String,
            approved: String,
            ledger: String,
        },
        /// One plan, or three, where two are compared.
        TwoPlans(count: usize),
        /// Plans for different kinds of period.
        OtherKind {
            /// One kind.
            a: &'static str,
            b: &'static str,
        },
        /// Nothing to compare the changed teams with.
        NoEffect(reason: Message),
        /// Pay of a period that is not known to its end.
        Uncovered {
            period: String,
            /// The tables, with the day to which each is known.
            tables: Vec<String>,
        },
        /// Findings that nobody has dealt with.
        OpenFindings {
            period: String,
            count: usize,
            first: String,
            plan: String,
        },
        /// A plan that goes by rows which lie in a lake.
        RowsInLake { plan: String, tables: Vec<String> },
        /// What the plan sums lies in a lake, and nobody asked for it there.
        SumsInLake { plan: String, tables: Vec<String> },
        /// Force without a reason.
        ReasonNeeded,
        /// A name is needed to approve.
        NameNeeded,
        /// Nobody has made a dispute of this number.
        NoDispute { id: String },
        /// It was decided before.
        DisputeDecided { id: String, status: String },
        /// What was written for it cannot be loaded.
        NotLoaded { file: String },
        /// Nobody of that id or name in the run.
        NoPerson {
            id: String,
            period: String,
            hint: Message,
        },
        /// No due item of that id.
        NoDueItem { id: String },
        /// The plan file is another than the run was made with.
        PlanChanged { file: String, period: String },
        /// The file holds another plan.
        OtherPlan {
            file: String,
            found: String,
            /// The id that was meant.
            wanted: String,
        },
        /// The ledger and the run disagree: a defect, or somebody wrote into the store.
        OutOfBalance {
            period: String,
            ledger: String,
            run: String,
        },
        /// What a closed period paid or measured is not what was sealed.
        SealBroken { period: String },
        /// A column of the payroll template that nobody knows.
        UnknownColumn {
            name: String,
            known: Vec<String>,
            place: Box<Place>,
        },
        /// The payroll template cannot be read.
        Template {
            reason: Message,
            place: Box<Place>,
        },
        /// A stored value that cannot be read back.
        Unreadable {
            what: &'static str,
            run_no: i64,
            reason: Message,
        },
        /// A query without a column it should have.
        Column {
            query: String,
            column: String,
            wanted: &'static str,
        },
        /// An amount with more digits than the store holds.
        TooLarge(amount: String),
    }
}

impl Diagnose for LedgerError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::UnknownColumn { place, .. } | Self::Template { place, .. } => Some(*place.clone()),
            _ => None,
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::OutOfBalance { .. } | Self::SealBroken { .. } | Self::NotCovered { .. } => Exit::Store,
            _ => Exit::Input,
        }
    }

    fn hints(&self) -> Vec<Message> {
        let near = |name: &str, known: &[String]| {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            did_you_mean(name, &known)
        };
        vec![match self {
            Self::NoRun { known, .. } if !known.is_empty() => self.message().part("others"),
            Self::SeveralPlans { plans, .. } => {
                let first = plans.first().map_or("ID", String::as_str).to_owned();
                say!("errors.ledger.several_plans.hint", first)
            }
            Self::EarlierFirst { wanted: "approved", .. } => self.message().part("approve"),
            Self::EarlierFirst { .. } => self.message().part("close"),
            Self::NoPerson { hint, .. } => hint.clone(),
            Self::UnknownColumn { name, known, .. } => near(name, known),
            _ => self.message().part("hint"),
        }]
    }
}
