//! `/item/{item}`: a due item with its bill, payments and contacts; the customer's number on demand, for a purpose that is written
//! down.

use minijinja::{Value as View, context};
use serde::Deserialize;

use super::codes::Codes;
use crate::contract::Contract;
use crate::decimal::grouped;
use crate::message::say;
use crate::privacy::masked_name;
use crate::report::model::Level;
use crate::serve::asked::Asked;
use crate::serve::board::{Where, unit_path};
use crate::serve::page::{Page, PageContext, PageError, Route};
use crate::serve::rights::Right;
use crate::serve::state::{Act, ActKind};
use crate::serve::viewer::{Place, Seen, Viewer};
use crate::store::{Params, Row};

pub(super) const ITEM: Route = Route::get("/item/{item}", Right::Item, item);
pub(super) const REVEAL: Route = Route::post("/item/{item}/reveal", Right::Reveal, reveal);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfItem {
    item: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Revealed {
    item: String,
    purpose: String,
}

fn item(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let OfItem { item } = asked.read()?;
    show(page, viewer, &item, None)
}

/// Shows the number once, after who asked and why was written down.
fn reveal(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let Revealed { item, purpose } = asked.read()?;
    let published = page.published()?;
    let params = || Params::none().with("item", &item);
    let mut places = viewer.all_seen(Right::Reveal).into_iter();
    let seen = places
        .find_map(|seen| match published.rows("item", &seen, params()) {
            Ok(rows) if rows.is_empty() => None,
            Ok(_) => Some(Ok(seen)),
            Err(error) => Some(Err(error)),
        })
        .ok_or(PageError::NotFound)??;
    if !purposes(page)?.contains(&purpose) {
        return Err(PageError::Wrong(say!("serve.item.no_purpose")));
    }
    let act = Act::new(ActKind::Reveal).about(&item).with("purpose", &purpose);
    page.note(viewer, asked, act)?;
    let rows = published.rows_unkept("phone", &seen, params())?;
    let phone = rows.first().map(|row| row.text("phone"));
    let none = page.texts().word("serve.item.no_phone").to_owned();
    show(page, viewer, &item, Some(phone.unwrap_or(none)))
}

/// For what a customer is contacted, as the data contract knows it.
fn purposes(page: &PageContext) -> Result<Vec<String>, PageError> {
    let contract = Contract::load(&page.workspace.library)?;
    let columns = contract.table("activities")?.columns.iter();
    let purpose = columns.filter(|column| column.name == "purpose");
    Ok(purpose.flat_map(|column| column.words.keys().cloned()).collect())
}

fn show(page: &PageContext, viewer: &Viewer, item: &str, phone: Option<String>) -> Result<Page, PageError> {
    let published = page.published()?;
    let at = Where {
        page,
        viewer,
        published: &published,
        right: Right::Item,
    };
    let params = || Params::none().with("item", item);
    for seen in viewer.all_seen(Right::Item) {
        let rows = published.rows("item", &seen, params())?;
        if let Some(row) = rows.first() {
            return shown(&at, &seen, (item, row), phone);
        }
    }
    Err(PageError::NotFound)
}

/// Why a payment failed; nothing of one that did not.
fn failure(codes: &Codes, code: &str) -> String {
    if code.is_empty() {
        String::new()
    } else {
        codes.words.word("reason", code)
    }
}

fn shown(at: &Where<'_>, seen: &Seen, (item, row): (&str, Row<'_>), phone: Option<String>) -> Result<Page, PageError> {
    let page = at.page;
    let locale = page.site.format().locale();
    let codes = Codes::load(&page.workspace.library, locale)?;
    let params = || Params::none().with("item", item);
    let owner = Place::new(Level::Specialist, row.text("specialist_id"));
    let may_reveal = at.viewer.may(Right::Reveal, &owner) && at.viewer.looks_as().is_none();
    let name = row.text("customer_name");
    let money = |column: &str| row.decimal(column).map(grouped);
    let contacts = at.published.rows("contacts", seen, params())?;
    let contacts = contacts.iter().map(|row| {
        context! {
            at => row.text("occurred_at").chars().take(16).collect::<String>(),
            kind => codes.named(&row.text("kind")),
            purpose => codes.named(&row.text("purpose")),
            outcome => codes.named(&row.text("outcome")),
            promised_on => row.text("promised_on"),
            objection => codes.words.word("reason", &row.text("objection_code")),
            has_objection => !row.text("objection_code").is_empty(),
            note => crate::privacy::without_mobiles(&row.text("note")),
            by => row.text("specialist_name"),
        }
    });
    let contacts: Vec<View> = contacts.collect();
    let payments = at.published.rows("payments", seen, params())?;
    let payments = payments.iter().map(|row| {
        context! {
            on => row.text("paid_on").chars().take(10).collect::<String>(),
            amount => row.decimal("amount").map(grouped),
            method => codes.named(&row.text("method")),
            status => codes.named(&row.text("status")),
            failure => failure(&codes, &row.text("failure_code")),
        }
    });
    let payments: Vec<View> = payments.collect();
    let purposes = if may_reveal { purposes(page)? } else { Vec::new() };
    let purposes = purposes.iter().map(|word| context! { word, text => codes.named(word) });
    let reasons = row.text("reasons");
    let values = context! {
        item,
        customer => if may_reveal { name } else { masked_name(&name) },
        customer_id => row.text("customer_id"),
        phone_masked => row.text("phone"),
        phone,
        may_reveal,
        purposes => purposes.collect::<Vec<_>>(),
        policy_id => row.text("policy_id"),
        due_id => row.text("due_id"),
        product => row.text("product"),
        channel => codes.words.word("channel", &row.text("channel")),
        mode => codes.words.word("mode", &row.text("premium_mode")),
        due_no => row.text("due_no"),
        due_on => row.text("due_on"),
        grace_end_on => row.text("grace_end_on"),
        amount_due => money("amount_due"),
        paid => money("paid"),
        settled_on => row.text("settled_on"),
        annual_premium => money("annual_premium"),
        specialist => row.text("specialist_name"),
        board => at.viewer.may(Right::Board, &owner).then(|| unit_path("/board", &owner)),
        team => row.text("team_name"),
        tasks => (!reasons.is_empty()).then(|| codes.tasks(&reasons)),
        risk_reasons => row.text(locale.pick("reasons_zh", "reasons_en")),
        promised_on => row.text("promised_on"),
        contacts,
        payments,
        banner => at.banner(),
    };
    Ok(Page::html(
        "item.html.j2",
        page.texts().word("serve.item.title"),
        values,
    ))
}
