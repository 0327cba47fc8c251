//! A plan in plain words, in the order it is calculated: what HR reads before it is signed.
//!
//! The words stand in a template for each language, `report-templates/plan.*.txt.j2`, which tells every version with its
//! date; nothing is evaluated.

use chrono::NaiveDate;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};

use super::plan::Plan;
use super::plan::error::{Fault, PlanError, block_of_kind};
use super::rule::list::place;
use super::rule::rules::Described;
use super::words::Words;
use crate::diagnostic::Result;
use crate::library::{Library, Source};
use crate::locale::Locale;
use crate::message::Say;
use crate::metrics::Catalog;
use crate::template;
use crate::texts::Texts;

/// The whole description, one line per statement; only what is in force on `day` if one is given. Rules across plans stand at
/// its end, or alone.
pub fn describe(library: &Library, plan: &Plan, day: Option<NaiveDate>, locale: Locale) -> Result<String> {
    let source = library.get(&format!("report-templates/plan.{}.txt.j2", locale.tag()))?;
    let texts = Texts::load(library, locale)?;
    let blocks_of = |plan: &'_ Plan| {
        let mut blocks: Vec<Described<'_>> = plan.rules.kinds().flat_map(|kind| kind.described(day)).collect();
        blocks.sort_by_key(|block| place(block.step, block.after));
        Value::from(Serde(&blocks))
    };
    let across = plan.across.as_deref();
    let context = context! {
        plan => Serde(&plan.head),
        blocks => blocks_of(plan),
        across => across.map(|across| Serde(&across.head)),
        across_blocks => across.map(blocks_of),
        text => Serde(texts.table()),
    };
    let words = Words::new(&texts, &Catalog::load(library)?, &plan.titles(), locale);
    let text = template::render_text(&environment(words), &source.name, &source.text, context);
    text.map_err(|error| refused(source, &error).into())
}

/// `id | said`: ids, measures and conditions in the words people use.
fn environment(words: Words) -> Environment<'static> {
    let mut environment = template::environment();
    environment.add_filter("said", move |text: &str| words.said(text));
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    let syntax = template::lines_of_tags().keep_trailing_newline(true).build();
    environment.set_syntax(syntax.expect("the default delimiters are valid"));
    environment
}

fn refused(template: &Source, error: &minijinja::Error) -> PlanError {
    let lines = template.text.split_inclusive('\n');
    let before = lines.take(error.line().unwrap_or(1) - 1).map(str::len).sum();
    PlanError {
        block: block_of_kind("plan show"),
        fault: Fault::Syntax(error.message()),
        place: template.place(before),
        hint: None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::incentive::plan::{Known, read};
    use crate::metrics::Catalog;

    /// The contest of the examples as a workspace with this template tells it.
    fn told(template: &str) -> Result<String> {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("report-templates");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("plan.en.txt.j2"), template).unwrap();
        let library = Library::with_overrides(dir.path()).unwrap();
        let known = Known::of_catalog(&Catalog::load(&library).unwrap());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("plans/examples/contest/plan.toml");
        let plan = read::read(&path, "plan.toml", &known).unwrap();
        describe(&library, &plan, None, Locale::En)
    }

    #[test]
    fn a_workspace_tells_plans_by_its_own_template() {
        let template = "{% for block in blocks %}\n{{ text.pay.step[block.kind] }} {{ block.id }}\n{% endfor %}\n";
        let lines = told(template).unwrap();
        assert!(lines.starts_with("component "), "{lines}");
    }

    #[test]
    fn a_name_that_a_template_gets_wrong_is_told_with_its_place() {
        let error = told("{{ plan.id }}\n{{ plan.nmae }}\n").unwrap_err().to_string();
        assert!(error.contains("report-templates/plan.en.txt.j2:2"), "{error}");
    }
}
