//! Addresses of pages about units: ids are the company's own and may hold any character.

use crate::percent::encoded;
use crate::serve::viewer::Place;

/// The page below `start` about a unit: `/board/team/T01`.
pub fn unit_path(start: &str, place: &Place) -> String {
    format!("{start}/{}/{}", place.level.word(), encoded(&place.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::Level;

    #[test]
    fn an_id_stays_one_part_of_a_path() {
        for (id, path) in [
            ("T01", "/board/team/T01"),
            ("A/b", "/board/team/A%2Fb"),
            ("一部?&#", "/board/team/%E4%B8%80%E9%83%A8%3F%26%23"),
            ("..", "/board/team/%2E%2E"),
            ("a.b", "/board/team/a.b"),
        ] {
            assert_eq!(unit_path("/board", &Place::new(Level::Team, id)), path);
        }
    }
}
