//! Words by which a statement's result depends on more than the data: the clock, chance, who asks.

use crate::library::Source;
use crate::store::lexis::code_words;

/// Functions that give something else each time they are called.
const CALLED: [&str; 22] = [
    "currval",
    "gen_random_uuid",
    "get_current_time",
    "get_current_timestamp",
    "getenv",
    "nextval",
    "now",
    "pg_backend_pid",
    "random",
    "setseed",
    "today",
    "transaction_timestamp",
    "txid_current",
    "uuid",
    "uuidv4",
    "uuidv7",
    "current_localtime",
    "current_localtimestamp",
    "current_query",
    "current_setting",
    "current_connection_id",
    "current_transaction_id",
];

/// Words that do so without being called.
const NAMED: [&str; 7] = [
    "current_date",
    "current_time",
    "current_timestamp",
    "localtime",
    "localtimestamp",
    "tablesample",
    "sample",
];

/// The first such word of `file`, and where it stands.
pub(super) fn unsteady_word(file: &Source) -> Option<(usize, &str)> {
    code_words(&file.text).into_iter().find(|(offset, word)| {
        let lower = word.to_ascii_lowercase();
        let is_called = || file.text[offset + word.len()..].trim_start().starts_with('(');
        let is_using = || file.text[..*offset].trim_end().to_ascii_lowercase().ends_with("using");
        let is_sample = lower == "sample" && !is_using();
        (CALLED.contains(&&*lower) && is_called()) || (NAMED.contains(&&*lower) && !is_sample)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Option<String> {
        let file = Source {
            name: "queries/metrics/x.sql".to_owned(),
            text: text.to_owned(),
            is_override: true,
        };
        unsteady_word(&file).map(|(_, word)| word.to_owned())
    }

    #[test]
    fn words_that_give_something_else_each_time_are_known() {
        for text in [
            "SELECT random() AS numerator",
            "SELECT x FROM run_items WHERE Now ( ) > paid_on",
            "SELECT CURRENT_DATE",
            "SELECT gen_random_uuid()",
            "SELECT 1 FROM run_items TABLESAMPLE 10%",
            "SELECT 1 FROM run_items USING SAMPLE 10",
            "SELECT nextval('x')",
        ] {
            assert!(word(text).is_some(), "{text}");
        }
        for text in [
            "-- now() and random()\nSELECT 'random()' AS now, \"current_date\" FROM run_items /* uuid() */",
            "SELECT now AS today, sample FROM run_items",
            "SELECT my_random(1)",
        ] {
            assert_eq!(word(text), None, "{text}");
        }
    }
}
