//! The rights table: which role may do what, and how far from its place the right reaches. What stands here stands in
//! `docs/live.md` too.

use super::grant::Role;
use crate::word::words;

words! {
    /// What a page asks for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Right {
        /// The own account: password, second factor, sessions.
        Account = "account",
        /// Figures of a part of the company.
        Board = "board",
        /// What a metric is, and how it went.
        Metric = "metric",
        /// The rows behind a figure.
        Rows = "rows",
        Worklist = "worklist",
        /// A due item with what was done about it, its customer masked.
        Item = "item",
        /// The whole phone number of a customer.
        Reveal = "reveal",
        Reports = "reports",
        /// The own statement of pay.
        Statement = "statement",
        /// Runs of pay and what they come to.
        PayRuns = "pay_runs",
        /// What a run pays everybody, as HR reviews it.
        PayReview = "pay_review",
        /// To let a run of pay count.
        ApprovePay = "approve_pay",
        /// Who is where, and who has which right.
        People = "people",
        /// Accounts and their sessions.
        Users = "users",
        /// To make, change and end them.
        ManageUsers = "manage_users",
        /// The own lines of the audit log.
        OwnAudit = "own_audit",
        /// All of it.
        Audit = "audit",
        /// To look at the pages of somebody else.
        ViewAs = "view_as",
    }
}

/// How far a right reaches from the place of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The place and all below it.
    Below,
    /// The place, and the sums of the team it is in.
    WithTeam,
    /// The viewer's own person, wherever the grant is.
    Person,
}

use Reach::{Below, Person, WithTeam};
use Role::{Administrator, BranchManager, CompanyManager, Compliance, Hr, Specialist, TeamLead};

/// Who may what. A role that is not named has not the right.
pub const TABLE: &[(Right, &[(Role, Reach)])] = &[
    (Right::Account, &everybody(Below)),
    (
        Right::Board,
        &[
            (CompanyManager, Below),
            (BranchManager, Below),
            (TeamLead, Below),
            (Specialist, WithTeam),
            (Compliance, Below),
        ],
    ),
    (
        Right::Metric,
        &[
            (CompanyManager, Below),
            (BranchManager, Below),
            (TeamLead, Below),
            (Specialist, WithTeam),
            (Compliance, Below),
        ],
    ),
    (
        Right::Rows,
        &[
            (CompanyManager, Below),
            (BranchManager, Below),
            (TeamLead, Below),
            (Specialist, Below),
            (Compliance, Below),
        ],
    ),
    (
        Right::Worklist,
        &[(BranchManager, Below), (TeamLead, Below), (Specialist, Below)],
    ),
    (
        Right::Item,
        &[
            (BranchManager, Below),
            (TeamLead, Below),
            (Specialist, Below),
            (Compliance, Below),
        ],
    ),
    (Right::Reveal, &[(TeamLead, Below), (Specialist, Below)]),
    (
        Right::Reports,
        &[
            (CompanyManager, Below),
            (BranchManager, Below),
            (TeamLead, Below),
            (Specialist, Below),
            (Compliance, Below),
        ],
    ),
    (Right::Statement, &everybody(Person)),
    (
        Right::PayRuns,
        &[(CompanyManager, Below), (Hr, Below), (Compliance, Below)],
    ),
    (Right::PayReview, &[(Hr, Below), (Compliance, Below)]),
    (Right::ApprovePay, &[(Hr, Below)]),
    (
        Right::People,
        &[
            (CompanyManager, Below),
            (BranchManager, Below),
            (TeamLead, Below),
            (Hr, Below),
            (Compliance, Below),
            (Administrator, Below),
        ],
    ),
    (Right::Users, &[(Compliance, Below), (Administrator, Below)]),
    (Right::ManageUsers, &[(Administrator, Below)]),
    (Right::OwnAudit, &everybody(Below)),
    (Right::Audit, &[(Compliance, Below)]),
    (Right::ViewAs, &[(CompanyManager, Below), (BranchManager, Below)]),
];

const fn everybody(reach: Reach) -> [(Role, Reach); 7] {
    [
        (CompanyManager, reach),
        (BranchManager, reach),
        (TeamLead, reach),
        (Specialist, reach),
        (Hr, reach),
        (Compliance, reach),
        (Administrator, reach),
    ]
}

/// How far `right` reaches for `role`; `None` if the role has not the right.
pub fn reach(right: Right, role: Role) -> Option<Reach> {
    let (_, roles) = TABLE.iter().find(|(own, _)| *own == right)?;
    roles.iter().find(|(own, _)| *own == role).map(|(_, reach)| *reach)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::word::Word as _;

    #[test]
    fn every_right_has_a_row() {
        for (word, right) in Right::WORDS {
            assert_eq!(TABLE.iter().filter(|(own, _)| own == right).count(), 1, "{word}");
        }
    }

    /// What keeps duties apart.
    #[test]
    fn no_role_has_what_it_must_not_have() {
        for (right, role) in [
            (Right::Reveal, BranchManager),
            (Right::Reveal, Compliance),
            (Right::PayReview, CompanyManager),
            (Right::ApprovePay, Administrator),
            (Right::ApprovePay, Compliance),
            (Right::ManageUsers, Compliance),
            (Right::ManageUsers, Hr),
            (Right::Item, Hr),
            (Right::Board, Administrator),
            (Right::Audit, Administrator),
            (Right::ViewAs, Administrator),
        ] {
            assert_eq!(reach(right, role), None, "{right:?} {role:?}");
        }
    }
}
