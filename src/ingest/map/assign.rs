//! Which column of a sheet is which column of a scheme: judged by words, values and neighbours, each taken once.

use std::collections::{HashMap, HashSet};

use super::alike::{Alike, likeness};
use super::evidence::{Evidence, Fit};
use super::scheme::Field;
use super::{Meaning, Sureness};
use crate::contract::Kind;
use crate::ingest::fold::fold;
use crate::ingest::headers::{Heads, Names, without_unit};
use crate::message::{Message, say};

/// Headers alike to less than this are not alike.
const ALIKE: f64 = 0.55;
/// So many values must be readable: one odd one is none.
const FITTING: f64 = 0.8;

/// A column of a sheet as a column of a scheme.
#[derive(Clone)]
pub struct Candidate<'l, 'c> {
    pub index: usize,
    pub field: Field<'l, 'c>,
    /// From 0 to about 1.5.
    pub score: f64,
    pub sureness: Sureness,
    pub why: Vec<Message>,
    /// True if words, known values or the words of an enumeration speak for it, and not the kind of its cells alone.
    is_told: bool,
}

/// What is asked of a sheet again and again.
pub struct Judge<'s, 'c> {
    pub names: &'s Names<'c>,
    pub heads: Heads<'s>,
    pub evidence: &'s Evidence<'s>,
    pub alike: &'s Alike,
}

/// What each column of a sheet is in one scheme.
pub struct Assignment<'l, 'c> {
    /// By column of the sheet.
    pub taken: Vec<Option<Candidate<'l, 'c>>>,
    /// All that was thought of, best first.
    pub all: Vec<Candidate<'l, 'c>>,
}

impl<'c> Judge<'_, 'c> {
    /// Gives each field the column of the sheet that is most like it. What is `said` of a column (a field, or that it is
    /// none) counts first.
    pub fn assign<'l>(
        &self,
        fields: &[Field<'l, 'c>],
        said: &HashMap<usize, Option<Field<'l, 'c>>>,
    ) -> Assignment<'l, 'c>
    where
        'c: 'l,
    {
        let mut taken: Vec<Option<Candidate<'l, 'c>>> = vec![None; self.heads.headers.len()];
        let mut done: HashSet<&str> = HashSet::new();
        for (index, field) in said.iter().filter_map(|(index, field)| Some((*index, (*field)?))) {
            done.insert(field.name);
            taken[index] = Some(Candidate {
                index,
                field,
                score: 1.5,
                sureness: Sureness::Said,
                why: vec![say!("ingest.map.why.said")],
                is_told: true,
            });
        }
        let open: Vec<usize> = self
            .first_of_each()
            .into_iter()
            .filter(|index| !said.contains_key(index))
            .collect();
        let pairs = open
            .iter()
            .flat_map(|index| fields.iter().map(move |field| (*index, field)));
        let mut all: Vec<Candidate<'l, 'c>> = pairs.filter_map(|(index, field)| self.judge(index, field)).collect();
        all.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.index.cmp(&b.index)));
        for candidate in all.iter().filter(|candidate| candidate.is_told) {
            if taken[candidate.index].is_none() && done.insert(candidate.field.name) {
                taken[candidate.index] = Some(candidate.clone());
            }
        }
        self.take_neighbours(fields, &open, &mut taken, &mut done);
        take_the_only_ones_left(fields, &all, &mut taken, &mut done);
        Assignment { taken, all }
    }

    /// Of columns with the same header only the first can be named.
    fn first_of_each(&self) -> Vec<usize> {
        let mut seen = HashSet::new();
        let headers = self.heads.headers.iter().enumerate();
        let first = headers.filter(|(_, header)| !header.is_empty() && seen.insert(fold(header)));
        first.map(|(index, _)| index).collect()
    }

    fn judge<'l>(&self, index: usize, field: &Field<'l, 'c>) -> Option<Candidate<'l, 'c>> {
        let header = self.heads.headers[index].as_str();
        let folded = fold(header);
        let (bare, unit) = without_unit(&folded);
        let zeros = unit.map_or(0, |unit| unit.zeros);
        let is_known = match field.column {
            Some(column) => {
                let (found, _) = self.names.candidates(field.table, header);
                found
                    .iter()
                    .any(|found| field.table.columns[*found].name == column.name)
            }
            None => self.names.is_called(header, field.name),
        };
        let fit = field
            .column
            .map(|column| self.evidence.fit(index, field.table, column, zeros));
        let fit = fit.unwrap_or(Fit {
            readable: 1.0,
            ..Fit::default()
        });
        // The name of one column is no other's, however alike the two are.
        let (near, spelling) = if is_known || !self.names.knows(header) {
            self.nearest(&bare, field)
        } else {
            (0.0, String::new())
        };
        let title = field.column.map(|column| fold(&column.zh));
        let (mut score, mut why) = if is_known && title.as_ref() == Some(&bare) {
            (1.0, vec![say!("ingest.map.why.title")])
        } else if is_known {
            (0.98, vec![say!("ingest.map.why.known")])
        } else if near >= 1.0 {
            (0.9, vec![say!("ingest.map.why.same", spelling)])
        } else if near >= ALIKE {
            (near * 0.8, vec![say!("ingest.map.why.near", spelling)])
        } else {
            (0.0, Vec::new())
        };
        let is_word = field.column.is_some_and(|column| column.kind == Kind::Word);
        let mut is_told = score > 0.0;
        if fit.values > 0 {
            if fit.readable < 0.5 {
                if !is_known {
                    return None;
                }
                score *= 0.5;
                why.push(say!("ingest.map.why.unlike"));
            } else if fit.stored >= 0.5 {
                score = f64::max(score, 0.5) + 0.35;
                is_told = true;
                why.push(say!("ingest.map.why.stored", share = percent(fit.stored)));
            } else if is_word && fit.is_telling && fit.readable >= FITTING {
                score = f64::max(score, 0.35) + 0.25;
                is_told = true;
                why.push(say!("ingest.map.why.words", share = percent(fit.readable)));
            } else if fit.is_telling && fit.readable >= FITTING {
                score = if score > 0.0 { score + 0.1 } else { 0.3 };
                why.push(say!("ingest.map.why.days"));
            } else if score <= 0.0 && is_amount(field) && fit.readable >= 0.9 {
                score = 0.2;
                why.push(say!("ingest.map.why.amounts"));
            }
        }
        let sureness = sureness(is_known, near, is_word, fit, score);
        (score > 0.15).then_some(Candidate {
            index,
            field: *field,
            score,
            sureness,
            why,
            is_told,
        })
    }

    /// How alike a header is to the names of a field, and to which.
    fn nearest(&self, bare: &str, field: &Field<'_, 'c>) -> (f64, String) {
        let form = self.alike.form(bare);
        let title = field.column.map_or(field.name, |column| column.zh.as_str());
        let own = field.column.map(|column| fold(&column.en));
        let own = [fold(title), fold(field.name)].into_iter().chain(own);
        let names = own.chain(self.names.also_called(field.name).map(str::to_owned));
        let mut best = (0.0, String::new());
        for name in names {
            let near = likeness(&form, &self.alike.form(&name));
            if near > best.0 {
                // A folded name of several words is nothing to read.
                best = (near, if name.is_ascii() { title.to_owned() } else { name });
            }
        }
        best
    }

    /// A name beside an id is the name of what has that id: 姓名 beside 工号.
    fn take_neighbours<'l>(
        &self,
        fields: &[Field<'l, 'c>],
        open: &[usize],
        taken: &mut [Option<Candidate<'l, 'c>>],
        done: &mut HashSet<&'l str>,
    ) where
        'c: 'l,
    {
        for &index in open {
            if taken[index].is_some() {
                continue;
            }
            let beside = [index.checked_sub(1), Some(index + 1)];
            let ids = beside.into_iter().flatten().filter_map(|at| taken.get(at)?.as_ref());
            let names: Vec<String> = ids
                .filter_map(|id| Some((id.field.name.strip_suffix("_id")?, &self.heads.headers[id.index])))
                .map(|(what, _)| format!("{what}_name"))
                .collect();
            let field = fields.iter().find(|field| names.iter().any(|name| name == field.name));
            let Some((field, column)) = field.and_then(|field| Some((field, field.column?))) else {
                continue;
            };
            let header = fold(&self.heads.headers[index]);
            let is_name = ["姓名", "名称", "名字", "name"]
                .iter()
                .any(|word| header.contains(word));
            let fits = self.evidence.fit(index, field.table, column, 0).readable >= 0.9;
            if is_name && fits && done.insert(field.name) {
                taken[index] = Some(Candidate {
                    index,
                    field: *field,
                    score: 0.6,
                    sureness: Sureness::Likely,
                    why: vec![say!("ingest.map.why.beside", field = column.zh.clone())],
                    is_told: true,
                });
            }
        }
    }
}

/// A column that a table cannot do without and for which one column alone has the right cells.
fn take_the_only_ones_left<'l, 'c: 'l>(
    fields: &[Field<'l, 'c>],
    all: &[Candidate<'l, 'c>],
    taken: &mut [Option<Candidate<'l, 'c>>],
    done: &mut HashSet<&'l str>,
) {
    for field in fields.iter().filter(|field| field.is_required) {
        if done.contains(field.name) {
            continue;
        }
        let fitting: Vec<&Candidate<'l, 'c>> = all
            .iter()
            .filter(|candidate| candidate.field.name == field.name && taken[candidate.index].is_none())
            .collect();
        if let [only] = fitting[..] {
            done.insert(field.name);
            let mut why = only.why.clone();
            why.push(say!("ingest.map.why.only"));
            taken[only.index] = Some(Candidate {
                sureness: Sureness::Guess,
                why,
                ..only.clone()
            });
        }
    }
}

fn sureness(is_known: bool, near: f64, is_word: bool, fit: Fit, score: f64) -> Sureness {
    let fits = fit.values == 0 || fit.readable >= FITTING;
    let is_same = near >= 1.0 && fit.values > 0;
    let is_in_store = near >= ALIKE && fit.values > 2 && fit.stored >= 0.9;
    let has_words = near >= 0.6 && is_word && fit.is_telling && fit.values > 1 && fit.readable >= 0.9;
    if fits && (is_known || is_same || is_in_store || has_words) {
        Sureness::Sure
    } else if score >= 0.6 {
        Sureness::Likely
    } else {
        Sureness::Guess
    }
}

fn is_amount(field: &Field<'_, '_>) -> bool {
    field.column.is_some_and(|column| column.kind == Kind::Money)
}

fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

impl Field<'_, '_> {
    pub fn meaning(&self) -> Meaning {
        let words = self.column.map(|column| column.words.keys().cloned().collect());
        Meaning {
            table: self.table.name.clone(),
            column: self.name.to_owned(),
            zh: self
                .column
                .map_or_else(|| self.name.to_owned(), |column| column.zh.clone()),
            en: self
                .column
                .map_or_else(|| self.name.to_owned(), |column| column.en.clone()),
            words: words.unwrap_or_default(),
        }
    }
}
