//! What the two READMEs show of the program is what it prints, in the order in which a reader would type it.

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use common::Desk;

#[test]
fn the_english_one_is_true() {
    follow("README.md", "en");
}

#[test]
fn the_chinese_one_is_true() {
    follow("README.zh-CN.md", "zh-CN");
}

/// Types every command of a README in one folder after another, and compares what is printed.
fn follow(file: &str, locale: &str) {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let desk = Desk::bare();
    let home = fs::canonicalize(desk.dir.path()).unwrap();
    let mut folder = home.clone();
    let mut differences = String::new();
    let mut commands = 0;
    for block in text.split("\n```").skip(1).step_by(2) {
        let (kind, block) = block.split_once('\n').unwrap();
        match kind {
            "sql" => write(&folder.join("queries/metrics/wechat_reach.sql"), &format!("{block}\n")),
            "console" => {}
            other => panic!("{file} has a block of {other}, of which this test knows nothing"),
        }
        for part in format!("\n{block}").split("\n$ ").skip(1) {
            let (command, shown) = part.split_once('\n').unwrap_or((part, ""));
            if let Some(into) = command.strip_prefix("cd ") {
                folder = folder.join(into);
                let settings = folder.join("duebook.toml");
                let written = fs::read_to_string(&settings).unwrap();
                write(
                    &settings,
                    &written.replacen("# locale = \"zh-CN\"", &format!("locale = \"{locale}\""), 1),
                );
                continue;
            }
            if let Some(file) = command.strip_prefix("cat ") {
                write(&folder.join(file), &format!("{shown}\n"));
                continue;
            }
            let printed = typed(&home, &folder, locale, command);
            if !is_shown(shown, &printed) {
                writeln!(differences, "$ {command}\n--- shown\n{shown}\n--- printed\n{printed}").unwrap();
            }
            commands += 1;
        }
    }
    assert!(differences.is_empty(), "{file}:\n{differences}");
    assert!(commands > 15, "{file}: {commands}");
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// What a command of the shell prints, errors too; the home of the README's reader is `/home/mei`.
fn typed(home: &Path, folder: &Path, locale: &str, command: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_duebook"));
    let path = std::env::var("PATH").unwrap();
    let output = Command::new("sh")
        .args(["-c", &format!("{command} 2>&1")])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", program.parent().unwrap().display()))
        .env("NO_COLOR", "1")
        .env("LC_ALL", if locale == "en" { "C.UTF-8" } else { "zh_CN.UTF-8" })
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let printed = printed.replace(&*home.to_string_lossy(), "/home/mei");
    let printed = printed.trim_end();
    let is_refused = printed.starts_with("error: ") || printed.starts_with("错误：");
    let last = command.split('|').next_back().unwrap();
    assert_eq!(
        output.status.success(),
        !is_refused || last != command,
        "{command}\n{printed}"
    );
    printed.to_owned()
}

/// Whether `printed` is what is shown: a line `...` stands for any number of lines, `...` at the end of one for its rest; blanks
/// at the ends of lines, times and sizes do not count. Of what shows nothing, anything may be printed.
fn is_shown(shown: &str, printed: &str) -> bool {
    let shown: Vec<&str> = shown.trim_end().lines().collect();
    let printed: Vec<String> = printed.lines().map(comparable).collect();
    shown.is_empty() || fits(&shown, &printed)
}

fn fits(shown: &[&str], printed: &[String]) -> bool {
    let Some((first, rest)) = shown.split_first() else {
        return printed.is_empty();
    };
    if first.trim() == "..." {
        return (0..=printed.len()).any(|skipped| fits(rest, &printed[skipped..]));
    }
    let first = comparable(first);
    printed.split_first().is_some_and(|(line, after)| {
        let is_same = match first.strip_suffix("...") {
            Some(start) => line.starts_with(start),
            None => *line == first,
        };
        is_same && fits(rest, after)
    })
}

/// A line without what differs from one machine to another.
fn comparable(line: &str) -> String {
    let mut text = line.trim_end().to_owned();
    for unit in [" s", " 秒", " MiB"] {
        if let Some(start) = text.strip_suffix(unit) {
            text = start
                .trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')
                .to_owned()
                + unit;
        }
    }
    text
}
