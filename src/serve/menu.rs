//! What stands in the menu.

use super::rights::Right;

/// An entry of the menu, shown to those who have the right.
pub struct MenuEntry {
    pub path: &'static str,
    pub right: Right,
    /// The name of its text.
    pub text: &'static str,
}

/// In the order in which they are shown.
pub const MENU: &[MenuEntry] = &[
    entry("/board", Right::Board, "serve.menu.board"),
    entry("/worklist", Right::Worklist, "serve.menu.worklist"),
    entry("/reports", Right::Reports, "serve.menu.reports"),
    entry("/pay", Right::Statement, "serve.menu.pay"),
    entry("/pay/runs", Right::PayRuns, "serve.menu.pay_runs"),
    entry("/people", Right::People, "serve.menu.people"),
    entry("/admin/users", Right::Users, "serve.menu.users"),
    entry("/audit", Right::OwnAudit, "serve.menu.audit"),
    entry("/me", Right::Account, "serve.menu.me"),
    entry("/help", Right::Account, "serve.menu.help"),
];

const fn entry(path: &'static str, right: Right, text: &'static str) -> MenuEntry {
    MenuEntry { path, right, text }
}
