//! A plan as types: its head with params and tables, and its blocks, whose kinds stand in [`super::rule`].
//!
//! Every block has versions, each in force from its date until the next begins; nothing here has a default that the
//! file does not state. Reading one is [`read::read`]; what it pays is [`super::calculate`].

pub mod block;
pub mod check;
pub mod condition;
pub mod error;
pub mod head;
pub mod known;
pub mod measure;
pub mod param;
pub mod rates;
pub mod read;
pub mod reads;
pub mod table;
pub(crate) mod toml;

use super::rule::Rules;
use super::rule::rules::Kind;

pub use head::Head;
pub use known::{Known, MetricInfo};
pub use measure::Scope;
pub use reads::Reads;

/// What pays whom, and how.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What stands above the blocks.
    pub head: Head,
    pub rules: Rules,
    /// The rules across plans that its workspace has, which act once all plans of a period are calculated.
    pub across: Option<Box<Plan>>,
}

impl Plan {
    /// What it reads.
    pub fn reads(&self) -> Reads {
        let mut reads = Reads::default();
        for table in &self.head.rate_tables {
            reads.columns.extend(table.keys.iter().cloned());
        }
        for kind in self.all_rules() {
            kind.reads(&mut reads);
        }
        reads
    }

    /// The kinds of its blocks, and of those across plans.
    fn all_rules(&self) -> impl Iterator<Item = &dyn Kind> {
        let across = self.across.iter().flat_map(|across| across.rules.kinds());
        self.rules.kinds().chain(across)
    }

    /// Its ids and what people call them, of those that have a title.
    pub fn titles(&self) -> Vec<(String, String)> {
        let head = &self.head;
        let params = head.params.iter().map(|p| (&p.id, p.title.as_ref()));
        let tables = head.tables.iter().map(|t| (&t.id, t.title.as_ref()));
        let rates = head.rate_tables.iter().map(|t| (&t.id, t.title.as_ref()));
        let numbers = params.chain(tables).chain(rates);
        let mut titles: Vec<(String, String)> = numbers
            .filter_map(|(id, title)| Some((id.clone(), title?.clone())))
            .collect();
        for kind in self.all_rules() {
            let own = kind.titles().into_iter();
            titles.extend(own.map(|(id, title)| (id.to_owned(), title.to_owned())));
        }
        titles
    }
}
