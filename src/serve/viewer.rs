//! Who looks at a page, and what of the company is theirs to see.
//!
//! A [`Viewer`] is made for each request from the account as it is at that moment, so that a right that was taken away is gone
//! at once. Pages do not ask who somebody is: they ask for a [`Seen`], which only a viewer gives out, and every look into what
//! was published takes one. So a place nobody allowed cannot be looked up.

use std::sync::Arc;

use super::personnel::Personnel;
use super::rights::{Reach, Right, reach};
use crate::report::model::Level;

pub use super::grant::{Grant, Place, Role};

/// A place that a viewer may see for a right. Only [`Viewer::sees`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    place: Place,
    right: Right,
}

/// Somebody with a live session.
#[derive(Clone, Debug)]
pub struct Viewer {
    user: String,
    name: String,
    person: Option<String>,
    grants: Vec<Grant>,
    viewing_as: Option<ViewedAs>,
    personnel: Arc<Personnel>,
}

/// Whose pages are looked at.
#[derive(Clone, Debug)]
struct ViewedAs {
    user: String,
    name: String,
    person: Option<String>,
    grants: Vec<Grant>,
}

/// An account as it is at the moment, with what it is granted.
#[derive(Clone, Debug)]
pub struct Identity {
    /// What the person signs in with.
    pub user: String,
    /// What the person is called.
    pub name: String,
    /// The id among the specialists, of those who are one.
    pub person: Option<String>,
    /// What was given to the account by hand.
    pub grants: Vec<Grant>,
}

impl Seen {
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// For what it may be seen.
    pub fn right(&self) -> Right {
        self.right
    }
}

/// What somebody is called: as the account says, or else as the personnel does.
fn called(identity: &Identity, personnel: &Personnel) -> String {
    let person = identity.person.as_deref().and_then(|id| personnel.person(id));
    match person {
        Some(person) if identity.name == identity.user => person.name.clone(),
        _ => identity.name.clone(),
    }
}

impl Viewer {
    /// Who `identity` is on the day `personnel` is of; what is not granted by hand comes from the positions of that day.
    pub fn new(identity: Identity, personnel: Arc<Personnel>) -> Self {
        let mut viewer = Self {
            grants: Vec::new(),
            name: called(&identity, &personnel),
            user: identity.user,
            person: identity.person,
            viewing_as: None,
            personnel,
        };
        viewer.grants = viewer.all_grants(viewer.person.as_deref(), identity.grants);
        viewer
    }

    fn all_grants(&self, person: Option<&str>, given: Vec<Grant>) -> Vec<Grant> {
        let mut grants = given;
        for grant in person.map(|id| self.personnel.grants_of(id)).unwrap_or_default() {
            if !grants.contains(&grant) {
                grants.push(grant);
            }
        }
        grants
    }

    /// The same person, who looks at the pages of `other`: what both may see.
    #[must_use]
    pub fn viewing_as(mut self, other: Identity) -> Self {
        let name = called(&other, &self.personnel);
        let grants = self.all_grants(other.person.as_deref(), other.grants);
        self.viewing_as = Some(ViewedAs {
            name,
            user: other.user,
            person: other.person,
            grants,
        });
        self
    }

    /// Who is signed in.
    pub fn user(&self) -> &str {
        &self.user
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whose pages are shown, if they are not the viewer's own: account and name. Nothing may be changed then.
    pub fn looks_as(&self) -> Option<(&str, &str)> {
        let other = self.viewing_as.as_ref()?;
        Some((&other.user, &other.name))
    }

    /// The id among the specialists of the person whose pages are shown.
    pub fn person(&self) -> Option<&str> {
        match &self.viewing_as {
            Some(other) => other.person.as_deref(),
            None => self.person.as_deref(),
        }
    }

    /// What the person whose pages are shown is granted.
    pub fn grants(&self) -> &[Grant] {
        self.viewing_as.as_ref().map_or(&self.grants, |other| &other.grants)
    }

    /// Who is under whom.
    pub fn personnel(&self) -> &Personnel {
        &self.personnel
    }

    /// True if the viewer has the right anywhere: whether a page is in the menu.
    pub fn has(&self, right: Right) -> bool {
        // Everybody has an account, whatever they are.
        matches!(right, Right::Account | Right::OwnAudit) || !self.places_for(right).is_empty()
    }

    /// The places that may be seen for the right with what `right` reaches below them, the widest first.
    pub fn places_for(&self, right: Right) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        let of_person = self.person();
        for (place, _) in self.reached(self.grants(), of_person, right) {
            if !places.contains(&place) && self.is_within_own(right, &place) {
                places.push(place);
            }
        }
        places.sort();
        places
    }

    /// True if the viewer may see `place` for `right`.
    pub fn may(&self, right: Right, place: &Place) -> bool {
        self.covers(self.grants(), self.person(), right, place) && self.is_within_own(right, place)
    }

    /// `place`, if the viewer may see it for `right`. What is not there and what is not theirs are the same.
    pub fn sees(&self, right: Right, place: &Place) -> Option<Seen> {
        self.may(right, place).then(|| Seen {
            place: place.clone(),
            right,
        })
    }

    /// The places of [`Self::places_for`] to be looked up.
    pub fn all_seen(&self, right: Right) -> Vec<Seen> {
        let places = self.places_for(right).into_iter();
        places.map(|place| Seen { place, right }).collect()
    }

    /// Whoever looks at the pages of somebody else sees no more than their own.
    fn is_within_own(&self, right: Right, place: &Place) -> bool {
        self.viewing_as.is_none() || self.covers(&self.grants, self.person.as_deref(), right, place)
    }

    fn covers(&self, grants: &[Grant], person: Option<&str>, right: Right, place: &Place) -> bool {
        self.personnel.knows(place)
            && self
                .reached(grants, person, right)
                .into_iter()
                .any(|(own, with_below)| own == *place || with_below && self.personnel.is_below(place, &own))
    }

    /// The places that `grants` reach for `right`; true with those that include what is below them.
    fn reached(&self, grants: &[Grant], person: Option<&str>, right: Right) -> Vec<(Place, bool)> {
        let mut places = Vec::new();
        for grant in grants {
            let own = || grant.place.clone();
            match reach(right, grant.role) {
                None => {}
                Some(Reach::Below) => places.push((own(), true)),
                Some(Reach::WithTeam) => {
                    places.push((own(), true));
                    // Without a team there is the company above.
                    let team = self.personnel.above(&grant.place);
                    let team = team.filter(|above| above.level == Level::Team);
                    places.extend(team.map(|team| (team.clone(), false)));
                }
                Some(Reach::Person) => {
                    places.extend(person.map(|id| (Place::new(Level::Specialist, id), false)));
                }
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::super::personnel::tests::personnel;
    use super::*;

    fn identity(person: Option<&str>, grants: &[(Role, Level, &str)]) -> Identity {
        let grant = |(role, level, id): &(Role, Level, &str)| Grant {
            role: *role,
            place: Place::new(*level, *id),
        };
        Identity {
            user: "u".to_owned(),
            name: "n".to_owned(),
            person: person.map(str::to_owned),
            grants: grants.iter().map(grant).collect(),
        }
    }

    fn viewer(person: Option<&str>, grants: &[(Role, Level, &str)]) -> Viewer {
        Viewer::new(identity(person, grants), Arc::new(personnel()))
    }

    fn team(id: &str) -> Place {
        Place::new(Level::Team, id)
    }

    fn person(id: &str) -> Place {
        Place::new(Level::Specialist, id)
    }

    #[test]
    fn a_branch_manager_sees_what_is_below_and_nothing_beside() {
        let viewer = viewer(None, &[(Role::BranchManager, Level::Branch, "B1")]);
        for place in [Place::new(Level::Branch, "B1"), team("T1"), person("S1")] {
            assert!(viewer.may(Right::Board, &place), "{place:?}");
        }
        for place in [
            Place::company(),
            Place::new(Level::Branch, "B2"),
            team("T3"),
            person("S9"),
        ] {
            assert!(!viewer.may(Right::Board, &place), "{place:?}");
        }
        assert!(!viewer.has(Right::Reveal) && !viewer.has(Right::ManageUsers));
    }

    #[test]
    fn a_specialist_sees_the_own_rows_and_the_sums_of_the_team() {
        let viewer = viewer(Some("S1"), &[]);
        assert!(viewer.may(Right::Board, &team("T1")) && viewer.may(Right::Board, &person("S1")));
        assert!(!viewer.may(Right::Board, &person("S2")), "a colleague of the same team");
        assert!(!viewer.may(Right::Rows, &team("T1")), "the rows of colleagues");
        assert_eq!(viewer.places_for(Right::Rows), [person("S1")]);
        assert!(viewer.sees(Right::Statement, &person("S1")).is_some());
        assert!(viewer.sees(Right::Statement, &person("S2")).is_none());
    }

    #[test]
    fn without_a_team_nobody_sees_the_company() {
        let viewer = viewer(Some("S7"), &[]);
        assert_eq!(viewer.places_for(Right::Board), [person("S7")]);
    }

    #[test]
    fn who_leads_is_a_lead_by_the_position_of_the_day() {
        let viewer = viewer(Some("L1"), &[]);
        assert!(viewer.may(Right::Rows, &person("S1")) && viewer.may(Right::Rows, &person("S2")));
        assert!(!viewer.may(Right::Rows, &person("S3")), "another team");
    }

    #[test]
    fn somebody_who_has_left_has_no_right() {
        let viewer = viewer(Some("S8"), &[]);
        assert!(viewer.grants().is_empty() && !viewer.has(Right::Board));
    }

    #[test]
    fn nobody_sees_more_than_their_own_by_looking_as_somebody() {
        let manager = viewer(None, &[(Role::BranchManager, Level::Branch, "B1")]);
        let as_own = manager.clone().viewing_as(identity(Some("S1"), &[]));
        assert!(as_own.may(Right::Worklist, &person("S1")) && !as_own.may(Right::Worklist, &person("S2")));
        assert!(!as_own.has(Right::Statement), "pay is shown to nobody else");
        let as_other = manager.clone().viewing_as(identity(Some("S3"), &[]));
        assert!(!as_other.has(Right::Worklist), "another branch");
        let as_company = manager.viewing_as(identity(None, &[(Role::CompanyManager, Level::Company, "company")]));
        assert!(!as_company.has(Right::Board));
    }

    #[test]
    fn an_administrator_sees_no_figures() {
        let viewer = viewer(None, &[(Role::Administrator, Level::Company, "company")]);
        for right in [
            Right::Board,
            Right::Rows,
            Right::Worklist,
            Right::Item,
            Right::Reports,
            Right::PayRuns,
        ] {
            assert!(!viewer.has(right), "{right:?}");
        }
        assert!(viewer.has(Right::ManageUsers));
    }
}
