//! All pages: which there are and what they ask for.
//!
//! A room of pages has a list of its own; it is named here. What is in no list is not served.

use super::error::ServeError;
use super::page::Route;
use super::{account, accounts, board, guide, lists, log, pay, people};

/// The lists of all rooms.
const ROOMS: &[&[Route]] = &[
    board::ROUTES,
    lists::ROUTES,
    pay::ROUTES,
    guide::ROUTES,
    account::ROUTES,
    people::ROUTES,
    accounts::ROUTES,
    log::ROUTES,
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
    use super::super::menu::MENU;
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
