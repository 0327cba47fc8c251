//! The proposal for a file: what each of its sheets is read as, and what each column of it is.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::alike::Alike;
use super::assign::{Assignment, Judge};
use super::decision::{Decision, MapError, near};
use super::evidence::Evidence;
use super::scheme::{Field, Scheme, schemes};
use super::{ColumnProposal, HeaderRow, Missing, Proposal, ReadAs, SheetProposal, Sureness};
use crate::contract::Contract;
use crate::diagnostic::{Error, Result, nearest};
use crate::ingest::aliases::alike;
use crate::ingest::fold::fold;
use crate::ingest::headers::{Heads, Join, Names, Unit};
use crate::ingest::layout::{Layout, Layouts, Shape};
use crate::ingest::open::Opener;
use crate::ingest::opened::Asks;
use crate::ingest::paths;
use crate::ingest::source::{Context, InputFile, Scratch, Sheet};
use crate::message::{Message, say};
use crate::store::Store;
use crate::texts::Texts;
use crate::workspace::Workspace;

/// Values shown of a column.
const SHOWN: usize = 3;
/// A sheet less like any table is a page of remarks.
const LEAST: f64 = 1.5;
/// What is read as one thing and not another must be more like it by so much.
const CLEAR: f64 = 0.5;

/// What the user says.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The table or layout.
    pub table: Option<String>,
    /// Decisions as they are written after `--set`.
    pub set: Vec<String>,
    /// How payments that name a policy alone find their due item.
    pub join: Option<Join>,
}

/// What `path` seems to hold. Nothing is written.
pub fn propose(workspace: &Workspace, store: &Store, path: &Path, asked: &Asked) -> Result<Proposal> {
    let said = &workspace.settings.ingest;
    let contract = Contract::load(&workspace.library)?.with_words(&said.nothing, &said.total_words);
    let mut names = Names::load(&workspace.library, &contract)?;
    let layouts = Layouts::load(&workspace.library, &contract)?;
    layouts.teach(&mut names);
    let texts = Texts::load(&workspace.library, workspace.settings.locale)?;
    let scratch = Scratch::new(workspace.root())?;
    let table = asked
        .table
        .as_deref()
        .map(|table| layouts.asked(&contract, table))
        .transpose()?;
    let opener = Opener {
        names: &names,
        layouts: &layouts,
        context: Context {
            store,
            scratch: &scratch,
            knows: &|text| names.knows(text),
            role: &|header| names.role(header),
            limits: said,
            wording: &texts,
        },
        asked: table.as_deref(),
        asks: Asks::default(),
        readings: None,
    };
    let file = one_file(workspace, path)?;
    let sheets = file.open(&opener.context)?;
    let alike = Alike::new(&alike(&workspace.library)?);
    let mapper = Mapper {
        opener: &opener,
        contract: &contract,
        alike: &alike,
        file: &file,
        store,
        join: asked.join,
    };
    let decisions = mapper.decisions(&sheets, &asked.set)?;
    let proposals = sheets.iter().map(|sheet| mapper.sheet(sheet, &decisions));
    let mut proposal = Proposal {
        path: file.shown.clone(),
        sheets: proposals.collect::<Result<_>>()?,
    };
    // Beside a sheet that holds a table, one that is like none is a page of remarks.
    if proposal.sheets.iter().any(|sheet| sheet.read_as.is_some()) {
        proposal.sheets.retain(|sheet| sheet.read_as.is_some());
    }
    Ok(proposal)
}

fn one_file(workspace: &Workspace, path: &Path) -> Result<InputFile> {
    let found = paths::collect(workspace, &[path.to_path_buf()])?;
    let errors = found.failed.into_iter().map(|failed| failed.error);
    Error::gathered(errors.collect())?;
    let first = found.files.into_iter().next();
    first.ok_or_else(|| {
        MapError::NotAlike {
            path: path.to_path_buf(),
        }
        .into()
    })
}

struct Mapper<'a, 'c> {
    opener: &'a Opener<'a, 'c>,
    contract: &'c Contract,
    alike: &'a Alike,
    file: &'a InputFile,
    store: &'a Store,
    join: Option<Join>,
}

/// A scheme with what each column is in it.
struct Reading<'l, 'c> {
    scheme: Scheme<'l, 'c>,
    assignment: Assignment<'l, 'c>,
    score: f64,
}

impl<'a, 'c: 'a> Mapper<'a, 'c> {
    fn decisions(&self, sheets: &[Sheet], set: &[String]) -> Result<Vec<Decision>> {
        let headers: Vec<&str> = sheets
            .iter()
            .flat_map(|sheet| &sheet.columns)
            .map(String::as_str)
            .collect();
        let (mut decisions, mut errors) = (Vec::new(), Vec::new());
        for said in set {
            match Decision::parse(said, &headers) {
                Ok(decision) if headers.iter().any(|header| decision.is_about(header)) => decisions.push(decision),
                Ok(decision) => errors.push(MapError::NoHeader {
                    path: self.file.shown.clone(),
                    near: near(&decision.header, &headers),
                    header: decision.header,
                }),
                Err(error) => errors.push(error),
            }
        }
        Error::all(errors)?;
        Ok(decisions)
    }

    fn sheet(&self, sheet: &Sheet, decisions: &[Decision]) -> Result<SheetProposal> {
        let heads = Heads {
            headers: &sheet.columns,
            sample: &sheet.sample,
        };
        let evidence = Evidence::new(heads, self.contract, self.store)?;
        let judge = Judge {
            names: self.opener.names,
            heads,
            evidence: &evidence,
            alike: self.alike,
        };
        let found = self.read_as(sheet, heads)?;
        // What an earlier mapping says of such files stands until something else is said.
        let earlier = self.opener.layouts.by_shape(heads.headers);
        let mut all = earlier
            .and_then(|layout| layout.shape.as_ref())
            .map(said_by)
            .unwrap_or_default();
        all.extend(decisions.iter().cloned());
        let decided = |scheme: &Scheme<'a, 'c>| self.decided(scheme, heads, &all);
        let model = earlier.map(|layout| {
            layout
                .model()
                .unwrap_or_else(|| layout.tables().next().unwrap_or_default())
        });
        let asked = self.opener.asked.or(model);
        let mut readings: Vec<Reading<'a, 'c>> = Vec::new();
        let mut unfit = Vec::new();
        for scheme in schemes(self.opener.layouts, self.contract) {
            if asked.is_some_and(|asked| asked != scheme.name()) {
                continue;
            }
            match decided(&scheme) {
                Ok(said) => readings.push(self.reading(scheme, &judge, &said)),
                Err(error) => unfit.push(error),
            }
        }
        if readings.is_empty() {
            // Of what was said, the first that no table has is what is wrong.
            return Err(unfit.swap_remove(0).into());
        }
        readings.sort_by(|a, b| b.score.total_cmp(&a.score));
        let by_name = self.named(sheet)?;
        let is = |name: &str| readings.iter().position(|reading| reading.scheme.name() == name);
        let (best, why) = match (&found, &by_name) {
            _ if self.opener.asked.is_some() => (0, say!("ingest.map.read_as.asked")),
            _ if earlier.is_some() => (0, say!("ingest.map.read_as.mapped")),
            (Some(name), _) if is(name).is_some() => (is(name).unwrap_or(0), say!("ingest.map.read_as.loads")),
            (_, Some(name)) if is(name).is_some_and(|at| readings[at].score + LEAST > readings[0].score) => {
                (is(name).unwrap_or(0), say!("ingest.map.read_as.named"))
            }
            _ => (0, say!("ingest.map.read_as.columns")),
        };
        let is_clear = found.is_some() || asked.is_some() || readings.len() < 2 || {
            let second = &readings[usize::from(best == 0)];
            let lead = readings[best].score - second.score;
            lead >= CLEAR || tables_of(&readings[best].scheme) == tables_of(&second.scheme)
        };
        let reading = readings.swap_remove(best);
        let headers = HeaderRow {
            row: sheet.first_row.saturating_sub(1),
            all: sheet.columns.iter().filter(|header| !header.is_empty()).count(),
            known: sheet
                .columns
                .iter()
                .filter(|header| self.opener.names.knows(header))
                .count(),
        };
        let mut proposal = SheetProposal {
            sheet: sheet.name.clone(),
            headers,
            read_as: None,
            columns: Vec::new(),
            missing: Vec::new(),
            made: Vec::new(),
            shape: Shape::default(),
            join: None,
        };
        if found.is_none() && asked.is_none() && reading.score < LEAST {
            return Ok(proposal);
        }
        let (zh, en) = reading.scheme.titles();
        proposal.read_as = Some(ReadAs {
            name: reading.scheme.name().to_owned(),
            zh: zh.to_owned(),
            en: en.to_owned(),
            is_layout: matches!(reading.scheme, Scheme::Layout(_)),
            is_loadable: found.is_some(),
            why,
        });
        proposal.columns = columns(&reading, &judge, is_clear, &all)?;
        self.settle(&reading.scheme, heads, &all, &mut proposal)?;
        if reading
            .scheme
            .fields(self.contract)
            .iter()
            .any(|field| field.table.name == "payments")
        {
            proposal.join = self.join.or_else(|| earlier.and_then(Layout::join));
        }
        Ok(proposal)
    }

    /// What the sheet is loaded as now, if it is.
    fn read_as(&self, sheet: &Sheet, heads: Heads<'_>) -> Result<Option<String>> {
        let asked = self.opener.asked_for(self.file, sheet)?;
        let asked = asked.as_deref();
        if let Some((layout, _)) = self.opener.layout_of(self.file, sheet, asked, heads)? {
            return Ok(Some(layout.model().unwrap_or(&layout.name).to_owned()));
        }
        let decided = self
            .opener
            .names
            .decide(&self.file.shown, sheet.name.as_deref(), asked, heads);
        Ok(decided.ok().map(|mapping| mapping.table.name.clone()))
    }

    /// The layout or table that the name of the sheet or file begins with.
    fn named(&self, sheet: &Sheet) -> Result<Option<String>> {
        let stem = self.file.shown.file_stem().unwrap_or_default().to_string_lossy();
        let mut titles = sheet.name.iter().map(String::as_str).chain([stem.as_ref()]);
        let layout = titles.find_map(|title| self.opener.layouts.by_name(title));
        let table = self.opener.names.table_named(&self.file.shown, sheet.name.as_deref())?;
        Ok(match (layout, table) {
            (Some((length, layout)), table) if table.is_none_or(|(other, _)| length >= other) => {
                Some(layout.name.clone())
            }
            (_, table) => table.map(|(_, table)| table.name.clone()),
        })
    }

    /// What was said of columns, in terms of a scheme.
    fn decided(
        &self,
        scheme: &Scheme<'a, 'c>,
        heads: Heads<'_>,
        decisions: &[Decision],
    ) -> Result<HashMap<usize, Option<Field<'a, 'c>>>, MapError> {
        let fields = scheme.fields(self.contract);
        let mut said = HashMap::new();
        let mut by_field: HashMap<&str, &str> = HashMap::new();
        for decision in decisions.iter().filter(|decision| decision.word.is_none()) {
            let Some(index) = heads.headers.iter().position(|header| decision.is_about(header)) else {
                continue;
            };
            if decision.meant.is_empty() {
                said.insert(index, None);
                continue;
            }
            let field = find_field(&fields, &decision.meant).ok_or_else(|| {
                let known: Vec<String> = fields
                    .iter()
                    .map(|field| format!("{}.{}", field.table.name, field.name))
                    .collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                MapError::NoColumn {
                    meant: decision.meant.clone(),
                    near: near(&decision.meant, &known),
                }
            })?;
            // The later of two that are said of one header counts.
            let earlier = said.insert(index, Some(*field));
            if let Some(Some(earlier)) = earlier {
                by_field.remove(earlier.name);
            }
            let header = heads.headers[index].as_str();
            if let Some(first) = by_field.insert(field.name, header).filter(|first| *first != header) {
                return Err(MapError::Twice {
                    column: field.name.to_owned(),
                    first: first.to_owned(),
                    second: header.to_owned(),
                });
            }
        }
        Ok(said)
    }

    fn reading(
        &self,
        scheme: Scheme<'a, 'c>,
        judge: &Judge<'_, 'c>,
        said: &HashMap<usize, Option<Field<'a, 'c>>>,
    ) -> Reading<'a, 'c> {
        let fields = scheme.fields(self.contract);
        let assignment = judge.assign(&fields, said);
        let taken: Vec<_> = assignment.taken.iter().flatten().collect();
        let weight = |field: &Field<'_, '_>| if field.is_required { 1.0 } else { 0.7 };
        let told: f64 = taken
            .iter()
            .map(|candidate| {
                let doubt = if candidate.sureness == Sureness::Guess {
                    0.3
                } else {
                    1.0
                };
                candidate.score * weight(&candidate.field) * doubt
            })
            .sum();
        let columns = taken.iter().map(|candidate| {
            let header = judge.heads.headers[candidate.index].clone();
            (candidate.field.name.to_owned(), vec![header])
        });
        let shape = Shape {
            columns: columns.collect(),
            ..Shape::default()
        };
        let lacking = scheme
            .with(self.contract, shape)
            .lacking(self.opener.names, judge.heads);
        let missing: usize = lacking
            .iter()
            .filter(|part| !part.optional)
            .map(|part| part.columns.len())
            .sum();
        let cost = |count: usize, each: f64| f64::from(u32::try_from(count).unwrap_or(u32::MAX)) * each;
        Reading {
            score: told - cost(missing, 1.2) - cost(fields.len() - taken.len(), 0.02),
            scheme,
            assignment,
        }
    }

    /// What follows from the columns that are taken: the mapping, what is missing, what is put together.
    fn settle(
        &self,
        scheme: &Scheme<'a, 'c>,
        heads: Heads<'_>,
        decisions: &[Decision],
        proposal: &mut SheetProposal,
    ) -> Result<()> {
        let mut shape = Shape {
            headers: heads
                .headers
                .iter()
                .filter(|header| !header.is_empty())
                .cloned()
                .collect(),
            ..Shape::default()
        };
        for column in proposal.columns.iter().filter(|column| !column.header.is_empty()) {
            let Some(meaning) = column.meaning.as_ref().filter(|_| column.is_taken()) else {
                shape.unused.push(column.header.clone());
                continue;
            };
            shape
                .columns
                .insert(meaning.column.clone(), vec![column.header.clone()]);
            for decision in decisions.iter().filter(|decision| decision.is_about(&column.header)) {
                if let Some(word) = &decision.word {
                    let words = shape.words.entry(meaning.column.clone()).or_default();
                    words.insert(word.clone(), decision.meant.clone());
                }
                if let Some(unit) = &decision.unit {
                    Unit::named(unit).ok_or_else(|| MapError::NoUnit { unit: unit.clone() })?;
                    shape.units.insert(meaning.column.clone(), unit.clone());
                }
            }
        }
        // The same header twice: the first is meant.
        shape.unused.retain(|header| {
            !shape
                .columns
                .values()
                .flatten()
                .any(|taken| fold(taken) == fold(header))
        });
        let layout = scheme.with(self.contract, shape.clone());
        proposal.shape = shape;
        proposal.made = self.made(&layout, heads);
        proposal.missing = self.missing(&layout, heads);
        Ok(())
    }

    fn made(&self, layout: &Layout, heads: Heads<'_>) -> Vec<(String, String)> {
        let made = layout.made(self.opener.names, heads).into_iter();
        let mut made: Vec<(String, String)> = made
            .map(|(table, column, text)| (format!("{}.{column}", table.name), text))
            .collect();
        // What stands in a column of the sheet, of another table, is not made.
        made.retain(|(_, text)| text.matches('{').count() != 1 || !text.starts_with('{') || !text.ends_with('}'));
        made
    }

    fn missing(&self, layout: &Layout, heads: Heads<'_>) -> Vec<Missing> {
        let lacking = layout.lacking(self.opener.names, heads).into_iter();
        let missing = lacking.map(|part| {
            let needs = part.needs.iter().filter_map(|name| part.table.column(name));
            let mut columns: Vec<_> = part.columns.clone();
            columns.extend(needs.filter(|need| !part.columns.iter().any(|column| column.name == need.name)));
            let meaning = |column: &&'c crate::contract::Column| {
                let field = Field {
                    table: part.table,
                    name: &column.name,
                    column: Some(column),
                    is_required: true,
                };
                field.meaning()
            };
            Missing {
                table: part.table.name.clone(),
                zh: part.table.zh.clone(),
                en: part.table.en.clone(),
                is_optional: part.optional,
                columns: columns.iter().map(meaning).collect(),
            }
        });
        missing.collect()
    }
}

/// What each column of the sheet is in a reading.
fn columns(
    reading: &Reading<'_, '_>,
    judge: &Judge<'_, '_>,
    is_clear: bool,
    decisions: &[Decision],
) -> Result<Vec<ColumnProposal>, MapError> {
    let mut columns = Vec::new();
    for (index, header) in judge.heads.headers.iter().enumerate() {
        let values: Vec<String> = judge.evidence.values(index).iter().take(SHOWN).cloned().collect();
        if header.is_empty() && values.is_empty() {
            continue;
        }
        let taken = reading.assignment.taken[index].as_ref();
        let mut others: Vec<_> = reading
            .assignment
            .all
            .iter()
            .filter(|other| other.index == index)
            .collect();
        others.retain(|other| taken.is_none_or(|taken| taken.field.name != other.field.name));
        let is_none = decisions
            .iter()
            .rfind(|said| said.word.is_none() && said.is_about(header));
        let sureness = match taken {
            Some(taken) if taken.sureness == Sureness::Sure && !is_clear => Sureness::Likely,
            Some(taken) => taken.sureness,
            None if is_none.is_some_and(|said| said.meant.is_empty()) => Sureness::Said,
            None => Sureness::None,
        };
        let unknown = match taken.and_then(|taken| taken.field.column) {
            Some(column) => unknown_words(judge, index, column, decisions)?,
            None => Vec::new(),
        };
        columns.push(ColumnProposal {
            header: header.clone(),
            values,
            meaning: taken.map(|taken| taken.field.meaning()),
            sureness,
            why: taken.map(|taken| taken.why.clone()).unwrap_or_default(),
            others: others.iter().take(SHOWN).map(|other| other.field.meaning()).collect(),
            unknown_words: unknown,
        });
    }
    Ok(columns)
}

/// Words that stand for none of the column's and of which nothing was said.
fn unknown_words(
    judge: &Judge<'_, '_>,
    index: usize,
    column: &crate::contract::Column,
    decisions: &[Decision],
) -> Result<Vec<(String, Option<String>)>, MapError> {
    let header = &judge.heads.headers[index];
    let mut said = HashSet::new();
    for decision in decisions.iter().filter(|decision| decision.is_about(header)) {
        let Some(word) = &decision.word else { continue };
        if !column.words.contains_key(&decision.meant) {
            let known: Vec<&str> = column.words.keys().map(String::as_str).collect();
            return Err(MapError::NoWord {
                column: column.name.clone(),
                word: decision.meant.clone(),
                near: near(&decision.meant, &known),
            });
        }
        said.insert(fold(word));
    }
    let unknown = judge.evidence.unknown_words(index, column).into_iter();
    let unknown = unknown.filter(|word| !said.contains(&fold(word)));
    Ok(unknown.map(|word| (word.clone(), likely_word(&word, column))).collect())
}

fn tables_of(scheme: &Scheme<'_, '_>) -> Vec<String> {
    match scheme {
        Scheme::Layout(layout) => layout.main_tables().map(str::to_owned).collect(),
        Scheme::Table(table) => vec![table.name.clone()],
    }
}

/// What a mapping says, as decisions.
fn said_by(shape: &Shape) -> Vec<Decision> {
    let column = |header: &String, meant: &str, unit: Option<&String>| Decision {
        header: header.clone(),
        word: None,
        meant: meant.to_owned(),
        unit: unit.cloned(),
    };
    let unused = shape.unused.iter().map(|header| column(header, "", None));
    let columns = shape.columns.iter().flat_map(|(name, headers)| {
        let unit = shape.units.get(name);
        headers.iter().map(move |header| column(header, name, unit))
    });
    let words = shape.words.iter().flat_map(|(name, words)| {
        let headers = shape.columns.get(name).into_iter().flatten();
        headers.flat_map(move |header| {
            words.iter().map(move |(word, meant)| Decision {
                header: header.clone(),
                word: Some(word.clone()),
                meant: meant.clone(),
                unit: None,
            })
        })
    });
    unused.chain(columns).chain(words).collect()
}

/// A field by `table.column`, by its column alone, or by its title.
fn find_field<'f, 'l, 'c>(fields: &'f [Field<'l, 'c>], meant: &str) -> Option<&'f Field<'l, 'c>> {
    let (table, column) = meant
        .split_once('.')
        .map_or((None, meant), |(table, column)| (Some(table.trim()), column.trim()));
    let is_title = |field: &Field<'_, '_>| {
        field
            .column
            .is_some_and(|known| fold(&known.zh) == fold(column) || fold(&known.en) == fold(column))
    };
    let is_of_table = |field: &&Field<'_, '_>| {
        table.is_none_or(|table| {
            field.table.name == table || field.table.zh == table || field.table.column(field.name).is_some()
        })
    };
    let by_name = fields.iter().find(|field| field.name == column && is_of_table(field));
    by_name.or_else(|| fields.iter().find(|field| is_title(field) && is_of_table(field)))
}

/// The word that an unknown one holds, or is held by, or is near to.
fn likely_word(word: &str, column: &crate::contract::Column) -> Option<String> {
    let folded = fold(word);
    let known: Vec<(String, &str)> = column
        .spellings()
        .map(|(spelling, word)| (fold(spelling), word))
        .collect();
    let holds = known.iter().filter(|(spelling, _)| {
        let length = spelling.chars().count();
        length > 1 && (folded.contains(spelling.as_str()) || (folded.chars().count() > 1 && spelling.contains(&folded)))
    });
    let longest = holds.max_by_key(|(spelling, _)| spelling.chars().count());
    let near = || {
        let near = nearest(&folded, known.iter().map(|(spelling, _)| spelling.as_str()))?;
        known.iter().find(|(spelling, _)| spelling == near)
    };
    longest.or_else(near).map(|(_, word)| (*word).to_owned())
}

impl HeaderRow {
    /// Why that row was taken.
    pub fn message(&self) -> Message {
        let (row, all, known) = (self.row, self.all, self.known);
        match (row, known) {
            (0, _) => say!("ingest.map.headers.none"),
            (_, 0) => say!("ingest.map.headers.first", row),
            _ => say!("ingest.map.headers.known", row, known, all),
        }
    }
}
