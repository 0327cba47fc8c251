//! How components are read: one function per kind; the table of kinds is [`KINDS`].

use super::Within;
use super::components::{
    Coefficient, Component, FactorUndefined, Indicator, ItemRate, Kind, MissingIndicator, OnUndefined, Ties, plain,
};
use super::error::Fault;
use super::fields::{Fields, Item};
use super::lists::{known_name, table_name};
use super::measure::{Amount, Measure, Wanted, amount, measure, optional_amount};
use crate::incentive::number::Number;
use crate::metrics::Direction;

const BETTER: [(&str, Direction); 2] = [("higher", Direction::Higher), ("lower", Direction::Lower)];

type Reads = fn(&Fields<'_, '_>) -> Option<Kind>;

/// The kinds by their words.
const KINDS: [(&str, Reads); 6] = [
    ("percent_of_target", percent_of_target),
    ("rate", rate),
    ("per_item", per_item),
    ("per_unit", per_unit),
    ("score", score),
    ("ranking", ranking),
];

/// Reads one `[[component.version]]`, its date apart.
pub(super) fn component(fields: &Fields<'_, '_>) -> Option<Component> {
    let read = fields.word("kind", &KINDS);
    let on_undefined = fields.optional_word(
        "on_undefined",
        &[
            ("error", OnUndefined::Error),
            ("zero", OnUndefined::Zero),
            ("withhold", OnUndefined::Withhold),
        ],
    );
    let cap = optional_amount(fields, "cap");
    let floor = optional_amount(fields, "floor");
    let ytd = fields.optional_boolean("ytd");
    let kind = read?(fields);
    fields.finish();
    let (kind, on_undefined, cap, floor) = (kind?, on_undefined?, cap?, floor?);
    let needs_word = kind.measure().is_some_and(|m| m.may_be_undefined);
    if needs_word && on_undefined.is_none() {
        fields.missing("on_undefined");
    }
    floor_above_cap(fields, floor.as_ref(), cap.as_ref());
    Some(Component {
        kind,
        on_undefined,
        cap,
        floor,
        ytd: ytd?,
    })
}

fn floor_above_cap(fields: &Fields<'_, '_>, floor: Option<&Amount>, cap: Option<&Amount>) {
    if let Some((floor, cap)) = floor.and_then(plain).zip(cap.and_then(plain)).filter(|(f, c)| f > c) {
        fields.not_allowed("floor", format!("floor {floor} above cap {cap}"));
    }
}

fn percent_of_target(fields: &Fields<'_, '_>) -> Option<Kind> {
    let base = amount(fields, "base");
    let weight = fields.optional_number("weight");
    let (measure, table) = (measure(fields, Wanted::VALUE), table_name(fields));
    Some(Kind::PercentOfTarget {
        base: base?,
        weight: weight?,
        measure: measure?,
        table: table?,
    })
}

fn rate(fields: &Fields<'_, '_>) -> Option<Kind> {
    let (measure, table) = (measure(fields, Wanted::AMOUNT), table_name(fields));
    Some(Kind::Rate {
        measure: measure?,
        table: table?,
    })
}

fn per_unit(fields: &Fields<'_, '_>) -> Option<Kind> {
    let measure = measure(fields, Wanted::AMOUNT);
    let amount = amount(fields, "amount");
    let free = fields.optional_number("free");
    Some(Kind::PerUnit {
        measure: measure?,
        amount: amount?,
        free: free?.unwrap_or_else(Number::zero),
    })
}

fn per_item(fields: &Fields<'_, '_>) -> Option<Kind> {
    let filter = filter(fields);
    let rate = item_rate(fields);
    let coefficient = if fields.has("coefficient") {
        fields
            .optional_table("coefficient")
            .and_then(|f| coefficient(&f))
            .map(Some)
    } else {
        Some(None)
    };
    Some(Kind::PerItem {
        filter: filter?,
        rate: rate?,
        coefficient: coefficient?,
    })
}

fn filter(fields: &Fields<'_, '_>) -> Option<Vec<(String, Vec<String>)>> {
    if !fields.has("filter") {
        return Some(Vec::new());
    }
    let inner = fields.optional_table("filter")?;
    let mut columns = Vec::new();
    for (column, span, item) in inner.entries() {
        check_column(fields, column, &span);
        let values = fields.reader.array(&fields.block, column, item);
        let words: Vec<Option<String>> = values.into_iter().map(|v| word_or_integer(fields, column, v)).collect();
        columns.push((column.to_owned(), words.into_iter().collect::<Option<Vec<_>>>()?));
    }
    Some(columns)
}

/// Text, or an integer as text.
fn word_or_integer(fields: &Fields<'_, '_>, key: &str, item: Item<'_>) -> Option<String> {
    match item.get_ref().as_integer() {
        Some(integer) => Some(integer.as_str().replace('_', "")),
        None => fields.reader.text(&fields.block, key, item).map(ToOwned::to_owned),
    }
}

pub(super) fn check_column(fields: &Fields<'_, '_>, column: &str, span: &std::ops::Range<usize>) -> bool {
    let known = &fields.reader.known.columns;
    if known.contains(column) {
        return true;
    }
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    let fault = Fault::Unknown {
        what: "column",
        name: column.to_owned(),
    };
    let hint = crate::diagnostic::did_you_mean(column, &names);
    fields.reader.fault(&fields.block, span, fault, Some(hint));
    false
}

fn item_rate(fields: &Fields<'_, '_>) -> Option<ItemRate> {
    match (fields.has("rate_table"), fields.has("table")) {
        (true, true) => {
            let _ = (fields.get("rate_table"), fields.get("table"), fields.get("on"));
            fields.not_allowed("rate_table", "`rate_table` together with `table`");
            None
        }
        (true, false) => {
            if fields.has("on") {
                let _ = fields.get("on");
                fields.not_allowed("on", "`on` with a `rate_table`");
            }
            let item = fields.need("rate_table")?;
            known_name(fields, "rate_table", item, &fields.reader.ids.rate_tables).map(ItemRate::Rates)
        }
        (false, true) => {
            let (table, on) = (table_name(fields), fields.text("on"));
            let (table, on) = (table?, on?);
            if on == "amount" {
                return Some(ItemRate::TableOfAmount(table));
            }
            check_column(fields, &on, &fields.span_of("on")).then_some(ItemRate::TableOf(table, on))
        }
        (false, false) => {
            fields.fault_with(
                "rate_table",
                Fault::Missing("rate_table".to_owned()),
                "or `table` and `on`".to_owned(),
            );
            None
        }
    }
}

fn coefficient(fields: &Fields<'_, '_>) -> Option<Coefficient> {
    let (table, measure) = (table_name(fields), measure(fields, Wanted::VALUE));
    let on_undefined = fields.optional_word("on_undefined", &FactorUndefined::WORDS);
    let due_no: Vec<Option<String>> = fields
        .optional_array("due_no")
        .unwrap_or_default()
        .into_iter()
        .map(|item| {
            fields
                .reader
                .integer(&fields.block, "due_no", item)
                .map(|n| n.to_string())
        })
        .collect();
    fields.finish();
    let (measure, on_undefined) = (measure?, on_undefined?);
    if measure.may_be_undefined && on_undefined.is_none() {
        fields.missing("on_undefined");
    }
    Some(Coefficient {
        table: table?,
        measure,
        due_no: due_no.into_iter().collect::<Option<_>>()?,
        on_undefined,
    })
}

fn score(fields: &Fields<'_, '_>) -> Option<Kind> {
    let (base, table) = (amount(fields, "base"), table_name(fields));
    let whole_steps = fields.word("steps", &[("whole", true), ("linear", false)]);
    let read: Vec<Option<Indicator>> = fields.tables("indicators").iter().map(indicator).collect();
    Some(Kind::Score {
        base: base?,
        table: table?,
        whole_steps: whole_steps?,
        indicators: read.into_iter().collect::<Option<_>>()?,
    })
}

fn indicator(fields: &Fields<'_, '_>) -> Option<Indicator> {
    let measure = measure(fields, Wanted::VALUE);
    let [base_value, base_score, step, up, down, min, max] =
        ["base_value", "base_score", "step", "up", "down", "min", "max"].map(|key| fields.number(key));
    let better = fields.word("better", &BETTER);
    let weight = fields.optional_number("weight");
    let missing = fields.word(
        "missing",
        &[
            ("error", MissingIndicator::Error),
            ("zero", MissingIndicator::Zero),
            ("peer_group", MissingIndicator::PeerGroup),
        ],
    );
    fields.finish();
    let (measure, better, step, min, max) = (measure?, better?, step?, min?, max?);
    check_better(fields, &measure, better);
    if !step.is_positive() {
        fields.not_allowed("step", format!("step = \"{step}\" (not above 0)"));
    }
    if min > max {
        fields.not_allowed("min", format!("min {min} above max {max}"));
    }
    Some(Indicator {
        measure,
        base_value: base_value?,
        base_score: base_score?,
        step,
        up: up?,
        down: down?,
        min,
        max,
        better,
        weight: weight?.unwrap_or_else(Number::one),
        missing: missing?,
    })
}

fn check_better(fields: &Fields<'_, '_>, measure: &Measure, better: Direction) {
    let Some(direction) = measure.direction.filter(|d| *d != better) else {
        return;
    };
    let word = |d| if d == Direction::Higher { "higher" } else { "lower" };
    let fault = Fault::Direction {
        what: format!("better = \"{}\"", word(better)),
        metric: measure.to_string(),
        better: word(direction),
    };
    fields.fault("better", fault);
}

fn ranking(fields: &Fields<'_, '_>) -> Option<Kind> {
    let measure = measure(fields, Wanted::RANKED);
    if fields.has("scope") {
        let _ = fields.get("scope");
        fields.not_allowed("scope", "`scope` in a ranking, which is about people,");
    }
    let within = fields.word("within", &Within::WORDS);
    let better = fields.word("better", &BETTER);
    let ties = fields.word(
        "ties",
        &[("share", Ties::Share), ("higher", Ties::Higher), ("all", Ties::All)],
    );
    let places: Option<Vec<Option<Number>>> = fields.array("places").map(|items| {
        let number = |item| fields.reader.number(&fields.block, "places", item);
        items.into_iter().map(number).collect()
    });
    let min_sample = min_sample(fields, measure.as_ref());
    let (measure, better) = (measure?, better?);
    check_better(fields, &measure, better);
    Some(Kind::Ranking {
        measure,
        within: within?,
        better,
        places: places?.into_iter().collect::<Option<_>>()?,
        ties: ties?,
        min_sample: min_sample?,
    })
}

/// Mandatory for a metric with a denominator, of no use for a count.
fn min_sample(fields: &Fields<'_, '_>, measure: Option<&Measure>) -> Option<Option<u32>> {
    let item = fields.get("min_sample");
    let info = fields.reader.known.metrics.get(&measure?.metric)?;
    match (item, info.has_denominator) {
        (Some(_), false) => {
            fields.not_allowed("min_sample", "`min_sample` for a metric without a denominator");
            None
        }
        (None, true) => {
            fields.missing("min_sample");
            None
        }
        (None, false) => Some(None),
        (Some(item), true) => fields.reader.integer(&fields.block, "min_sample", item).map(Some),
    }
}
