//! What a request says, in our words.

use std::net::IpAddr;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, FromRequestParts as _, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};

use super::form::pairs;
use super::listen::Peer;
use crate::serve::answer::{DEVICE_COOKIE, SESSION_COOKIE};
use crate::serve::dispatch::Incoming;

/// Bytes a form may have.
const LONGEST_FORM: usize = 256 * 1024;

/// Characters of what a browser calls itself that are kept.
const LONGEST_AGENT: usize = 200;

/// A form that is longer than any of ours.
pub struct TooLong;

/// Reads a request; `proxies` are those whose word about addresses is taken.
pub async fn read(mut parts: Parts, body: Body, proxies: &[IpAddr]) -> Result<Incoming, TooLong> {
    let body = to_bytes(body, LONGEST_FORM).await.map_err(|_| TooLong)?;
    let mut fields = Some(Vec::new());
    match RawPathParams::from_request_parts(&mut parts, &()).await {
        Ok(params) => add(
            &mut fields,
            Some(
                params
                    .iter()
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
            ),
        ),
        Err(_) => fields = None,
    }
    add(&mut fields, pairs(parts.uri.query().unwrap_or_default()));
    add(&mut fields, form(&parts, &body));
    let path = parts.uri.path().to_owned();
    let address = parts
        .uri
        .path_and_query()
        .map_or_else(|| path.clone(), ToString::to_string);
    Ok(Incoming {
        address,
        path,
        fields,
        origin: origin(&parts, proxies),
        agent: agent(&parts.headers),
        session: cookie(&parts.headers, SESSION_COOKIE),
        device: cookie(&parts.headers, DEVICE_COOKIE),
    })
}

/// A field that is unreadable makes all of them so.
fn add(fields: &mut Option<Vec<(String, String)>>, more: Option<Vec<(String, String)>>) {
    match (fields.as_mut(), more) {
        (Some(all), Some(more)) => all.extend(more),
        _ => *fields = None,
    }
}

/// The fields of a form; nothing else is ever sent here.
fn form(parts: &Parts, body: &Bytes) -> Option<Vec<(String, String)>> {
    if body.is_empty() {
        return Some(Vec::new());
    }
    let content_type = parts.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let is_form = content_type.split(';').next()?.trim() == "application/x-www-form-urlencoded";
    if parts.method != Method::POST || !is_form {
        return None;
    }
    pairs(std::str::from_utf8(body).ok()?)
}

/// Where the request comes from. A proxy says for whom it asks, last of all that it was told.
fn origin(parts: &Parts, proxies: &[IpAddr]) -> String {
    let Some(ConnectInfo(Peer(peer))) = parts.extensions.get::<ConnectInfo<Peer>>() else {
        return String::new();
    };
    let peer = peer.ip();
    if !proxies.contains(&peer) {
        return peer.to_string();
    }
    let said = parts.headers.get_all("x-forwarded-for").iter().next_back();
    let said = said.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse::<IpAddr>().ok());
    said.unwrap_or(peer).to_string()
}

fn agent(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    agent.unwrap_or_default().chars().take(LONGEST_AGENT).collect()
}

/// The token of a cookie: of 64 digits, else it is none of ours.
fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter();
    let mut pairs = all
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'));
    let value = pairs.find_map(|pair| {
        let (own, value) = pair.trim().split_once('=')?;
        (own == name).then_some(value)
    })?;
    let is_token = value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_token.then(|| value.to_owned())
}
