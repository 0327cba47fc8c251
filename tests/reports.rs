//! Reports as their readers open them: the HTML in a browser, the workbook in LibreOffice and openpyxl.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use common::{Fixture, golden, has};
use duebook::period::View;
use duebook::report::build::Prepared;
use duebook::report::scope::Scope;
use duebook::report::{html, xlsx};
use duebook::workspace::Locale;
use tempfile::TempDir;

/// The reports of the golden book in both languages and formats, written once for all tests.
struct Written {
    dir: TempDir,
}

impl Written {
    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
}

/// Each report with its period.
const REPORTS: [(&str, &str); 5] = [
    ("daily", "2026-03-12"),
    ("weekly", "2026-W11"),
    ("monthly", "2026-03"),
    ("quarterly", "2026-Q1"),
    ("worklist", "2026-03-13"),
];

/// Name, language, page and workbook of every report.
fn render() -> Vec<(&'static str, Locale, String, Vec<u8>)> {
    let fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    let library = &fixture.workspace.library;
    let mut out = Vec::new();
    for (name, period) in REPORTS {
        let view = View::at_end(period.parse().unwrap());
        let prepared = Prepared::new(&fixture.workspace, &store, name, view).unwrap();
        for locale in [Locale::ZhCn, Locale::En] {
            let report = prepared.report(&Scope::company(), locale).unwrap();
            let page = html::render(&report, library).unwrap();
            out.push((name, locale, page, xlsx::write(&report, library).unwrap()));
        }
    }
    out
}

fn written() -> &'static Written {
    static WRITTEN: OnceLock<Written> = OnceLock::new();
    WRITTEN.get_or_init(|| {
        let written = Written {
            dir: tempfile::tempdir().unwrap(),
        };
        for (name, locale, html, xlsx) in render() {
            fs::write(written.path(&format!("{name}.{}.html", locale.tag())), html).unwrap();
            fs::write(written.path(&format!("{name}.{}.xlsx", locale.tag())), xlsx).unwrap();
        }
        written
    })
}

/// The names of the files with this extension.
fn files(extension: &str) -> Vec<String> {
    let names = REPORTS
        .iter()
        .flat_map(|(name, _)| ["zh-CN", "en"].map(|tag| format!("{name}.{tag}")));
    names.map(|name| format!("{name}.{extension}")).collect()
}

fn chromium(profile: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new("chromium");
    command.args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
    ]);
    command.args([
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
fn console(output: &Output) -> Vec<String> {
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    log.lines()
        .filter(|line| line.contains("CONSOLE"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_page_opens_in_a_browser_without_a_word_and_without_overflow() {
    if !has("chromium", &["--version"]) {
        return;
    }
    for page in files("html") {
        for width in [1280, 390] {
            // A frame of the width asked for: a headless window is never narrower than 500 pixels.
            let probe = format!(
                "<!doctype html><iframe id=f src=\"{page}\" style=\"width:{width}px;height:800px;border:0\"></iframe>\
                 <script>f.onload=()=>{{const d=f.contentDocument.documentElement;\
                 document.title='w='+d.scrollWidth+' s='+f.contentDocument.querySelectorAll('section').length}}</script>"
            );
            let name = format!("probe-{width}-{page}");
            fs::write(written().path(&name), probe).unwrap();
            let profile = tempfile::tempdir().unwrap();
            let url = format!("file://{}", written().path(&name).display());
            let output = chromium(
                profile.path(),
                &[
                    "--allow-file-access-from-files",
                    "--virtual-time-budget=4000",
                    "--dump-dom",
                    &url,
                ],
            );
            let dom = String::from_utf8_lossy(&output.stdout).into_owned();
            let title = dom
                .split("<title>")
                .nth(1)
                .and_then(|t| t.split("</title>").next())
                .unwrap_or_default();
            let scroll: u32 = title
                .strip_prefix("w=")
                .and_then(|t| t.split(' ').next()?.parse().ok())
                .unwrap_or_default();
            assert!(
                title.contains("s=") && !title.ends_with("s=0"),
                "{page} did not load: {title}"
            );
            assert!(
                scroll > 0 && scroll <= width,
                "{page} is {scroll} pixels wide in a window of {width}"
            );
            assert_eq!(console(&output), Vec::<String>::new(), "{page} at {width}");
        }
    }
}

#[test]
fn the_page_asks_for_nothing_from_outside() {
    for page in files("html") {
        let text = fs::read_to_string(written().path(&page)).unwrap();
        assert!(
            text.contains("Content-Security-Policy") && text.contains("default-src &#x27;none&#x27;"),
            "{page}"
        );
        for outside in [
            "src=\"http",
            "href=\"http",
            "url(http",
            "@import",
            "fetch(",
            "XMLHttpRequest",
        ] {
            assert!(!text.contains(outside), "{page} holds {outside}");
        }
    }
}

#[test]
fn the_page_prints() {
    if !has("chromium", &["--version"]) || !has("pdftotext", &["-v"]) {
        return;
    }
    for page in files("html") {
        let (profile, pdf) = (tempfile::tempdir().unwrap(), written().path(&format!("{page}.pdf")));
        let url = format!("file://{}", written().path(&page).display());
        chromium(
            profile.path(),
            &[
                "--no-pdf-header-footer",
                &format!("--print-to-pdf={}", pdf.display()),
                &url,
            ],
        );
        let text = Command::new("pdftotext")
            .args(["-layout", &pdf.display().to_string(), "-"])
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&text.stdout).into_owned();
        assert!(text.contains("2026-03"), "{page}: {text}");
        let word = if page.starts_with("quarterly") {
            "终身寿险"
        } else {
            "赵安"
        };
        assert!(text.contains(word), "{page} lost {word}");
    }
}

#[test]
fn the_workbook_opens_in_libreoffice() {
    if !has("soffice", &["--version"]) || !has("pdftotext", &["-v"]) {
        return;
    }
    for book in files("xlsx") {
        let profile = tempfile::tempdir().unwrap();
        let output = Command::new("soffice")
            .arg(format!("-env:UserInstallation=file://{}", profile.path().display()))
            .args(["--headless", "--convert-to", "pdf", "--outdir"])
            .arg(written().dir.path())
            .arg(written().path(&book))
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let pdf = written().path(&book.replace(".xlsx", ".pdf"));
        let text = Command::new("pdftotext").arg(&pdf).arg("-").output().unwrap();
        let text = String::from_utf8_lossy(&text.stdout).into_owned();
        let words: &[&str] = match book.split('.').next() {
            Some("monthly") => &["S001", "T11", "赵安"],
            Some("quarterly") => &["终身寿险"],
            _ => &["赵安"],
        };
        for word in words {
            assert!(text.contains(word), "{book} as PDF lacks {word}");
        }
        for word in ["#NAME?", "#REF!", "#VALUE!", "Err:"] {
            assert!(!text.contains(word), "{book} as PDF holds {word}");
        }
    }
}

#[test]
fn the_workbook_reads_in_openpyxl() {
    if !has("python3", &["-c", "import openpyxl"]) {
        return;
    }
    // openpyxl knows no sparklines nor data bars with an axis and says so; any other complaint fails.
    let script = "import sys, warnings, openpyxl\n\
                  warnings.simplefilter('error')\n\
                  warnings.filterwarnings('ignore', message='.* extension is not supported')\n\
                  book = openpyxl.load_workbook(sys.argv[1])\n\
                  cells = sum(1 for s in book for r in s.iter_rows() for c in r if c.value is not None)\n\
                  formulas = sum(1 for s in book for r in s.iter_rows() for c in r if c.data_type == 'f')\n\
                  charts = sum(len(s._charts) for s in book)\n\
                  print(len(book.sheetnames), cells, formulas, charts)\n";
    for book in files("xlsx") {
        let output = Command::new("python3")
            .args(["-c", script])
            .arg(written().path(&book))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let numbers: Vec<u32> = said.split_whitespace().map(|n| n.parse().unwrap()).collect();
        assert!(numbers[0] >= 3, "{book}: {said}");
        assert!(numbers[1] > 100, "{book}: {said}");
    }
}

#[test]
fn two_runs_write_the_same_bytes() {
    for (name, locale, html, xlsx) in render() {
        let file = |extension| written().path(&format!("{name}.{}.{extension}", locale.tag()));
        assert!(
            fs::read_to_string(file("html")).unwrap() == html,
            "the page of {name} differs"
        );
        assert!(
            fs::read(file("xlsx")).unwrap() == xlsx,
            "the workbook of {name} differs"
        );
    }
}
