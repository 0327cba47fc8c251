//! How the blocks around the components are read.

use chrono::NaiveDate;

use super::around::{
    Absence, Cap, Cause, Causes, Clawback, Deferral, Eligibility, Floor, Fund, Gate, Guarantee, Multiplier, OnExcess,
    Otherwise, Penalty, PenaltyEach, Pool, PoolWeights, Proration,
};
use super::components::FactorUndefined;
use super::condition::{condition, optional_condition};
use super::error::Fault;
use super::fields::{Fields, Item};
use super::lists::{known_name, table_name};
use super::measure::{AmountSource, Scope, Wanted, amount, amount_of, measure};
use super::{Components, Per, Within};
use crate::incentive::number::Number;

/// `components`: the word all, or a list of ids the plan has.
fn components(fields: &Fields<'_, '_>) -> Option<Components> {
    let item = fields.need("components")?;
    if item.get_ref().as_str() == Some("all") {
        return Some(Components::All);
    }
    if item.get_ref().is_str() {
        fields.reader.word(&fields.block, "components", item, &[("all", ())]);
        return None;
    }
    let items = fields.reader.array(&fields.block, "components", item);
    if items.is_empty() {
        fields.not_allowed("components", "an empty `components`");
    }
    let ids: Vec<Option<String>> = items
        .into_iter()
        .map(|item| known_name(fields, "component", item, &fields.reader.ids.components))
        .collect();
    ids.into_iter().collect::<Option<_>>().map(Components::Some)
}

/// A share of an amount: from 0 to 1.
fn share(fields: &Fields<'_, '_>, key: &'static str) -> Option<Number> {
    let item = fields.need(key)?;
    share_of(fields, key, item)
}

fn share_of(fields: &Fields<'_, '_>, key: &str, item: Item<'_>) -> Option<Number> {
    let share = fields.reader.number(&fields.block, key, item)?;
    if share.is_negative() || share > Number::one() {
        let fault = Fault::NotAllowed(format!("{key} = \"{share}\" (a share lies between 0 and 1)"));
        fields.reader.fault(&fields.block, &item.span(), fault, None);
        return None;
    }
    Some(share)
}

pub(super) fn eligibility(fields: &Fields<'_, '_>) -> Option<Eligibility> {
    let components = components(fields);
    let tenure = fields
        .get("min_tenure_months")
        .map(|item| fields.reader.integer(&fields.block, "min_tenure_months", item));
    let grades: Option<Option<Vec<String>>> = fields.optional_array("grades").map(|items| {
        items
            .into_iter()
            .map(|item| fields.reader.text(&fields.block, "grades", item).map(ToOwned::to_owned))
            .collect()
    });
    let when = optional_condition(fields);
    let reason = fields.title("reason");
    fields.finish();
    Some(Eligibility {
        components: components?,
        min_tenure_months: written(tenure)?,
        grades: written(grades)?,
        when: when?,
        reason: reason?,
    })
}

/// `Some(None)` if it is not written, `None` if it is written wrongly.
fn written<T>(value: Option<Option<T>>) -> Option<Option<T>> {
    match value {
        None => Some(None),
        Some(None) => None,
        Some(value) => Some(value),
    }
}

pub(super) fn gate(fields: &Fields<'_, '_>) -> Option<Gate> {
    let (when, components) = (condition(fields), components(fields));
    let otherwise = otherwise(fields);
    fields.finish();
    Some(Gate {
        when: when?,
        components: components?,
        otherwise: otherwise?,
    })
}

fn otherwise(fields: &Fields<'_, '_>) -> Option<Otherwise> {
    let item = fields.need("otherwise")?;
    if item.get_ref().is_table() {
        let inner = fields.reader.fields(&fields.block, "otherwise", item)?;
        let factor = inner.number("multiply");
        inner.finish();
        let factor = factor?;
        if factor.is_negative() {
            inner.not_allowed("multiply", format!("multiply = \"{factor}\" (below 0)"));
            return None;
        }
        return Some(Otherwise::Multiply(factor));
    }
    let words = [("zero", Otherwise::Zero), ("withhold", Otherwise::Withhold)];
    let words: Vec<(&str, usize)> = words.iter().enumerate().map(|(i, (w, _))| (*w, i)).collect();
    let index = fields.reader.word(&fields.block, "otherwise", item, &words)?;
    Some(if index == 0 {
        Otherwise::Zero
    } else {
        Otherwise::Withhold
    })
}

pub(super) fn multiplier(fields: &Fields<'_, '_>) -> Option<Multiplier> {
    let (measure, table) = (measure(fields, Wanted::VALUE), table_name(fields));
    let components = components(fields);
    let on_undefined = fields.optional_word("on_undefined", &FactorUndefined::WORDS);
    fields.finish();
    let (measure, on_undefined) = (measure?, on_undefined?);
    if measure.may_be_undefined && on_undefined.is_none() {
        fields.missing("on_undefined");
    }
    Some(Multiplier {
        measure,
        table: table?,
        components: components?,
        on_undefined,
    })
}

pub(super) fn penalty(fields: &Fields<'_, '_>) -> Option<Penalty> {
    let measure = measure(fields, Wanted::AMOUNT);
    let each = penalty_each(fields);
    let free = fields.optional_number("free");
    let components = components(fields);
    let most = share(fields, "max_share_of_pay");
    let on_undefined = fields.optional_word("on_undefined", &[("error", true), ("zero", false)]);
    fields.finish();
    let (measure, on_undefined) = (measure?, on_undefined?);
    if measure.may_be_undefined && on_undefined.is_none() {
        fields.missing("on_undefined");
    }
    Some(Penalty {
        measure,
        each: each?,
        free: free?.unwrap_or_else(Number::zero),
        components: components?,
        max_share_of_pay: most?,
        undefined_is_error: on_undefined.unwrap_or(true),
    })
}

fn penalty_each(fields: &Fields<'_, '_>) -> Option<PenaltyEach> {
    match (fields.has("per_unit"), fields.has("share")) {
        (true, true) => {
            let _ = (fields.get("per_unit"), fields.get("share"));
            fields.not_allowed("share", "`share` together with `per_unit`");
            None
        }
        (false, true) => fields.number("share").map(PenaltyEach::Share),
        _ => amount(fields, "per_unit").map(PenaltyEach::Amount),
    }
}

pub(super) fn floor(fields: &Fields<'_, '_>) -> Option<Floor> {
    let (limit, per) = (amount(fields, "limit"), fields.word("per", &Per::WORDS));
    fields.finish();
    Some(Floor {
        limit: limit?,
        per: per?,
    })
}

pub(super) fn cap(fields: &Fields<'_, '_>) -> Option<Cap> {
    let (limit, per) = (amount(fields, "limit"), fields.word("per", &Per::WORDS));
    let on_excess = fields.word(
        "on_excess",
        &[
            ("lose", OnExcess::Lose),
            ("carry", OnExcess::Carry),
            ("defer", OnExcess::Defer),
        ],
    );
    fields.finish();
    Some(Cap {
        limit: limit?,
        per: per?,
        on_excess: on_excess?,
    })
}

pub(super) fn proration(fields: &Fields<'_, '_>) -> Option<Proration> {
    let payout = fields.word("applies_to", &[("target", false), ("payout", true)]);
    let working_days = fields.word("days", &[("calendar_days", false), ("working_days", true)]);
    let words = [
        ("join", Absence::Join),
        ("leave", Absence::Leave),
        ("transfer", Absence::Transfer),
    ];
    let causes: Option<Option<Vec<Absence>>> = fields.array("causes").map(|items| {
        items
            .into_iter()
            .map(|item| fields.reader.word(&fields.block, "causes", item, &words))
            .collect()
    });
    let (holidays, workdays) = (days(fields, "holidays"), days(fields, "workdays"));
    fields.finish();
    Some(Proration {
        payout: payout?,
        working_days: working_days?,
        causes: causes??,
        holidays: holidays?,
        workdays: workdays?,
    })
}

fn days(fields: &Fields<'_, '_>, key: &'static str) -> Option<Vec<NaiveDate>> {
    let items = fields.optional_array(key).unwrap_or_default();
    let days: Vec<Option<NaiveDate>> = items
        .into_iter()
        .map(|item| fields.reader.date(&fields.block, key, item))
        .collect();
    days.into_iter().collect()
}

pub(super) fn pool(fields: &Fields<'_, '_>) -> Option<Pool> {
    let within = fields.word("within", &Within::WORDS);
    let fund = fields.need("fund").and_then(|item| fund(fields, item, within));
    let weights = fields.need("weights").and_then(|item| weights(fields, item));
    let on_undefined = fields.optional_word("on_undefined", &[("error", false), ("zero", true)]);
    fields.finish();
    Some(Pool {
        within: within?,
        fund: fund?,
        weights: weights?,
        undefined_is_zero: on_undefined?.unwrap_or(false),
    })
}

fn fund(fields: &Fields<'_, '_>, item: Item<'_>, within: Option<Within>) -> Option<Fund> {
    let is_share = item
        .get_ref()
        .as_table()
        .is_some_and(|t| t.get("share_of_pay").is_some());
    if is_share {
        let inner = fields.reader.fields(&fields.block, "fund", item)?;
        let share = share(&inner, "share_of_pay");
        let from_members = inner.word("from", &[("members", true), ("company", false)]);
        inner.finish();
        return Some(Fund::Share {
            share: share?,
            from_members: from_members?,
        });
    }
    let amount = amount_of(fields, "fund", item)?;
    if let AmountSource::Measure(measure) = &amount.source {
        let is_group = measure.scope == Scope::Company || within.is_some_and(|w| w.scope() == measure.scope);
        let is_branch_of_team = within == Some(Within::Team) && measure.scope == Scope::Branch;
        if !is_group && !is_branch_of_team {
            fields.not_allowed("fund", format!("a fund of scope = \"{}\"", measure.scope.word()));
            return None;
        }
    }
    Some(Fund::Amount(amount))
}

fn weights(fields: &Fields<'_, '_>, item: Item<'_>) -> Option<PoolWeights> {
    if item.get_ref().is_table() {
        let inner = fields.reader.fields(&fields.block, "weights", item)?;
        let measure = measure(&inner, Wanted::AMOUNT);
        inner.finish();
        return measure.map(PoolWeights::Measure);
    }
    let words = [("collaboration_points", ())];
    fields
        .reader
        .word(&fields.block, "weights", item, &words)
        .map(|()| PoolWeights::CollaborationPoints)
}

pub(super) fn guarantee(fields: &Fields<'_, '_>) -> Option<Guarantee> {
    let amount = amount(fields, "amount");
    let recoverable = fields.boolean("recoverable");
    let until = fields.optional_date("until");
    fields.finish();
    Some(Guarantee {
        amount: amount?,
        recoverable: recoverable?,
        until: until?,
    })
}

pub(super) fn deferral(fields: &Fields<'_, '_>) -> Option<Deferral> {
    let components = components(fields);
    let (share, after) = (share(fields, "share"), fields.integer("after"));
    let when = optional_condition(fields);
    fields.finish();
    Some(Deferral {
        components: components?,
        share: share?,
        after: after?,
        when: when?,
    })
}

pub(super) fn clawback(fields: &Fields<'_, '_>) -> Option<Clawback> {
    let causes = fields.need("causes").and_then(|item| causes(fields, item));
    let schedule = schedule(fields);
    let net_paid = fields.word("basis", &[("net_paid", true), ("calculated", false)]);
    let never_below = fields.need("never_below").and_then(|item| {
        if item.get_ref().as_str() == Some("none") {
            return Some(None);
        }
        amount_of(fields, "never_below", item).map(Some)
    });
    fields.finish();
    let (causes, schedule) = (causes?, schedule?);
    if schedule.is_empty() && causes.iter().any(|(_, c)| *c == Causes::Schedule) {
        fields.missing("schedule");
    }
    Some(Clawback {
        causes,
        schedule,
        net_paid: net_paid?,
        never_below: never_below?,
    })
}

fn causes(fields: &Fields<'_, '_>, item: Item<'_>) -> Option<Vec<(Cause, Causes)>> {
    let inner = fields.reader.fields(&fields.block, "causes", item)?;
    let mut causes = Vec::new();
    for (word, span, item) in inner.entries() {
        let Some((_, cause)) = Cause::WORDS.iter().find(|(known, _)| *known == word) else {
            let known: Vec<&str> = Cause::WORDS.iter().map(|(w, _)| *w).collect();
            let fault = Fault::Unknown {
                what: "cause",
                name: word.to_owned(),
            };
            let hint = crate::diagnostic::did_you_mean(word, &known);
            fields.reader.fault(&fields.block, &span, fault, Some(hint));
            continue;
        };
        let how = if item.get_ref().as_str() == Some("schedule") {
            Some(Causes::Schedule)
        } else {
            share_of(fields, word, item).map(Causes::Share)
        };
        causes.extend(how.map(|how| (*cause, how)));
    }
    Some(causes)
}

fn schedule(fields: &Fields<'_, '_>) -> Option<Vec<(u32, Number)>> {
    let tables = fields.optional_tables("schedule");
    let rows: Vec<Option<(u32, Number)>> = tables
        .iter()
        .map(|row| {
            let (upto, share) = (row.integer("upto"), share(row, "share"));
            row.finish();
            Some((upto?, share?))
        })
        .collect();
    let rows: Vec<(u32, Number)> = rows.into_iter().collect::<Option<_>>()?;
    for pair in rows.windows(2) {
        if pair[0].0 >= pair[1].0 {
            let fault = Fault::Rising {
                what: "schedule",
                before: pair[0].0.to_string(),
                next: pair[1].0.to_string(),
            };
            fields.fault("schedule", fault);
        }
    }
    Some(rows)
}
