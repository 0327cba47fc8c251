//! A server in this process, and browsers that ask it over the network.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use duebook::percent::encoded;
use duebook::report::model::Level;
use duebook::serve;
use duebook::serve::clock::Clock;
use duebook::serve::http::{self, Listening};
use duebook::serve::new_user::one_time;
use duebook::serve::page::PersonnelNow;
use duebook::serve::personnel::{Person, Personnel};
use duebook::serve::published::Published;
use duebook::serve::sign_in;
use duebook::serve::state::{AuditFilter, NewUser, State};
use duebook::serve::viewer::{Grant, Identity, Place, Role};
use duebook::workspace::Workspace;
use tempfile::TempDir;

/// A password that is good enough.
pub const PASSWORD: &str = "一只红色的山羊在操场上跑步";

/// A running server.
pub struct Server {
    pub address: SocketAddr,
    pub clock: Clock,
    pub state: State,
    pub workspace: Workspace,
    personnel: Arc<Mutex<Arc<Personnel>>>,
    over: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
    _folder: Option<TempDir>,
}

impl Server {
    /// A server of an empty workspace with these settings.
    pub fn of(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Workspace::init(folder.path()).unwrap();
        std::fs::write(folder.path().join("duebook.toml"), settings).unwrap();
        let workspace = Workspace::find(folder.path()).unwrap();
        Self::start(workspace, Some(folder))
    }

    fn start(workspace: Workspace, folder: Option<TempDir>) -> Self {
        let personnel = Arc::new(Mutex::new(Arc::new(company(false))));
        let of_now = Arc::clone(&personnel);
        let personnel_now = Box::new(move || Ok(Arc::clone(&of_now.lock().unwrap())));
        Self::begin(workspace, None, personnel_now, personnel, folder)
    }

    /// A server of what is published in `workspace`, and the people there.
    pub fn over(workspace: Workspace) -> Self {
        let published = Arc::new(Published::open(&workspace).unwrap());
        let now = Arc::clone(&published);
        let personnel = Arc::new(Mutex::new(Arc::clone(now.now().personnel())));
        let personnel_now = Box::new(move || Ok(Arc::clone(now.now().personnel())));
        Self::begin(workspace, Some(published), personnel_now, personnel, None)
    }

    fn begin(
        workspace: Workspace,
        published: Option<Arc<Published>>,
        personnel_now: PersonnelNow,
        personnel: Arc<Mutex<Arc<Personnel>>>,
        folder: Option<TempDir>,
    ) -> Self {
        let app = serve::app(workspace.clone(), published, personnel_now, vec![]).unwrap();
        let clock = app.context.clock.clone();
        let listening = Listening::at("127.0.0.1:0".parse().unwrap(), None).unwrap();
        let over = Arc::new(AtomicBool::new(false));
        let is_over = Arc::clone(&over);
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let begun = |address| tell.send(address).unwrap();
            http::serve(app, listening, begun, move || is_over.load(Ordering::Relaxed)).unwrap();
        });
        Self {
            address: told.recv().unwrap(),
            clock,
            state: State::open_or_make(&workspace).unwrap(),
            workspace,
            personnel,
            over,
            thread: Some(thread),
            _folder: folder,
        }
    }

    /// S1 has left by what is published from now on.
    pub fn has_left(&self) {
        *self.personnel.lock().unwrap() = Arc::new(company(true));
    }

    /// A new account; what comes back is its one-time secret.
    pub fn invite(&self, user: &str, person: Option<&str>, grants: &[(Role, Level, &str)]) -> String {
        let (secret, one_time, one_time_until) = one_time(&self.clock).unwrap();
        let new = NewUser {
            identity: identity(user, person, grants),
            one_time,
            one_time_until,
        };
        self.state.add_user(&self.clock, &new, &[]).unwrap();
        secret
    }

    /// A browser.
    pub fn browser(&self) -> Browser {
        Browser {
            address: self.address,
            cookies: BTreeMap::new(),
            headers: Vec::new(),
        }
    }

    /// A browser in which a new account of these rights has signed in.
    pub fn signed_in(&self, user: &str, person: Option<&str>, grants: &[(Role, Level, &str)]) -> Browser {
        let secret = self.invite(user, person, grants);
        let mut browser = self.browser();
        let form = [("user", user), ("password", secret.as_str())];
        assert_eq!(browser.post("/login", &form).status, 303);
        let form = [("password", PASSWORD), ("again", PASSWORD)];
        let set = browser.post("/login/password", &form);
        assert_eq!(set.status, 303, "{}", set.body);
        if set.header("location").starts_with("/login/factor") {
            let code = self.code(&browser.get("/login/factor").body);
            let set = browser.post("/login/factor", &[("code", &code)]);
            assert_eq!(set.status, 303, "{}", set.body);
        }
        assert_eq!(browser.get("/me").status, 200);
        browser
    }

    /// The code for the secret that a page shows.
    pub fn code(&self, page: &str) -> String {
        let secret = page
            .split("class=\"secret\">")
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap();
        sign_in::code(&secret.replace(' ', ""), self.clock.seconds()).unwrap()
    }

    /// The kinds of the lines of the audit log, oldest first.
    pub fn acts(&self) -> Vec<String> {
        let mut lines = self.state.lines(AuditFilter::default()).unwrap();
        lines.reverse();
        lines.into_iter().map(|line| line.kind).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

pub fn identity(user: &str, person: Option<&str>, grants: &[(Role, Level, &str)]) -> Identity {
    let grant = |(role, level, id): &(Role, Level, &str)| Grant {
        role: *role,
        place: Place::new(*level, *id),
    };
    Identity {
        user: user.to_owned(),
        name: format!("name of {user}"),
        person: person.map(str::to_owned),
        grants: grants.iter().map(grant).collect(),
    }
}

/// Branch B1 with T1 (S1, S2, led by L1) and T2 (S4), branch B2 with T3 (S3).
fn company(s1_has_left: bool) -> Personnel {
    let text = str::to_owned;
    let person = |id: &str, team: &str, leads: &[&str]| Person {
        id: text(id),
        name: format!("<b>{id}</b>"),
        team: Some(text(team)),
        leads: leads.iter().map(|team| text(team)).collect(),
        has_left: s1_has_left && id == "S1",
    };
    Personnel::new(
        [["B1", "甲"].map(text), ["B2", "乙"].map(text)],
        [
            ["T1", "一", "B1"].map(text),
            ["T2", "二", "B1"].map(text),
            ["T3", "三", "B2"].map(text),
        ],
        [
            person("S1", "T1", &[]),
            person("S2", "T1", &[]),
            person("L1", "T1", &["T1"]),
            person("S4", "T2", &[]),
            person("S3", "T3", &[]),
        ],
    )
}

/// Something that asks, with its cookies.
#[derive(Clone, Debug)]
pub struct Browser {
    address: SocketAddr,
    pub cookies: BTreeMap<String, String>,
    /// Headers of every request.
    pub headers: Vec<(String, String)>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Response {
    /// The first header of a name, empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(own, _)| own == name);
        found.map_or("", |(_, value)| value)
    }

    pub fn cookies(&self) -> Vec<&str> {
        let found = self.headers.iter().filter(|(name, _)| name == "set-cookie");
        found.map(|(_, value)| value.as_str()).collect()
    }
}

impl Browser {
    pub fn get(&mut self, path: &str) -> Response {
        self.send("GET", path, &[], "")
    }

    /// As a form of our pages is sent.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Response {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("sec-fetch-site", "same-origin"),
        ];
        self.send("POST", path, &headers, &pairs.join("&"))
    }

    /// A request of whatever kind; cookies that come back are kept.
    pub fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n",
            self.address
        );
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            write!(request, "cookie: {}\r\n", cookies.join("; ")).unwrap();
        }
        for (name, value) in headers {
            write!(request, "{name}: {value}\r\n").unwrap();
        }
        for (name, value) in &self.headers {
            write!(request, "{name}: {value}\r\n").unwrap();
        }
        write!(request, "content-length: {}\r\n\r\n{body}", body.len()).unwrap();
        // Whoever has heard enough hangs up.
        let _ = stream.write_all(request.as_bytes());
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap_or("0").parse().unwrap();
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let response = Response {
            status,
            headers,
            body: body.to_owned(),
        };
        for cookie in response.cookies() {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        response
    }

    /// The token of the session.
    pub fn session(&self) -> &str {
        self.cookies.get("__Host-session").map_or("", String::as_str)
    }
}
