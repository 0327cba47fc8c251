//! Passwords: which are good enough, and the hash that is kept.

use std::sync::LazyLock;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::serve::error::ServeError;

/// Memory in KiB, passes and lanes of Argon2id.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// The most characters: longer ones would cost us more than whoever sends them.
const LONGEST: usize = 200;

/// What everybody tries first, one a line.
const COMMON: &str = include_str!("common_passwords.txt");

/// Why a password is not good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    TooShort,
    TooLong,
    Common,
    /// It says the name it is the password of.
    LikeTheName,
}

fn hasher() -> Result<Argon2<'static>, ServeError> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(|error| failed(&error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The hash of a password with its salt, as it is kept.
pub fn hash(password: &str) -> Result<String, ServeError> {
    let hashed = hasher()?.hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|error| failed(&error))
}

/// True if `password` is the one `kept` is of.
pub fn verify(password: &str, kept: &str) -> bool {
    password.chars().count() <= LONGEST && Argon2::default().verify_password(password.as_bytes(), kept).is_ok()
}

/// Takes as long as [`verify`], where there is nothing to compare with.
pub fn verify_nothing(password: &str) {
    static NOBODYS: LazyLock<Option<String>> = LazyLock::new(|| hash("nobody has this password").ok());
    if let Some(kept) = &*NOBODYS {
        verify(password, kept);
    }
}

/// True if `kept` was made as it is done today.
pub fn is_up_to_date(kept: &str) -> bool {
    let (memory, passes, lanes) = COST;
    kept.starts_with(&format!("$argon2id$v=19$m={memory},t={passes},p={lanes}$"))
}

/// Whether a password of `user` is good enough. Any characters will do: rules about them make passwords worse.
pub fn check(password: &str, user: &str, shortest: usize) -> Result<(), Weakness> {
    let length = password.chars().count();
    let lower = password.to_lowercase();
    let is_common = || COMMON.lines().any(|common| common == lower) || is_one_character(&lower);
    if length < shortest {
        Err(Weakness::TooShort)
    } else if length > LONGEST {
        Err(Weakness::TooLong)
    } else if is_common() || is_run(&lower) {
        Err(Weakness::Common)
    } else if !user.is_empty() && lower.contains(&user.to_lowercase()) {
        Err(Weakness::LikeTheName)
    } else {
        Ok(())
    }
}

fn is_one_character(password: &str) -> bool {
    let first = password.chars().next();
    password.chars().all(|c| Some(c) == first)
}

/// `abcdefghijkl`, `987654321098`, or a short piece again and again.
fn is_run(password: &str) -> bool {
    let codes: Vec<u32> = password.chars().map(u32::from).collect();
    let steps = |up: bool| {
        codes.windows(2).all(|pair| {
            let next = if up { pair[0] + 1 } else { pair[0].wrapping_sub(1) };
            pair[1] == next || (pair[0], pair[1]) == if up { (57, 48) } else { (48, 57) }
        })
    };
    let repeats =
        (1..=4).any(|piece| codes.len() > piece && codes.iter().skip(piece).eq(codes.iter().take(codes.len() - piece)));
    steps(true) || steps(false) || repeats
}

fn failed(error: &dyn std::fmt::Display) -> ServeError {
    ServeError::Hash {
        detail: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash_alone() {
        let kept = hash("红色的山羊在跑步呢真的").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(is_up_to_date(&kept) && !is_up_to_date(&kept.replace("t=2", "t=1")));
        assert!(verify("红色的山羊在跑步呢真的", &kept));
        assert!(!verify("红色的山羊在跑步呢真", &kept) && !verify("", &kept));
        assert_ne!(
            kept,
            hash("红色的山羊在跑步呢真的").unwrap(),
            "each has a salt of its own"
        );
    }

    #[test]
    fn what_everybody_tries_is_refused_and_nothing_else() {
        for (password, weakness) in [
            ("short", Weakness::TooShort),
            ("administrator", Weakness::Common),
            ("qwertyuiop123", Weakness::Common),
            ("aaaaaaaaaaaa", Weakness::Common),
            ("123456789012", Weakness::Common),
            ("abcabcabcabc", Weakness::Common),
            ("zhangwei-2026", Weakness::LikeTheName),
            (&"x y".repeat(100), Weakness::TooLong),
        ] {
            assert_eq!(check(password, "zhangwei", 12), Err(weakness), "{password}");
        }
        for password in [
            "correct horse battery",
            "    spaces are fine   ",
            "一只红色的山羊在操场上跑步",
        ] {
            assert_eq!(check(password, "zhangwei", 12), Ok(()), "{password}");
        }
    }
}
