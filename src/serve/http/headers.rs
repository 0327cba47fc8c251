//! The headers of every response, whatever it is: what a browser may do with it, and that nobody keeps it.

use axum::http::{HeaderName, HeaderValue, Response};

/// A page loads our own style and script and nothing else, sends forms to us alone, and stands in no frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

/// A report carries its style and script in itself and allows them by their hashes; here it may do no more than that.
const POLICY_OF_REPORTS: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'none'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'; sandbox allow-downloads";

const ALL: [(&str, &str); 8] = [
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    ("cache-control", "no-store"),
];

/// Adds them.
pub fn secured<B>(mut response: Response<B>) -> Response<B> {
    let is_report = response.headers().contains_key("content-disposition");
    let policy = if is_report { POLICY_OF_REPORTS } else { POLICY };
    let headers = response.headers_mut();
    for (name, value) in ALL.into_iter().chain([("content-security-policy", policy)]) {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}
