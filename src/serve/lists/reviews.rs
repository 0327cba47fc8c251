//! `/reports`: the reviews about a unit, as the files that `report all` wrote.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::time::UNIX_EPOCH;

use minijinja::{Value as View, context};
use serde::Deserialize;

use crate::files;
use crate::message::say;
use crate::percent::encoded;
use crate::publish::PublishError;
use crate::report::definition::Definition;
use crate::serve::asked::Asked;
use crate::serve::board::{Where, unit_path};
use crate::serve::page::{Download, FileKind, Page, PageContext, PageError, Route};
use crate::serve::rights::Right;
use crate::serve::state::{Act, ActKind};
use crate::serve::viewer::Viewer;
use crate::store::Params;

pub(super) const OWN: Route = Route::get("/reports", Right::Reports, own);
pub(super) const OF_UNIT: Route = Route::get("/reports/{level}/{key}", Right::Reports, of_unit);
pub(super) const FILE: Route = Route::get("/reports/{level}/{key}/{file}", Right::Reports, file);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfUnit {
    level: String,
    key: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfFile {
    level: String,
    key: String,
    file: String,
}

fn own(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let Own {} = asked.read()?;
    list(page, viewer, None)
}

fn of_unit(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let OfUnit { level, key } = asked.read()?;
    list(page, viewer, Some((&level, &key)))
}

fn list(page: &PageContext, viewer: &Viewer, unit: Option<(&str, &str)>) -> Result<Page, PageError> {
    let published = page.published()?;
    let at = Where {
        page,
        viewer,
        published: &published,
        right: Right::Reports,
    };
    let seen = at.chosen(unit, None)?.seen;
    let format = page.site.format();
    let rows = published.rows("reviews", &seen, Params::none())?;
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    let mut reviews: Vec<View> = Vec::new();
    for row in rows.iter() {
        let name = row.text("report");
        if !titles.contains_key(&name) {
            let title = Definition::load(&page.workspace.library, &name)?
                .title(format.locale())
                .to_owned();
            titles.insert(name.clone(), title);
        }
        let href = format!("{}/{}", unit_path("/reports", seen.place()), encoded(&row.text("file")));
        reviews.push(context! {
            title => titles.get(&name),
            period => page.period_name(&row.text("period"))?,
            as_of => row.text("as_of"),
            href,
            kind => row.text("ending").to_uppercase(),
        });
    }
    let below: Vec<View> = at
        .below(&seen)
        .iter()
        .map(|seen| context! { href => unit_path("/reports", seen.place()), text => at.name(seen.place()) })
        .collect();
    let values = context! {
        unit => at.name(seen.place()),
        ways => at.ways(&seen, "/reports", ""),
        below,
        reviews,
        banner => at.banner(),
    };
    Ok(Page::html(
        "reviews.html.j2",
        page.texts().word("serve.menu.reports"),
        values,
    ))
}

/// The file of a review, as it was when it was published: one that was written anew since is told.
fn file(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let OfFile { level, key, file } = asked.read()?;
    let published = page.published()?;
    let at = Where {
        page,
        viewer,
        published: &published,
        right: Right::Reports,
    };
    let seen = at.chosen(Some((&level, &key)), None)?.seen;
    let rows = published.rows("reviews", &seen, Params::none())?;
    let row = rows
        .iter()
        .find(|row| row.text("file") == file)
        .ok_or(PageError::NotFound)?;
    let kind = match row.text("ending").as_str() {
        "html" => FileKind::Html,
        "xlsx" => FileKind::Xlsx,
        _ => return Err(PageError::NotFound),
    };
    let path = page.workspace.reports_dir().join(&file);
    let unreadable = |error: &std::io::Error| PublishError::unreadable(&path, error);
    let mut found = match files::open(&path) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(PageError::NotFound),
        Err(error) => return Err(unreadable(&error).into()),
    };
    let about = found.metadata().map_err(|error| unreadable(&error))?;
    let written = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    if about.len() != row.count("bytes") || written.map(|at| at.as_secs()) != Some(row.count("written")) {
        return Err(PageError::Refused(say!("serve.reports.changed")));
    }
    let mut bytes = Vec::new();
    found.read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    let place = seen.place();
    let act = Act::new(ActKind::Export)
        .about(&file)
        .with("unit", format!("{} {}", place.level.word(), place.id));
    page.note(viewer, asked, act)?;
    Ok(Page::File(Download {
        name: file,
        kind,
        bytes,
    }))
}
