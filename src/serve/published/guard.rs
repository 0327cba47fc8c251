//! Whether a statement about what was published keeps to the viewer.
//!
//! Statements of `queries/serve/seen` look up what belongs to one unit. Each table that says whose something is must be held by
//! equality against the viewer's level and id, each other table must hang on one that is. There is no `OR` but in brackets of its
//! own and no second `SELECT`, so that the condition holds for every row. A parameter nobody gave equals nothing.

use crate::store::lexis::code_words;

/// Where they lie.
pub(super) const FOLDER: &str = "queries/serve/seen";

/// Tables with a level and an id of their own.
const OWNED: [&str; 4] = ["figures", "item_of", "evidence_of", "reviews"];

/// Tables that hang on one of them, and by what.
const HELD: [(&str, &str, &str); 6] = [
    ("items", "item_of", "item"),
    ("worklist", "item_of", "item"),
    ("contacts", "item_of", "item"),
    ("payments", "item_of", "item"),
    ("phones", "item_of", "item"),
    ("evidence", "evidence_of", "row_no"),
];

/// Conditions of tables of pay.
const OF_PAY: [(&str, &[&str]); 3] = [
    (
        "statements",
        &["{alias}.specialist_id = $viewer_id", "$viewer_level = 'specialist'"],
    ),
    ("runs", OF_COMPANY),
    ("run_reviews", OF_COMPANY),
];

/// What only who sees the whole company finds.
const OF_COMPANY: &[&str] = &["$viewer_level = 'company'", "$viewer_id = 'company'"];

/// Words that could turn a condition into another.
const BENDING: [&str; 5] = ["NOT", "CASE", "UNION", "EXCEPT", "HAVING"];

/// Tables that tell nothing of anybody.
const OPEN: [&str; 1] = ["periods"];

/// True if `sql` keeps to the viewer.
pub fn keeps_to_viewer(sql: &str) -> bool {
    let words: Vec<String> = code_words(sql)
        .into_iter()
        .map(|(_, word)| word.to_uppercase())
        .collect();
    let is_plain = words.iter().filter(|word| *word == "SELECT").count() == 1
        && !words.iter().any(|word| BENDING.contains(&word.as_str()));
    let code = without_comments(sql);
    let parts = code
        .split_once(" FROM ")
        .and_then(|(_, rest)| rest.split_once(" WHERE "));
    let Some((sources, condition)) = parts else {
        return false;
    };
    if !is_plain || sources.contains(',') || has_loose_or(condition) {
        return false;
    }
    let Some(tables) = tables(sources) else { return false };
    tables.iter().all(|(table, alias)| {
        let needs = needed(table, alias, &tables);
        needs.is_some_and(|needs| needs.iter().all(|need| code.contains(need.as_str())))
    })
}

/// The tables of a FROM with their aliases; `None` if one has none.
fn tables(sources: &str) -> Option<Vec<(&str, &str)>> {
    let words: Vec<&str> = sources.split(' ').collect();
    let starts = words
        .iter()
        .enumerate()
        .filter(|(_, word)| word.eq_ignore_ascii_case("JOIN"));
    let starts = std::iter::once(0).chain(starts.map(|(place, _)| place + 1));
    starts
        .map(|start| match words.get(start..start + 3) {
            Some([table, named, alias]) if named.eq_ignore_ascii_case("AS") => Some((*table, *alias)),
            _ => None,
        })
        .collect()
}

/// The conditions that must stand in the statement for a table of this name; `None` if it is not known.
fn needed(table: &str, alias: &str, tables: &[(&str, &str)]) -> Option<Vec<String>> {
    if OPEN.contains(&table) {
        return Some(Vec::new());
    }
    if OWNED.contains(&table) {
        return Some(vec![
            format!("{alias}.level = $viewer_level"),
            format!("{alias}.entity_id = $viewer_id"),
        ]);
    }
    if let Some((_, by, column)) = HELD.iter().find(|(held, ..)| *held == table) {
        let (_, owner) = tables.iter().find(|(other, _)| other == by)?;
        return Some(vec![format!("ON {alias}.{column} = {owner}.{column}")]);
    }
    let (_, conditions) = OF_PAY.iter().find(|(of_pay, _)| *of_pay == table)?;
    Some(conditions.iter().map(|one| one.replace("{alias}", alias)).collect())
}

/// The statement on one line, one blank between words.
fn without_comments(sql: &str) -> String {
    let lines = sql.lines().filter(|line| !line.trim_start().starts_with("--"));
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// True if an `OR` stands outside of brackets.
fn has_loose_or(condition: &str) -> bool {
    let mut depth = 0_i32;
    condition.split(' ').any(|word| {
        let is_loose = depth == 0 && word.eq_ignore_ascii_case("OR");
        depth += i32::try_from(word.matches('(').count()).unwrap_or_default();
        depth -= i32::try_from(word.matches(')').count()).unwrap_or_default();
        is_loose
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    #[test]
    fn every_shipped_statement_keeps_to_the_viewer() {
        let library = Library::shipped();
        let mut files = 0;
        for file in library.list(FOLDER, ".sql") {
            assert!(keeps_to_viewer(&file.text), "{}", file.name);
            files += 1;
            // Without the condition, or with another, it is refused.
            for (from, to) in [
                ("$viewer_id", "$unit"),
                ("$viewer_level", "$level"),
                ("AND", "OR"),
                ("WHERE", "WHERE TRUE OR"),
                (" = o.item", " <> o.item"),
                (" = o.row_no", " >= o.row_no"),
            ] {
                if file.text.contains(from) {
                    assert!(
                        !keeps_to_viewer(&file.text.replace(from, to)),
                        "{}: {from} as {to}",
                        file.name
                    );
                }
            }
        }
        assert!(files >= 12, "{files}");
    }

    #[test]
    fn what_does_not_keep_to_the_viewer_is_refused() {
        for sql in [
            "SELECT f.* FROM figures AS f",
            "SELECT f.* FROM figures f WHERE f.level = $viewer_level AND f.entity_id = $viewer_id",
            "SELECT f.* FROM figures AS f WHERE f.level = $viewer_level",
            "SELECT i.* FROM items AS i WHERE i.item = $item",
            "SELECT i.* FROM item_of AS o INNER JOIN items AS i ON TRUE WHERE o.level = $viewer_level AND o.entity_id = $viewer_id",
            "SELECT f.* FROM figures AS f WHERE f.level = $viewer_level AND f.entity_id = $viewer_id UNION SELECT g.* FROM figures AS g",
            "SELECT t.* FROM tree AS t WHERE t.viewer_level = $viewer_level AND t.viewer_id = $viewer_id",
            "SELECT f.* FROM figures AS f, figures AS g WHERE f.level = $viewer_level AND f.entity_id = $viewer_id",
            "SELECT f.* FROM figures AS f WHERE NOT (f.level = $viewer_level AND f.entity_id = $viewer_id)",
            "SELECT s.page FROM statements AS s WHERE s.specialist_id = $viewer_id",
        ] {
            assert!(!keeps_to_viewer(sql), "{sql}");
        }
    }
}
