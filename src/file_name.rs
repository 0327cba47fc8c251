//! Ids as parts of file names: different ones for different ids, and none longer than file systems take.

use sha2::{Digest as _, Sha256};

use crate::digest::hex;

/// Bytes of a part; with what stands before and after it a name stays below the 255 that file systems take.
const LONGEST: usize = 120;

/// Hexadecimal digits of the hash.
const HASH: usize = 12;

/// `id` as a part of a file name. Letters, digits, `_` and `-` stay, others become `-`; where that or the length loses
/// something, `~` and the beginning of the id's hash follow. No id that stays as it is has a `~`.
pub fn file_part(id: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || c == '_' { c } else { '-' };
    let part: String = id.chars().map(safe).collect();
    if part == id && part.len() <= LONGEST && !part.is_empty() {
        return part;
    }
    let start = &part[..part.floor_char_boundary(LONGEST - HASH - 1)];
    format!("{start}~{}", &hex(&Sha256::digest(id))[..HASH])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_loses_nothing_stays() {
        for id in ["B02", "S_01-x", "一部", &"9".repeat(LONGEST), &"组".repeat(LONGEST / 3)] {
            assert_eq!(file_part(id), id);
        }
    }

    #[test]
    fn different_ids_have_different_parts() {
        let long = ["9".repeat(250), "9".repeat(251), "组".repeat(90), "组".repeat(91)];
        let short = [
            "T.1", "T/1", "T-1", "T 1", "T\u{1}1", "A/b", "A˻", "", ".", "..", "a\u{301}", "á",
        ];
        let ids: Vec<&str> = short.into_iter().chain(long.iter().map(String::as_str)).collect();
        let mut parts: Vec<String> = ids.iter().map(|id| file_part(id)).collect();
        for part in &parts {
            assert!(part.len() <= LONGEST, "{part}");
            assert!(!part.contains(['/', '\\', '.', '\u{1}']), "{part}");
        }
        // What one id became is no other id's name.
        parts.extend(parts.clone().iter().map(|part| file_part(part)));
        parts.sort();
        parts.dedup();
        // `T-1` and `á` stay as they are.
        assert_eq!(parts.len(), 2 * ids.len() - 2, "{parts:?}");
    }
}
