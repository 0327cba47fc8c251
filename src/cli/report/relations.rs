//! Which reports lead to each other: of a run those about the same, and those of the same name about what is above and below; and
//! that of the period before and after, where it lies in the folder.

use std::collections::HashMap;
use std::path::Path;

use crate::diagnostic::Result;
use crate::period::Period;
use crate::report::format::Format;
use crate::report::model::{Link, Related};
use crate::report::prepare::Prepared;
use crate::report::schedule::Due;
use crate::report::scope::Scope;
use crate::workspace::Locale;

/// A report that is written for a number of scopes.
pub(super) struct Work {
    pub due: Due,
    /// Period and as-of day as names of files say them.
    pub known: String,
    /// What the report is called.
    pub title: String,
    /// Each with what is above it.
    pub scopes: Vec<(Scope, Option<Scope>)>,
}

impl Work {
    /// The name of the files about `scope`, without language and ending.
    pub fn file(&self, scope: &Scope) -> String {
        format!("{}_{}_{}", self.due.name, self.known, scope.file_part())
    }
}

/// The reports of a run by name and by whom they are about.
pub(super) struct Relations<'w> {
    works: &'w [Work],
    about: HashMap<String, Vec<usize>>,
    below: HashMap<(&'w str, String), Vec<(usize, &'w Scope)>>,
}

impl<'w> Relations<'w> {
    pub fn of(works: &'w [Work]) -> Self {
        let mut about: HashMap<String, Vec<usize>> = HashMap::new();
        let mut below: HashMap<(&str, String), Vec<(usize, &Scope)>> = HashMap::new();
        for (number, work) in works.iter().enumerate() {
            for (scope, above) in &work.scopes {
                about.entry(scope.anchor()).or_default().push(number);
                if let Some(above) = above {
                    let key = (work.due.name.as_str(), above.anchor());
                    below.entry(key).or_default().push((number, scope));
                }
            }
        }
        Self { works, about, below }
    }

    /// What the report of the work `number` about its scope `index` leads to.
    pub fn related(
        &self,
        number: usize,
        index: usize,
        prepared: &Prepared<'_>,
        locale: Locale,
    ) -> Result<Vec<Related>> {
        let own = &self.works[number];
        let (scope, above) = &own.scopes[index];
        let link = |work: &Work, scope: &Scope, text: String| Link {
            text,
            file: format!("{}.{}", work.file(scope), locale.tag()),
        };
        let others = self.about.get(&scope.anchor()).into_iter().flatten();
        let others = others.filter(|other| **other != number).map(|other| {
            let other = &self.works[*other];
            Related {
                link: link(other, scope, other.title.clone()),
                anchor: None,
            }
        });
        let mut related: Vec<Related> = others.collect();
        let name = own.due.name.as_str();
        let works_above = above.iter().flat_map(|above| {
            let about = self.about.get(&above.anchor()).into_iter().flatten();
            let same = about.filter(|work| self.works[**work].due.name == name);
            same.map(move |work| (*work, above))
        });
        let below = self.below.get(&(name, scope.anchor())).into_iter().flatten();
        let below = below.map(|(work, scope)| (*work, *scope));
        for (work, other) in works_above.chain(below) {
            related.push(Related {
                link: link(&self.works[work], other, prepared.name_of(other, locale)?),
                anchor: Some(other.anchor()),
            });
        }
        Ok(related)
    }
}

/// The same report about the period before and after, where their pages lie in the folder.
pub(super) fn neighbours(
    folder: &Path,
    (name, period): (&str, Period),
    scope: &Scope,
    format: &Format,
) -> Result<Vec<Related>> {
    let mut found = Vec::new();
    for (period, is_before) in [(period.previous(), true), (period.next(), false)] {
        let file = format!("{name}_{period}_{}.{}", scope.file_part(), format.locale().tag());
        if !folder.join(format!("{file}.html")).is_file() {
            continue;
        }
        let text = format.period(period)?;
        let text = if is_before {
            format!("← {text}")
        } else {
            format!("{text} →")
        };
        found.push(Related {
            link: Link { text, file },
            anchor: None,
        });
    }
    Ok(found)
}
