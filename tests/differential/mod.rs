//! Random books with questions about them, and the metrics in plain Rust over their rows.

#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod book;
pub mod dates;
pub mod edit;
pub mod forms;
pub mod generate;
pub mod metrics;
pub mod random;
pub mod rollup;
pub mod terms;
pub mod voice;

use duebook::metrics::{Dimension, Filter, MetricValue, RollUp, Sums};
use duebook::period::View;
use duebook::store::Store;
use duebook::workspace::Workspace;

use crate::common::Fixture;
use book::Book;
use dates::Question;
use random::Random;
use terms::Rules;

/// A random book, what is asked of it and the settings it is asked under.
pub struct Case {
    pub seed: usize,
    pub rules: Rules,
    pub questions: Vec<Question>,
    pub book: Book,
}

impl Case {
    pub fn new(seed: usize, questions: usize) -> Self {
        let mut random = Random::new(u64::try_from(seed).unwrap());
        let questions = generate::questions(&mut random, seed, questions);
        let mut rules = generate::rules(&mut random);
        let mut book = generate::book(&mut random, &rules, &questions);
        let mut random = Random::new(u64::try_from(seed).unwrap() + 1_000_003);
        voice::rules(&mut random, &mut rules);
        voice::add(&mut random, &rules, &questions, &mut book);
        Self {
            seed,
            rules,
            questions,
            book,
        }
    }

    /// A workspace with the settings and the book in it; every row must be accepted.
    pub fn load(&self) -> (Fixture, Store) {
        self.load_with(&[])
    }

    /// The same with files of the library's own in place of the shipped: name and text.
    pub fn load_with(&self, changed: &[(String, String)]) -> (Fixture, Store) {
        let folder = tempfile::tempdir().unwrap();
        self.book.write(folder.path());
        let mut fixture = Fixture::new();
        for (name, text) in changed {
            let path = fixture.dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        fixture.workspace = Workspace::find(fixture.dir.path()).unwrap();
        // Two books are at work at a time; more threads each would only be in the way.
        fixture.workspace.settings.store.threads = 1;
        let settings = &mut fixture.workspace.settings.metrics;
        let words = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect();
        settings.grace_days = i32::try_from(self.rules.grace_days).unwrap();
        settings.conversion_days = i32::try_from(self.rules.conversion_days).unwrap();
        settings.working_from = time(self.rules.working_from);
        settings.working_to = time(self.rules.working_to);
        settings.routing_minutes = i32::try_from(self.rules.routing_minutes).unwrap();
        settings.issue_days = i32::try_from(self.rules.issue_days).unwrap();
        settings.complaint_days = i32::try_from(self.rules.complaint_days).unwrap();
        settings.repeat_days = i32::try_from(self.rules.repeat_days).unwrap();
        settings.form_return_days = i32::try_from(self.rules.form_return_days).unwrap();
        settings.form_review_days = i32::try_from(self.rules.form_review_days).unwrap();
        settings.counted_funding = words(&self.rules.counted_funding);
        settings.exempting_events = words(&self.rules.exempting);
        let store = fixture.load(folder.path());
        (fixture, store)
    }

    pub fn views(&self) -> Vec<View> {
        self.questions.iter().map(view).collect()
    }
}

/// A second of the day as settings write it.
fn time(second: i64) -> String {
    format!("{:02}:{:02}", second / 3600, second / 60 % 60)
}

pub fn view(q: &Question) -> View {
    View::new(q.period.parse().unwrap(), q.given)
}

/// The values by some dimensions, of all rows or those with one id.
pub fn values(sums: &Sums<'_>, by: &[&str], only: Option<(&str, &str)>) -> Vec<MetricValue> {
    let filter = |(dimension, value)| Filter::parse(&format!("{dimension}={value}")).unwrap();
    let filters: Vec<Filter> = only.into_iter().map(filter).collect();
    let by: Vec<Dimension> = by.iter().map(|word| Dimension::parse(word).unwrap()).collect();
    let roll_up = RollUp {
        by: &by,
        filters: &filters,
    };
    sums.values(roll_up).unwrap()
}
