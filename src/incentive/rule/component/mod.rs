//! `[[component]]`: what earns. Each kind stands in its own file; here is what they share: floor and cap of a component, the
//! year so far, what an undefined measure makes of it.

mod per_item;
mod per_unit;
mod percent_of_target;
mod ranking;
mod rate;
mod score;

use std::fmt::Debug;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::clawback;
use super::in_force::InForce;
use super::proration;
use super::rules::{Act, Rule, Rules};
use crate::incentive::engine::Engine;
use crate::incentive::engine::error::RunError;
use crate::incentive::engine::numbers::Who;
use crate::incentive::engine::orphans::Orphan;
use crate::incentive::engine::outcome::{Finding, FindingKind};
use crate::incentive::engine::slip::Slip;
use crate::incentive::input::{Item, Person, Window};
use crate::incentive::number::Number;
use crate::incentive::plan::measure::{Amount, Limit, Measure};
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::Fields;
use crate::incentive::trace::{Formula, ItemTrace, Note, Read, RowWord, Shows, Step, Told, TraceRow};
use crate::message::say;
use crate::word::words;

pub(crate) use percent_of_target::weights;

/// One version of a component.
#[derive(Clone, Debug, Serialize)]
pub struct Component {
    #[serde(serialize_with = "said")]
    kind: Arc<dyn Earns>,
    on_undefined: Option<OnUndefined>,
    /// Most it pays.
    cap: Option<Amount>,
    /// Least it pays, if it pays.
    floor: Option<Amount>,
    /// True if it is of the year so far.
    ytd: bool,
}

words! {
    /// What an undefined measure makes of a component.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    enum OnUndefined {
        Error = "error",
        /// It pays 0.
        Zero = "zero",
        /// It pays 0 and leaves a finding.
        Withhold = "withhold",
    }
}

/// What templates read of it.
trait Said {
    fn said(&self) -> minijinja::Value;
}

impl<T: Serialize> Said for T {
    fn said(&self) -> minijinja::Value {
        minijinja::value::Serde(self).into()
    }
}

fn said<S: Serializer>(kind: &Arc<dyn Earns>, serializer: S) -> Result<S::Ok, S::Error> {
    (**kind).said().serialize(serializer)
}

/// A kind of component.
trait Earns: Said + Debug + Send + Sync {
    /// The one measure the component as a whole stands on.
    fn measure(&self) -> Option<&Measure> {
        None
    }

    /// The table it puts a measure into.
    fn curve(&self) -> Option<(&str, &Measure)> {
        None
    }

    /// What the value of the table is multiplied by to give money, and the weight if the plan says one.
    fn target(&self) -> Option<(&Amount, Option<&Number>)> {
        None
    }

    /// The sum of the weights of its indicators, where they are written.
    fn indicator_weights(&self) -> Option<Number> {
        None
    }

    /// What it reads of the data.
    fn reads(&self, reads: &mut Reads, window: Window);

    /// What it is worth to a person, before floor and cap.
    fn worth(&self, of: &Earning<'_>, person: &Person) -> Result<Worth, RunError>;

    /// True if it pays for payments.
    fn is_of_items(&self) -> bool {
        false
    }

    /// What a payment is worth by its rate alone.
    fn by_rate(&self, _of: &Earning<'_>, _item: &Item) -> Result<Number, RunError> {
        Ok(Number::zero())
    }

    /// What it is worth to everybody, where that cannot be said of one person alone.
    fn worth_of_all(&self, _of: &Earning<'_>, _slips: &[Slip<'_>]) -> Option<Vec<Worth>> {
        None
    }
}

type ReadKind = fn(&Fields<'_, '_>) -> Option<Arc<dyn Earns>>;

/// The kinds by their words.
const KINDS: [(&str, ReadKind); 6] = [
    ("percent_of_target", percent_of_target::read),
    ("rate", rate::read),
    ("per_item", per_item::read),
    ("per_unit", per_unit::read),
    ("score", score::read),
    ("ranking", ranking::read),
];

/// Rows of what a component is worth.
pub(crate) const WORD: &str = "component";

impl Act for Component {
    const STEP: Step = Step::new(WORD, Told::Always, Shows::Amount);
    const ROWS: &'static [RowWord] = &[RowWord::new(WORD)];

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        for (index, block) in rules.of::<Component>().iter().enumerate() {
            for rule in InForce::announced(engine, std::slice::from_ref(block), slips) {
                let earning = Earning {
                    engine,
                    rules,
                    rule: &rule,
                    index,
                    window: rule.body().window(),
                    barred: slips.iter().map(|slip| slip.barred[index].is_some()).collect(),
                };
                earning.earn(slips);
            }
        }
    }
}

impl Rule for Component {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let read = fields.word("kind", &KINDS);
        let on_undefined = fields.optional("on_undefined");
        let limit = |key| fields.optional::<Limit>(key).map(|limit| limit.0);
        let (cap, floor) = (limit("cap"), limit("floor"));
        let ytd = fields.optional("ytd").unwrap_or(false);
        let Some(kind) = read.and_then(|read| read(fields)) else {
            if read.is_none() {
                // Nobody knows which keys belong here.
                fields.allow_all();
            }
            return None;
        };
        if let Some(measure) = kind.measure() {
            measure.needs_on_undefined(fields);
        }
        let limits = floor
            .as_ref()
            .and_then(Amount::plain)
            .zip(cap.as_ref().and_then(Amount::plain));
        if let Some((floor, cap)) = limits.filter(|(floor, cap)| floor > cap) {
            let (floor, cap) = (floor.to_string(), cap.to_string());
            fields.not_allowed("floor", say!("errors.plan.not_allowed.floor", floor, cap));
        }
        Some(Self {
            kind,
            on_undefined,
            cap,
            floor,
            ytd,
        })
    }

    fn reads(&self, reads: &mut Reads) {
        let window = self.window();
        reads.whole_year |= self.ytd;
        for amount in self.cap.iter().chain(&self.floor) {
            reads.amount(amount, window);
        }
        self.kind.reads(reads, window);
    }

    fn curve(&self) -> Option<(&str, &Measure)> {
        self.kind.curve()
    }
}

impl Component {
    /// The one measure it stands on as a whole.
    pub fn measure(&self) -> Option<&Measure> {
        self.kind.measure()
    }

    /// The table and the measure that goes into it.
    pub fn table(&self) -> Option<(&str, &Measure)> {
        self.kind.curve()
    }

    /// What the value of the table is multiplied by to give money, and the weight if the plan says one.
    pub fn target(&self) -> Option<(&Amount, Option<&Number>)> {
        self.kind.target()
    }

    /// The sum of the weights of its indicators, where they are written.
    pub fn indicator_weights(&self) -> Option<Number> {
        self.kind.indicator_weights()
    }

    fn window(&self) -> Window {
        if self.ytd { Window::YearToDate } else { Window::Period }
    }
}

/// The orphaned payments of the period, if the plan pays for payments.
pub(crate) fn orphans<'e, 'a>(engine: &'e Engine<'a>, rules: &Rules) -> Vec<&'e Orphan<'a>> {
    let last = engine.input.period.last_on().min(engine.input.as_of);
    let components = rules.of::<Component>().iter();
    let pays = components
        .filter_map(|block| block.on(engine.day))
        .any(|version| version.body.kind.is_of_items());
    let takes_back = clawback::takes_reversals(engine, rules);
    let is_item = |orphan: &&Orphan<'_>| {
        let item = orphan.item;
        pays && (engine.day..=last).contains(&item.paid_on) && !(takes_back && item.amount.is_negative())
    };
    engine.orphans.all.iter().filter(is_item).collect()
}

/// What payments are worth by the rates of all components in force, without any coefficient or limit.
pub(super) fn by_rate(engine: &Engine<'_>, rules: &Rules, items: &[&Item]) -> Result<Number, RunError> {
    let mut sum = Number::zero();
    for (index, rule) in InForce::all(engine, rules.of::<Component>()).iter().enumerate() {
        let earning = Earning {
            engine,
            rules,
            rule,
            index,
            window: Window::Period,
            barred: Vec::new(),
        };
        for item in items {
            sum += &rule.body().kind.by_rate(&earning, item)?;
        }
    }
    Ok(sum)
}

/// What a component is worth before floor and cap.
#[derive(Default)]
struct Worth {
    /// None if an undefined measure leaves nothing to pay.
    value: Option<Number>,
    inputs: Vec<Read>,
    formula: Option<Formula>,
    notes: Vec<Note>,
    items: Vec<ItemTrace>,
    /// The measure it is withheld for until that is known.
    withheld: Option<String>,
}

impl Worth {
    fn of(value: Number, inputs: Vec<Read>, formula: Formula) -> Self {
        Self {
            value: Some(value),
            inputs,
            formula: Some(formula),
            ..Self::default()
        }
    }
}

/// A component being calculated.
struct Earning<'a> {
    engine: &'a Engine<'a>,
    rules: &'a Rules,
    rule: &'a InForce<'a, Component>,
    index: usize,
    window: Window,
    /// Who of the people, in their order, earns nothing in it.
    barred: Vec<bool>,
}

impl Earning<'_> {
    fn earn(&self, slips: &mut [Slip<'_>]) {
        let kind = &self.rule.body().kind;
        let mut of_all = kind.worth_of_all(self, slips).map(Vec::into_iter);
        for slip in slips {
            let ready = of_all.as_mut().and_then(Iterator::next);
            slip.amounts[self.index] = Some(Number::zero());
            let mut row = self.rule.row();
            if let Some(reason) = &slip.barred[self.index] {
                row.notes.push(Note::Barred(reason.clone()));
                slip.post(row);
                continue;
            }
            let worth = ready.map_or_else(|| kind.worth(self, slip.person), Ok);
            let worth = self.engine.take(worth).unwrap_or_default();
            if let Some(row) = self.engine.take(self.limited(slip.person, worth, row)) {
                slip.amounts[self.index] = Some(row.amount.clone());
                slip.post(row);
            }
        }
    }

    /// Floor, cap, what the year paid before, rounding.
    fn limited(&self, person: &Person, worth: Worth, mut row: TraceRow) -> Result<TraceRow, RunError> {
        row.inputs = worth.inputs;
        row.formula = worth.formula;
        row.notes = worth.notes;
        row.items = worth.items;
        if let Some(detail) = worth.withheld {
            self.engine.find(Finding {
                specialist: person.id.clone(),
                about: row.node.to_string(),
                kind: FindingKind::Withheld,
                detail,
            });
        }
        let Some(mut value) = worth.value else {
            return Ok(row);
        };
        let body = self.rule.body();
        if value.is_positive() {
            let limit = |amount: &Option<Amount>| amount.as_ref().map(|a| self.amount(person, a)).transpose();
            if let Some((floor, reads)) = limit(&body.floor)?.filter(|(floor, _)| value < *floor) {
                row.notes.push(Note::LiftedTo(floor.clone()));
                row.inputs.extend(reads);
                value = floor;
            }
            if let Some((cap, reads)) = limit(&body.cap)?.filter(|(cap, _)| value > *cap) {
                row.notes.push(Note::HeldTo(cap.clone()));
                row.inputs.extend(reads);
                value = cap;
            }
        }
        if body.ytd {
            let before = self.engine.paid_this_year(&person.id, |node| *node == row.node);
            if !before.is_zero() {
                row.notes.push(Note::PaidBefore(before.clone()));
            }
            value = &value - &before;
        }
        row.amount = self.engine.round(&value);
        Ok(row)
    }

    fn amount(&self, person: &Person, amount: &Amount) -> Result<(Number, Vec<Read>), RunError> {
        self.engine
            .amount(self.rule.at(), Who::person(person), amount, self.window)
    }

    fn look_up(&self, person: &Person, table: &str, x: &Number) -> Result<(Number, Formula), RunError> {
        self.engine.look_up(self.rule.at(), &person.id, table, x)
    }

    /// A target bonus, by days served if the plan says so.
    fn base(&self, person: &Person, base: &Amount) -> Result<(Number, Vec<Read>), RunError> {
        let (mut value, mut reads) = self.amount(person, base)?;
        for (share, read) in proration::of_target(self.engine, self.rules, person, self.window) {
            value = &value * &share;
            reads.push(read);
        }
        Ok((value, reads))
    }

    /// What `then` makes of x, or what `on_undefined` says if there is none.
    fn measured(
        &self,
        person: &Person,
        measure: &Measure,
        then: impl FnOnce(&Number) -> Result<Worth, RunError>,
    ) -> Result<Worth, RunError> {
        let read = self.engine.read(Who::person(person), measure, self.window);
        if let Some(x) = read.value.clone() {
            let mut worth = then(&x)?;
            worth.inputs.insert(0, read);
            return Ok(worth);
        }
        let mut worth = Worth {
            inputs: vec![read],
            ..Worth::default()
        };
        match self.rule.body().on_undefined {
            Some(OnUndefined::Zero) => {
                worth.value = Some(Number::zero());
                worth.notes.push(Note::UndefinedPaysNothing(measure.name.clone()));
            }
            Some(OnUndefined::Withhold) => {
                worth.notes.push(Note::UndefinedWithheld(measure.name.clone()));
                worth.withheld = Some(measure.to_string());
            }
            Some(OnUndefined::Error) | None => return Err(self.rule.at().undefined(&person.id, measure)),
        }
        Ok(worth)
    }
}
