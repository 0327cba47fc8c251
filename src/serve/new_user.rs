//! What makes an account: its name, where a role has its place, and the secret for the first time.

use super::chance;
use super::clock::Clock;
use super::error::ServeError;
use super::sign_in;
use super::viewer::{Place, Role};
use crate::report::model::Level;

/// How long a secret for the first time opens an account, in seconds.
const ONE_TIME_LASTS: i64 = 24 * 3_600;

/// True if `name` can be that of an account: letters and digits of any script, and what stands between them.
pub fn is_user_name(name: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || "._-@".contains(c);
    (1..=60).contains(&name.chars().count()) && name.chars().all(fits)
}

/// The level of the places where a role is.
pub fn level_of(role: Role) -> Level {
    match role {
        Role::CompanyManager | Role::Hr | Role::Compliance | Role::Administrator => Level::Company,
        Role::BranchManager => Level::Branch,
        Role::TeamLead => Level::Team,
        Role::Specialist => Level::Specialist,
    }
}

/// Where a role is: in the whole company, or at the place that is said.
pub fn place_of_role(role: Role, said: Option<Place>) -> Result<Place, ServeError> {
    let (level, name) = (level_of(role), role.word());
    match said {
        None if level == Level::Company => Ok(Place::company()),
        None => Err(ServeError::NoScope { role: name }),
        Some(place) if place.level == level => Ok(place),
        Some(place) => Err(ServeError::ScopeOf {
            role: name,
            level: place.level.word(),
        }),
    }
}

/// A secret for the first time, its hash, and until when it is good.
pub fn one_time(clock: &Clock) -> Result<(String, String, i64), ServeError> {
    let secret = chance::spoken()?;
    let hash = sign_in::hash(&secret)?;
    Ok((secret, hash, clock.seconds() + ONE_TIME_LASTS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_has_its_place() {
        assert_eq!(place_of_role(Role::Hr, None).unwrap(), Place::company());
        let branch = Place::new(Level::Branch, "B1");
        assert_eq!(
            place_of_role(Role::BranchManager, Some(branch.clone())).unwrap(),
            branch
        );
        assert!(place_of_role(Role::BranchManager, None).is_err());
        assert!(place_of_role(Role::Administrator, Some(branch)).is_err());
    }

    #[test]
    fn names_of_accounts_are_words() {
        for name in ["li.wei", "李伟", "s001", "a@b-c_d"] {
            assert!(is_user_name(name), "{name}");
        }
        for name in ["", "a b", "a/b", "<b>", "a\n", &"x".repeat(61)] {
            assert!(!is_user_name(name), "{name}");
        }
    }
}
