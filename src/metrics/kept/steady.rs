//! Whether what a statement returns rests on the data and the statement alone, so that it may be kept.
//!
//! Shipped statements do. Of those of a workspace it is read off the text; where in doubt they do not, and what they return is
//! computed whenever it is asked for.

use crate::library::Source;
use crate::metrics::clock::unsteady_word;
use crate::store::lexis::{Piece, pieces};

/// How functions that read files begin, and what the store has of its own beside data: `duckdb_tables()`.
const REACHING: [&str; 5] = ["duckdb_", "glob", "parquet_", "pragma_", "read_"];

/// How tables begin that hold no data but what was decided or computed.
const DECIDED: [&str; 2] = ["incentive_", "kept"];

/// True if nothing but the data and the text of `file` decides what it returns.
pub(crate) fn rests_on_data(file: &Source) -> bool {
    !file.is_override || (unsteady_word(file).is_none() && pieces(&file.text).iter().all(is_within))
}

/// False for what may reach a file or what was decided.
fn is_within((_, text, piece): &(usize, &str, Piece)) -> bool {
    let lower = text.to_ascii_lowercase();
    let begins = |beginnings: &[&str]| beginnings.iter().any(|own| lower.trim_matches('"').starts_with(own));
    match piece {
        Piece::Comment | Piece::Sign => true,
        Piece::Word => !begins(&REACHING) && !begins(&DECIDED),
        // `FROM 'file.csv'` reads a file.
        Piece::Quoted => !begins(&REACHING) && !begins(&DECIDED) && !lower.contains(['/', '\\', '.']),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str, is_override: bool) -> Source {
        Source {
            name: "queries/metrics/x.sql".to_owned(),
            text: text.to_owned(),
            is_override,
        }
    }

    #[test]
    fn what_asks_for_more_than_the_data_is_not_kept() {
        for text in [
            "SELECT current_date",
            "SELECT random()",
            "SELECT * FROM read_csv('x')",
            "SELECT * FROM \"read_csv\"('x')",
            "SELECT * FROM 'x.csv'",
            "SELECT * FROM glob('*')",
            "SELECT * FROM incentive_runs",
            "SELECT * FROM kept.figures",
            "SELECT * FROM duckdb_tables()",
        ] {
            assert!(!rests_on_data(&file(text, true)), "{text}");
            assert!(rests_on_data(&file(text, false)), "{text}");
        }
        for text in [
            "-- read_csv and now()\nSELECT numerator FROM run_items WHERE kind = '微信'",
            "SELECT a.\"x\" FROM facts.items AS a",
        ] {
            assert!(rests_on_data(&file(text, true)), "{text}");
        }
    }
}
