//! Pages as a browser and a parser see them.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// Chromium without a window.
pub fn chromium(profile: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new("chromium");
    command.args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--enable-logging=stderr",
        "--v=0",
    ]);
    command
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(arguments);
    command.output().unwrap()
}

/// What the page's script said to the console, if anything.
pub fn console(output: &Output) -> Vec<String> {
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    log.lines()
        .filter(|line| line.contains("CONSOLE"))
        .map(str::to_owned)
        .collect()
}

/// The files of a folder over HTTP, for as long as it lives: of pages from disk a browser does not tell what they asked for.
struct Server {
    port: u16,
    is_done: Arc<AtomicBool>,
}

impl Server {
    fn of(folder: &Path) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let is_done = Arc::new(AtomicBool::new(false));
        let (folder, done) = (folder.to_path_buf(), Arc::clone(&is_done));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if done.load(Ordering::Relaxed) {
                    return;
                }
                let folder = folder.clone();
                // A browser opens connections it does not use: each waits on its own.
                thread::spawn(move || stream.is_ok_and(|stream| answer(stream, &folder).is_ok()));
            }
        });
        Self { port, is_done }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_done.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut line = String::new();
    BufReader::new(&stream).read_line(&mut line)?;
    let name = line.split(' ').nth(1).unwrap_or("/").trim_start_matches('/').to_owned();
    let (status, body) = fs::read(folder.join(&name)).map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
    let kind = match Path::new(&name).extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

/// Opens a page of `folder` in a frame of the width asked for (a headless window is never narrower than 500 pixels) and lets
/// `script` set the outer title; `d` is the page's document, `done` ends the wait. Gives that title and what the browser
/// said.
pub fn framed(folder: &Path, page: &str, width: u32, script: &str) -> (String, Output) {
    let probe = format!(
        "<!doctype html><link rel=icon href=\"data:,\">\
         <iframe id=f src=\"{page}\" style=\"width:{width}px;height:800px;border:0\"></iframe>\
         <script>f.onload=()=>{{const d=f.contentDocument;const done=t=>{{document.title=t}};{script}}}</script>"
    );
    let name = format!("probe-{width}-{page}");
    fs::write(folder.join(&name), probe).unwrap();
    let (server, profile) = (Server::of(folder), tempfile::tempdir().unwrap());
    let url = format!("http://127.0.0.1:{}/{name}", server.port);
    let output = chromium(profile.path(), &["--virtual-time-budget=30000", "--dump-dom", &url]);
    let dom = String::from_utf8_lossy(&output.stdout).into_owned();
    let title = dom.split("<title>").nth(1).and_then(|t| t.split("</title>").next());
    (title.unwrap_or_default().to_owned(), output)
}

/// Sets the title to width of the page, number of its sections, number of what it asked for.
const MEASURE: &str = "done(d.documentElement.scrollWidth+' '+d.querySelectorAll('section').length+' '\
                       +f.contentWindow.performance.getEntriesByType('resource').length)";

/// Width, sections and requests of the page in a window of this width, and what it said to the console.
pub fn measured(folder: &Path, page: &str, width: u32) -> ([u32; 3], Vec<String>) {
    let (title, output) = framed(folder, page, width, MEASURE);
    let numbers: Vec<u32> = title.split(' ').filter_map(|n| n.parse().ok()).collect();
    let [scroll, sections, requests] = numbers[..] else {
        panic!("{page} did not load: {title}")
    };
    ([scroll, sections, requests], console(&output))
}

/// Opens the page at both widths: it must be whole, silent, ask for nothing and not be wider than its window.
pub fn opens_well(folder: &Path, page: &str) {
    for width in [1280, 390] {
        let ([scroll, sections, requests], said) = measured(folder, page, width);
        assert!(sections > 0, "{page} has no section");
        assert!(
            scroll > 0 && scroll <= width,
            "{page} is {scroll} pixels wide in a window of {width}"
        );
        assert_eq!(requests, 0, "{page} asks for something");
        assert_eq!(said, Vec::<String>::new(), "{page} at {width}");
    }
}

/// How often each element with its attributes stands in the page, as a parser reads it.
pub fn structure(page: &str) -> BTreeMap<String, usize> {
    let tokenizer = Tokenizer::new(Tags::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(page));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

#[derive(Default)]
struct Tags(RefCell<BTreeMap<String, usize>>);

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else {
            return TokenSinkResult::Continue;
        };
        let mut names: Vec<&str> = tag.attrs.iter().map(|a| &*a.name.local).collect();
        names.sort_unstable();
        let kind = if tag.kind == TagKind::StartTag { "" } else { "/" };
        *self
            .0
            .borrow_mut()
            .entry(format!("{kind}{} {}", tag.name, names.join(" ")))
            .or_default() += 1;
        match (tag.kind, &*tag.name) {
            (TagKind::StartTag, "script") => TokenSinkResult::RawData(RawKind::ScriptData),
            (TagKind::StartTag, "style") => TokenSinkResult::RawData(RawKind::Rawtext),
            // `<title>` of a drawing is no raw text; the page's own holds none of the names.
            _ => TokenSinkResult::Continue,
        }
    }
}
