//! Who is under whom on the day of what was published, and what that makes people.

use std::collections::HashMap;

use super::grant::{Grant, Place, Role};
use crate::report::model::Level;

/// The company as a tree, with the people in it.
#[derive(Clone, Debug)]
pub struct Personnel {
    /// The place above each place; the company has none.
    above: HashMap<Place, Option<Place>>,
    names: HashMap<Place, String>,
    people: HashMap<String, Person>,
}

/// Somebody who works here or did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: String,
    pub name: String,
    /// The team of the day, if there is one.
    pub team: Option<String>,
    /// The teams of the day that the person leads.
    pub leads: Vec<String>,
    /// True if the person has left.
    pub has_left: bool,
}

impl Personnel {
    /// A company of these branches (id and name), teams (id, name and branch) and people.
    pub fn new(
        branches: impl IntoIterator<Item = [String; 2]>,
        teams: impl IntoIterator<Item = [String; 3]>,
        people: impl IntoIterator<Item = Person>,
    ) -> Self {
        let mut all = Self {
            above: HashMap::from([(Place::company(), None)]),
            names: HashMap::new(),
            people: HashMap::new(),
        };
        for [id, name] in branches {
            all.add(Place::new(Level::Branch, id), name, Place::company());
        }
        for [id, name, branch] in teams {
            all.add(Place::new(Level::Team, id), name, Place::new(Level::Branch, branch));
        }
        for person in people {
            let team = person.team.clone();
            let above = team.map_or_else(Place::company, |team| Place::new(Level::Team, team));
            all.add(
                Place::new(Level::Specialist, person.id.clone()),
                person.name.clone(),
                above,
            );
            all.people.insert(person.id.clone(), person);
        }
        all
    }

    fn add(&mut self, place: Place, name: String, above: Place) {
        self.names.insert(place.clone(), name);
        self.above.insert(place, Some(above));
    }

    /// True if there is such a place.
    pub fn knows(&self, place: &Place) -> bool {
        self.above.contains_key(place)
    }

    /// What it is called; the company has no name here.
    pub fn name(&self, place: &Place) -> Option<&str> {
        self.names.get(place).map(String::as_str)
    }

    /// What is directly above a place.
    pub fn above(&self, place: &Place) -> Option<&Place> {
        self.above.get(place)?.as_ref()
    }

    /// What is directly below a place, in the order of ids.
    pub fn below(&self, place: &Place) -> Vec<&Place> {
        let below = self.above.iter().filter(|(_, above)| above.as_ref() == Some(place));
        let mut places: Vec<&Place> = below.map(|(place, _)| place).collect();
        places.sort();
        places
    }

    /// True if `place` is somewhere below `top`.
    pub fn is_below(&self, place: &Place, top: &Place) -> bool {
        // Company, branch, team, person: no path is longer.
        std::iter::successors(self.above(place), |above| self.above(above))
            .take(4)
            .any(|above| above == top)
    }

    /// The person with this id.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.get(id)
    }

    /// All people, in the order of ids.
    pub fn people(&self) -> Vec<&Person> {
        let mut people: Vec<&Person> = self.people.values().collect();
        people.sort_by(|a, b| a.id.cmp(&b.id));
        people
    }

    /// What a person is by the teams of the day.
    pub fn grants_of(&self, id: &str) -> Vec<Grant> {
        let Some(person) = self.people.get(id).filter(|person| !person.has_left) else {
            return Vec::new();
        };
        let lead = |team: &String| Grant {
            role: Role::TeamLead,
            place: Place::new(Level::Team, team.clone()),
        };
        let own = Grant {
            role: Role::Specialist,
            place: Place::new(Level::Specialist, person.id.clone()),
        };
        person.leads.iter().map(lead).chain([own]).collect()
    }
}

/// A company of nobody.
impl Default for Personnel {
    fn default() -> Self {
        Self::new([], [], [])
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Branch B1 with the teams T1 (S1, S2, led by L1) and T2 (S4), branch B2 with T3 (S3, S9); S7 has no team, S8 has left.
    pub fn personnel() -> Personnel {
        let text = str::to_owned;
        let person = |id: &str, team: &str, leads: &[&str], has_left| Person {
            id: text(id),
            name: format!("name of {id}"),
            team: Some(text(team)),
            leads: leads.iter().map(|team| text(team)).collect(),
            has_left,
        };
        Personnel::new(
            [["B1", "甲"].map(text), ["B2", "乙"].map(text)],
            [
                ["T1", "一", "B1"].map(text),
                ["T2", "二", "B1"].map(text),
                ["T3", "三", "B2"].map(text),
            ],
            [
                person("S1", "T1", &[], false),
                person("S2", "T1", &[], false),
                person("L1", "T1", &["T1"], false),
                person("S4", "T2", &[], false),
                person("S3", "T3", &[], false),
                person("S9", "T3", &[], false),
                Person {
                    team: None,
                    ..person("S7", "", &[], false)
                },
                person("S8", "T1", &[], true),
            ],
        )
    }

    #[test]
    fn what_is_below_is_found_through_every_level() {
        let all = personnel();
        let place = |level, id: &str| Place::new(level, id);
        let own = place(Level::Specialist, "S1");
        for top in [place(Level::Team, "T1"), place(Level::Branch, "B1"), Place::company()] {
            assert!(all.is_below(&own, &top), "{top:?}");
        }
        for top in [place(Level::Team, "T2"), place(Level::Branch, "B2"), own.clone()] {
            assert!(!all.is_below(&own, &top), "{top:?}");
        }
        assert_eq!(all.below(&place(Level::Branch, "B1")).len(), 2);
        assert!(!all.knows(&place(Level::Team, "T9")));
    }
}
