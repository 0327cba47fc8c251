//! Reports as their readers open them: the HTML in a browser, the workbook in LibreOffice and openpyxl.

mod common;
#[path = "common/page.rs"]
mod page;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use common::{Fixture, golden, has, npm_package};
use duebook::period::View;
use duebook::report::prepare::Prepared;
use duebook::report::scope::Scope;
use duebook::report::{html, xlsx};
use duebook::workspace::Locale;
use page::{chromium, framed, measured, opens_well};
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
        let prepared = Prepared::new(&fixture.workspace, &store, name, view, &[Scope::company()]).unwrap();
        for locale in [Locale::ZhCn, Locale::En] {
            let report = prepared.report(0, locale).unwrap();
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

#[test]
fn the_page_opens_in_a_browser_without_a_word_a_request_or_overflow() {
    if !has("chromium", &["--version"]) {
        return;
    }
    for page in files("html") {
        opens_well(written().dir.path(), &page);
    }
}

#[test]
fn a_request_would_be_seen() {
    if !has("chromium", &["--version"]) {
        return;
    }
    let text = "<!doctype html><title>x</title><section><img src=\"nothing.png\" alt=\"\"></section>";
    fs::write(written().path("asks.html"), text).unwrap();
    let ([_, sections, requests], _) = measured(written().dir.path(), "asks.html", 1280);
    assert_eq!((sections, requests), (1, 1));
}

/// A copy of the page in which the checker runs: without the policy that would forbid it, and dark if wanted.
fn copy_with_checker(page: &str, checker: &str, is_dark: bool) -> String {
    let text = fs::read_to_string(written().path(page)).unwrap();
    let (before, rest) = text.split_once("<meta http-equiv=\"Content-Security-Policy\"").unwrap();
    let mut text = format!("{before}{}", rest.split_once('>').unwrap().1);
    if is_dark {
        let dark = "(prefers-color-scheme:dark)";
        assert!(text.contains(dark), "{page} has no dark mode");
        text = text
            .replace(dark, "(min-width:0)")
            .replace("color-scheme:light dark", "color-scheme:dark");
    }
    let run = "axe.run(document,{resultTypes:['violations']}).then(\
               r=>{window.said='checked '+JSON.stringify(r.violations.map(v=>v.id+': '+v.nodes.length+' '\
               +v.nodes.slice(0,3).map(n=>n.target.join(' ')).join(', ')))},e=>{window.said='failed '+e})";
    let text = text.replace(
        "</body>",
        &format!("<script>{checker}</script><script>{run}</script></body>"),
    );
    let name = format!("axe-{}-{page}", if is_dark { "dark" } else { "light" });
    fs::write(written().path(&name), text).unwrap();
    name
}

#[test]
fn the_accessibility_checker_finds_nothing() {
    let Some(axe) = npm_package("axe-core") else { return };
    if !has("chromium", &["--version"]) {
        return;
    }
    let checker = fs::read_to_string(axe.join("axe.min.js")).unwrap();
    let wait = "const w=setInterval(()=>{const s=f.contentWindow.said;if(s){clearInterval(w);done(s)}},50)";
    for page in files("html") {
        for (width, is_dark) in [(1280, false), (1280, true), (390, false)] {
            let copy = copy_with_checker(&page, &checker, is_dark);
            let (said, _) = framed(written().dir.path(), &copy, width, wait);
            assert_eq!(said, "checked []", "{copy} at {width}");
        }
    }
    // It does find what is wrong.
    let bad = "<!doctype html><html><meta http-equiv=\"Content-Security-Policy\" content=\"x\"><title>x</title><body><img src=x></body></html>";
    fs::write(written().path("bad.html"), bad).unwrap();
    let (said, _) = framed(
        written().dir.path(),
        &copy_with_checker("bad.html", &checker, false),
        1280,
        wait,
    );
    assert!(said.contains("image-alt"), "{said}");
}

#[test]
fn the_html_checker_finds_nothing() {
    let Some(vnu) = npm_package("vnu-jar") else { return };
    if !has("java", &["-version"]) {
        return;
    }
    let check = |pages: &[String]| {
        let mut command = Command::new("java");
        command
            .arg("-jar")
            .arg(vnu.join("build/dist/vnu.jar"))
            .arg("--errors-only");
        command.args(pages.iter().map(|page| written().path(page)));
        let output = command.output().unwrap();
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    assert_eq!(check(&files("html")), (true, String::new()));
    fs::write(
        written().path("wrong.html"),
        "<!doctype html><title>x</title><p><table></p>",
    )
    .unwrap();
    let (is_good, said) = check(&["wrong.html".to_owned()]);
    assert!(!is_good && said.contains("error"), "{said}");
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
