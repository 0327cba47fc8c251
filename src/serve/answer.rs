//! What goes back to the browser, before it is HTTP.

use super::page::{Download, FileKind};
use crate::percent::{encoded, encoded_but};

/// The cookie of the session and that of a known device. `__Host-` has the browser refuse them from any other host or path.
pub const SESSION_COOKIE: &str = "__Host-session";
pub const DEVICE_COOKIE: &str = "__Host-device";

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Headers of its own, beside those that every response has.
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    fn new(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        let headers = vec![("content-type", content_type.to_owned())];
        Self { status, headers, body }
    }

    pub fn html(status: u16, page: String) -> Self {
        Self::new(status, "text/html; charset=utf-8", page.into_bytes())
    }

    pub fn text(status: u16, text: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", text.as_bytes().to_vec())
    }

    /// A file of the look, which is the same for everybody.
    pub fn asset(content_type: &str, text: &str) -> Self {
        Self::new(200, content_type, text.as_bytes().to_vec())
    }

    /// On to a path of ours; what was posted is not posted again.
    pub fn moved(path: &str) -> Self {
        let path = if is_own_path(path) { path } else { "/" };
        Self {
            status: 303,
            headers: vec![("location", escaped_path(path))],
            body: Vec::new(),
        }
    }

    /// A file to be kept; a report opens in the browser, as a page that may do nothing.
    pub fn file(download: Download) -> Self {
        let content_type = match download.kind {
            FileKind::Csv => "text/csv; charset=utf-8",
            FileKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileKind::Html => "text/html; charset=utf-8",
        };
        let mut answer = Self::new(200, content_type, download.bytes);
        let name = disposition(&download.name, download.kind == FileKind::Html);
        answer.headers.push(("content-disposition", name));
        answer
    }

    pub fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// With a cookie that lasts so many seconds; none takes it away.
    pub fn with_cookie(self, name: &str, value: &str, seconds: i64) -> Self {
        let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
        self.with("set-cookie", cookie)
    }

    pub fn without_cookie(self, name: &str) -> Self {
        self.with_cookie(name, "", 0)
    }
}

/// True if a path leads to a page of ours and nowhere else, however a browser reads it.
pub fn is_own_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 2_000
        && !path.contains(|c: char| c == '\\' || c.is_control() || c.is_whitespace())
}

/// A path as a header has it.
fn escaped_path(path: &str) -> String {
    encoded_but(path, |byte| {
        byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'`')
    })
}

/// The name of a file as RFC 6266 has it: in plain letters, and as it is.
fn disposition(name: &str, is_shown: bool) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._-".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let whole = encoded(name);
    let how = if is_shown { "inline" } else { "attachment" };
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_answer_leads_elsewhere() {
        for path in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "evil",
            "",
            "/a\r\nX: y",
            "/\t/evil",
        ] {
            assert!(!is_own_path(path), "{path:?}");
            assert_eq!(Answer::moved(path).headers, [("location", "/".to_owned())], "{path:?}");
        }
        assert_eq!(
            Answer::moved("/board/team/一部?x=1").headers[0].1,
            "/board/team/%E4%B8%80%E9%83%A8?x=1"
        );
    }

    #[test]
    fn a_file_name_breaks_no_header() {
        let name = disposition("a\"; filename=evil.exe\r\nX-Evil: 1 明细.csv", false);
        assert!(!name.contains('\r') && !name.contains('\n'), "{name}");
        assert_eq!(name.matches('"').count(), 2, "{name}");
        assert!(name.ends_with("%E6%98%8E%E7%BB%86.csv"), "{name}");
    }

    #[test]
    fn cookies_are_for_this_host_and_no_script() {
        let answer = Answer::text(200, "").with_cookie(SESSION_COOKIE, "t", 60);
        let cookie = &answer.headers[1].1;
        for part in [
            "__Host-session=t",
            "Path=/",
            "Secure",
            "HttpOnly",
            "SameSite=Lax",
            "Max-Age=60",
        ] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain"));
    }
}
