//! Refuses circles of imports: `import-circles SRC` prints each circle between the Rust files of a crate with the lines
//! that make it, and ends with 1 if there is one.
//!
//! A file imports another if it names something that is written there, in a `use` or in a path, whatever the names go
//! through on the way: what a face (`mod.rs`) hands on counts as the file it comes from, and handing on what a file's own
//! children hold is no import. Comments, texts and everything under `#[cfg(test)]` are left out. Parent and child may
//! import each other; a circle that leaves the line from parents to children is refused.
//!
//! It needs nothing but the compiler that is there for the program: `make lint` compiles and runs it, and
//! `tests/circles.rs` tests it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

/// Compares the imports of the crate in the folder named, `src` if none is.
#[cfg_attr(test, allow(dead_code, reason = "the tests need only what it prints"))]
fn main() -> ExitCode {
    let folder = env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("src"), PathBuf::from);
    let files = match read(&folder) {
        Ok(files) => files,
        Err(error) => {
            eprintln!("import-circles: {}: {error}", folder.display());
            return ExitCode::from(2);
        }
    };
    let circles = circles(&files);
    for circle in &circles {
        println!("{circle}");
    }
    if circles.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!(
        "{} circles of imports; give the idea that ties them a file of its own",
        circles.len()
    );
    ExitCode::FAILURE
}

/// The files below `folder` as their texts, by path.
#[cfg_attr(test, allow(dead_code, reason = "the tests make up their files"))]
fn read(folder: &Path) -> io::Result<BTreeMap<PathBuf, String>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.append(&mut read(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.insert(path.clone(), fs::read_to_string(&path)?);
        }
    }
    Ok(files)
}

/// The circles between `files`, each as the text that is printed.
pub fn circles(files: &BTreeMap<PathBuf, String>) -> Vec<String> {
    let Some(root) = files
        .keys()
        .find(|path| path.ends_with("lib.rs"))
        .and_then(|lib| lib.parent())
    else {
        return Vec::new();
    };
    let tree = Tree::parse(files, root);
    let imports = tree.imports();
    let reached: BTreeMap<&Names, BTreeSet<&Names>> = imports
        .keys()
        .map(|module| (module, reachable(module, &imports)))
        .collect();
    let together = |a: &Names, b: &Names| reached[a].contains(b) && reached.get(b).is_some_and(|r| r.contains(a));
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for module in imports.keys() {
        let members: Vec<&Names> = imports.keys().filter(|other| together(module, other)).collect();
        let ties = members
            .iter()
            .flat_map(|from| imports[*from].iter().map(|(to, line)| (*from, to, *line)));
        let ties: Vec<_> = ties.filter(|(_, to, _)| members.contains(to)).collect();
        let is_family = |a: &Names, b: &Names| a.starts_with(b) || b.starts_with(a);
        if seen.insert(members.clone()) && ties.iter().any(|(from, to, _)| !is_family(from, to)) {
            found.push(tree.picture(members.len(), &ties));
        }
    }
    found
}

/// What can be come to from `start`.
fn reachable<'i>(start: &Names, imports: &'i Imports) -> BTreeSet<&'i Names> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Names> = imports.get(start).into_iter().flat_map(BTreeMap::keys).collect();
    while let Some(module) = open.pop() {
        if reached.insert(module) {
            open.extend(imports.get(module).into_iter().flat_map(BTreeMap::keys));
        }
    }
    reached
}

/// A path of names: of a module from the crate's root, or as it is written.
type Names = Vec<String>;

/// By module, whom it imports and the first line that says so.
type Imports = BTreeMap<Names, BTreeMap<Names, usize>>;

/// The modules of a crate, each a file.
struct Tree<'f> {
    modules: BTreeMap<Names, Module<'f>>,
}

/// A file as far as imports are concerned.
struct Module<'f> {
    file: &'f Path,
    text: &'f str,
    /// Names that `use` brings, with the paths they stand for.
    brought: BTreeMap<String, Names>,
    /// Paths that are named, with their lines.
    named: Vec<Named>,
    /// Modules declared under `#[cfg(test)]`.
    test_only: BTreeSet<String>,
}

struct Named {
    path: Names,
    line: usize,
    is_handed_on: bool,
}

impl<'f> Tree<'f> {
    /// `main.rs` and other programs beside the library are crates of their own.
    fn parse(files: &'f BTreeMap<PathBuf, String>, root: &Path) -> Self {
        let mut modules = BTreeMap::new();
        for (file, text) in files {
            let Ok(inside) = file.strip_prefix(root) else { continue };
            let mut names: Names = inside
                .with_extension("")
                .iter()
                .map(|n| n.to_string_lossy().into_owned())
                .collect();
            match names.last().map(String::as_str) {
                Some("mod") => drop(names.pop()),
                Some("lib") if names.len() == 1 => names.clear(),
                Some("main") if names.len() == 1 => continue,
                _ => {}
            }
            modules.insert(names, Module::parse(file, text));
        }
        let is_test_only = |path: &Names, child: usize| {
            let parent: Option<&Module> = modules.get(&path[..child]);
            parent.is_some_and(|parent| parent.test_only.contains(&path[child]))
        };
        let tests: Vec<Names> = modules
            .keys()
            .filter(|path| (0..path.len()).any(|child| is_test_only(path, child)))
            .cloned()
            .collect();
        modules.retain(|path, _| !tests.contains(path));
        Self { modules }
    }

    fn imports(&self) -> Imports {
        let of = |(path, module): (&Names, &Module)| {
            let mut targets: BTreeMap<Names, usize> = BTreeMap::new();
            for named in &module.named {
                let Some(target) = self.home(path, &named.path, 0).filter(|target| target != path) else {
                    continue;
                };
                if !(named.is_handed_on && target.starts_with(path)) {
                    targets.entry(target).or_insert(named.line);
                }
            }
            (path.clone(), targets)
        };
        self.modules.iter().map(of).collect()
    }

    /// The module in which the thing called `names` from within `module` is written; `None` if it is a module itself or
    /// of another crate.
    fn home(&self, module: &[String], names: &[String], depth: usize) -> Option<Names> {
        let mut at = module.to_vec();
        for (index, name) in names.iter().enumerate() {
            match name.as_str() {
                "crate" if index == 0 => at.clear(),
                "self" if index == 0 => {}
                "super" => drop(at.pop()),
                name => {
                    let child: Names = at.iter().cloned().chain([name.to_owned()]).collect();
                    if self.modules.contains_key(&child) {
                        at = child;
                        continue;
                    }
                    let brought = self.modules.get(&at)?.brought.get(name).filter(|_| depth < 9);
                    return match brought {
                        Some(path) => {
                            let whole: Names = path.iter().chain(&names[index + 1..]).cloned().collect();
                            self.home(&at, &whole, depth + 1)
                        }
                        // A name that starts a path and is neither a module nor brought is of another crate or the file's own.
                        None => (index > 0).then_some(at),
                    };
                }
            }
        }
        None
    }

    fn picture(&self, size: usize, ties: &[(&Names, &Names, usize)]) -> String {
        let lines = ties.iter().map(|(from, to, line)| {
            let (module, target) = (&self.modules[*from], &self.modules[*to]);
            let words = module.text.lines().nth(line - 1).unwrap_or_default().trim();
            let (file, target) = (module.file.display(), target.file.display());
            format!("\n  {file}:{line}: {words}\n      imports {target}")
        });
        format!("circle of {size} files:{}", lines.collect::<String>())
    }
}

impl<'f> Module<'f> {
    fn parse(file: &'f Path, text: &'f str) -> Self {
        let mut module = Self {
            file,
            text,
            brought: BTreeMap::new(),
            named: Vec::new(),
            test_only: BTreeSet::new(),
        };
        let tokens = module.without_tests(&tokens(text));
        let word = |index: usize| tokens.get(index).map_or("", |token: &Token| &token.text);
        let mut index = 0;
        while index < tokens.len() {
            let line = tokens[index].line;
            match word(index) {
                "use" if word(index + 1) != "<" => {
                    let is_handed_on = index > 0 && matches!(word(index - 1), "pub" | ")");
                    index += 1;
                    for (path, name) in use_tree(&tokens, &mut index, &[]) {
                        let line = path.line;
                        if path.names.first().is_some_and(|first| first != &name) {
                            module.brought.insert(name, path.names.clone());
                        }
                        module.named.push(Named {
                            path: path.names,
                            line,
                            is_handed_on,
                        });
                    }
                }
                first if is_name(first) && word(index + 1) == "::" => {
                    let is_inside = index > 0 && matches!(word(index - 1), "::" | "." | "$");
                    let mut path = vec![first.to_owned()];
                    while word(index + 1) == "::" && is_name(word(index + 2)) {
                        path.push(word(index + 2).to_owned());
                        index += 2;
                    }
                    if !is_inside {
                        module.named.push(Named {
                            path,
                            line,
                            is_handed_on: false,
                        });
                    }
                    index += 1;
                }
                _ => index += 1,
            }
        }
        module
    }

    /// What is left without items under `#[cfg(test)]`.
    fn without_tests(&mut self, tokens: &[Token]) -> Vec<Token> {
        const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
        let is_mark = |at: &[Token]| at.iter().map(|token| token.text.as_str()).take(MARK.len()).eq(MARK);
        let mut left = Vec::new();
        let mut index = 0;
        while index < tokens.len() {
            if !is_mark(&tokens[index..]) {
                left.push(tokens[index].clone());
                index += 1;
                continue;
            }
            let start = index + MARK.len();
            let end = start + item_length(&tokens[start..]);
            let texts: Vec<&str> = tokens[start..end].iter().map(|token| token.text.as_str()).collect();
            if let [.., "mod", name, ";"] = texts[..] {
                self.test_only.insert(name.to_owned());
            }
            index = end;
        }
        left
    }
}

/// The tokens of the item at the start: to its `;`, or to the end of its block.
fn item_length(tokens: &[Token]) -> usize {
    let mut depth = 0_usize;
    let ends_with_block = tokens
        .iter()
        .map(|token| token.text.as_str())
        .find(|word| {
            matches!(
                *word,
                "fn" | "mod" | "impl" | "struct" | "enum" | "trait" | "use" | "const" | "static"
            )
        })
        .is_none_or(|kind| !matches!(kind, "use" | "const" | "static"));
    for (index, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => {
                depth = depth.saturating_sub(1);
                if depth == 0 && token.text == "}" && ends_with_block {
                    return index + 1;
                }
            }
            ";" if depth == 0 => return index + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// A path that is named.
struct Found {
    names: Names,
    line: usize,
}

/// The paths of a `use` from `index` on, each with the name it brings; `index` comes to stand behind them.
fn use_tree(tokens: &[Token], index: &mut usize, before: &[String]) -> Vec<(Found, String)> {
    let mut names = before.to_vec();
    let mut found = Vec::new();
    let mut alias = None;
    let mut line = 0;
    while let Some(token) = tokens.get(*index) {
        match token.text.as_str() {
            "{" => {
                *index += 1;
                while tokens.get(*index).is_some_and(|token| token.text != "}") {
                    found.append(&mut use_tree(tokens, index, &names));
                    if tokens.get(*index).is_some_and(|token| token.text == ",") {
                        *index += 1;
                    }
                }
                *index += 1;
                return found;
            }
            "," | "}" | ";" => break,
            "as" => {
                alias = tokens.get(*index + 1).map(|token| token.text.clone());
                *index += 1;
            }
            "self" if !names.is_empty() => {}
            "::" => {}
            word => {
                line = token.line;
                names.push(word.to_owned());
            }
        }
        line = line.max(token.line);
        *index += 1;
    }
    let name = alias.or_else(|| names.last().cloned()).unwrap_or_default();
    found.push((Found { names, line }, name));
    found
}

/// A word or a mark; texts and characters are one mark, comments none.
#[derive(Clone)]
struct Token {
    text: String,
    line: usize,
}

fn is_name(word: &str) -> bool {
    word.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let (length, token) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), None)
        } else if rest.starts_with("/*") {
            (comment_length(rest), None)
        } else if let Some(length) = text_length(rest) {
            (length, Some("\""))
        } else if is_word(first) {
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            (length, Some(&rest[..length]))
        } else if rest.starts_with("::") {
            (2, Some("::"))
        } else {
            let length = first.len_utf8();
            (length, Some(&rest[..length]).filter(|mark| !mark.trim().is_empty()))
        };
        tokens.extend(token.map(|word| Token {
            text: word.to_owned(),
            line,
        }));
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

/// Comments may stand within each other.
fn comment_length(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        match rest.as_bytes()[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// How long the text or character at the start is, if there is one; a lifetime counts as one.
fn text_length(rest: &str) -> Option<usize> {
    let prefix = rest
        .find(|c| !matches!(c, 'b' | 'c' | 'r'))
        .filter(|length| *length <= 2)?;
    let after = &rest[prefix..];
    if rest[..prefix].ends_with('r') {
        let hashes = after.find(|c| c != '#')?;
        let inside = after[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        return Some(prefix + hashes + 1 + inside.find(&end)? + end.len());
    }
    match after.chars().next()? {
        '"' => Some(prefix + 1 + end_of_text(&after[1..], '"')?),
        '\'' if prefix == 0 || rest.starts_with("b'") => {
            let mut inside = after[1..].chars();
            let (first, second) = (inside.next()?, inside.next()?);
            if first == '\\' || second == '\'' {
                return Some(prefix + 1 + end_of_text(&after[1..], '\'')?);
            }
            Some(1 + after[1..].find(|c: char| !(c.is_alphanumeric() || c == '_'))?)
        }
        _ => None,
    }
}

/// Behind the first `end` that no backslash stands before.
fn end_of_text(text: &str, end: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        if c == end && !is_escaped {
            return Some(at + 1);
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    None
}
