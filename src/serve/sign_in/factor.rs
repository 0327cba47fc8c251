//! The second factor: codes of six digits that change every half minute, made by any authenticator.

use totp_rs::{Builder, Secret, Totp};

use crate::percent::encoded;
use crate::serve::chance;
use crate::serve::error::ServeError;

/// Seconds of one code.
const STEP: i64 = 30;

/// A new secret in base 32.
pub fn new_secret() -> Result<String, ServeError> {
    Ok(Secret::from(chance::bytes::<20>()?).to_base32())
}

/// The step of which `code` is, give or take one.
pub fn step_of(secret: &str, code: &str, now: i64) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let step = totp(secret)?.check(&digits, u64::try_from(now).ok()?)?;
    i64::try_from(step).ok()
}

/// The code of this moment.
pub fn code(secret: &str, now: i64) -> Option<String> {
    Some(totp(secret)?.generate(u64::try_from(now).ok()?).to_string())
}

fn totp(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new()
        .with_secret(secret)
        .with_step_duration(STEP.unsigned_abs())
        .build()
        .ok()
}

/// What an authenticator is given: a link that a phone opens.
pub fn link(secret: &str, user: &str, issuer: &str) -> String {
    let (user, issuer) = (encoded(user), encoded(issuer));
    format!("otpauth://totp/{issuer}:{user}?secret={secret}&issuer={issuer}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret and a code of the standard's appendix.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = Secret::from(*b"12345678901234567890").to_base32();
        assert_eq!(code(&secret, 59).as_deref(), Some("287082"));
        assert_eq!(step_of(&secret, "287 082", 59), Some(1));
        assert_eq!(step_of(&secret, "287082", 89), Some(1), "a clock that is a little late");
        assert_eq!(step_of(&secret, "287082", 150), None);
        for code in ["", "28708", "287083", "２８７０８２", "2870822"] {
            assert_eq!(step_of(&secret, code, 59), None, "{code}");
        }
    }
}
