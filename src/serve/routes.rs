//! All pages: which there are, what they ask for, and what stands in the menu.
//!
//! A room of pages has a list of its own; it is named here. What is in no list is not served.

use super::error::ServeError;
use super::board;
use super::guide;
use super::lists;
use super::page::Route;
use super::rights::Right;

/// The lists of all rooms.
const ROOMS: &[&[Route]] = &[board::ROUTES, lists::ROUTES, guide::ROUTES];

/// An entry of the menu, shown to those who have the right.
pub struct MenuEntry {
    pub path: &'static str,
    pub right: Right,
    /// The name of its text.
    pub text: &'static str,
}

/// In the order in which they are shown.
pub const MENU: &[MenuEntry] = &[
    MenuEntry {
        path: "/board",
        right: Right::Board,
        text: "serve.menu.board",
    },
    MenuEntry {
        path: "/worklist",
        right: Right::Worklist,
        text: "serve.menu.worklist",
    },
    MenuEntry {
        path: "/reports",
        right: Right::Reports,
        text: "serve.menu.reports",
    },
    MenuEntry {
        path: "/help",
        right: Right::Account,
        text: "serve.menu.help",
    },
];

/// Every page, each once.
pub fn all() -> Result<Vec<Route>, ServeError> {
    let routes: Vec<Route> = ROOMS.iter().flat_map(|room| room.iter().copied()).collect();
    let twice = routes.iter().enumerate().find(|(index, route)| {
        let before = &routes[..*index];
        before
            .iter()
            .any(|other| other.path == route.path && other.method == route.method)
    });
    match twice {
        Some((_, route)) => Err(ServeError::RouteTwice {
            path: route.path.to_owned(),
        }),
        None => Ok(routes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_there_once_and_the_menu_leads_to_pages() {
        let routes = all().unwrap();
        for entry in MENU {
            let found = routes.iter().find(|route| route.path == entry.path);
            assert_eq!(found.map(|route| route.right), Some(entry.right), "{}", entry.path);
        }
    }
}
