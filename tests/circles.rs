//! The script that refuses circles of imports finds them and nothing else; `make lint` runs it.

#[path = "../scripts/import-circles.rs"]
mod import_circles;

use std::path::PathBuf;

use import_circles::circles;

/// The circles of a crate of these files.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let path = |name: &str| PathBuf::from("src").join(name);
    let tree = files
        .iter()
        .map(|(name, text)| (path(name), (*text).to_owned()))
        .collect();
    circles(&tree)
}

/// A crate of the files `a`, `b`, `c` and the face of a folder `d` with the file `d/e`.
fn tree(a: &str, b: &str, c: &str, face: &str, e: &str) -> Vec<String> {
    let lib = "pub mod a; pub mod b; pub mod c; pub mod d;";
    found(&[
        ("lib.rs", lib),
        ("a.rs", a),
        ("b.rs", b),
        ("c.rs", c),
        ("d/mod.rs", face),
        ("d/e.rs", e),
    ])
}

#[test]
fn a_circle_is_told_with_the_lines_that_make_it() {
    let circles = found(&[
        ("lib.rs", "mod a;\nmod b;"),
        ("a.rs", "// The first.\nuse crate::b::Two;\npub struct One;"),
        ("b.rs", "pub struct Two(super::a::One);"),
    ]);
    let expected = "circle of 2 files:\n  src/a.rs:2: use crate::b::Two;\n      imports src/b.rs\n  \
                    src/b.rs:1: pub struct Two(super::a::One);\n      imports src/a.rs";
    assert_eq!(circles, [expected]);
}

#[test]
fn names_are_followed_wherever_they_come_from() {
    let face = "mod e; pub use e::E;";
    let back = "use crate::a::A;";
    for a in [
        "use crate::d::E;",
        "use crate::{b::{self, B}, d::{E as Other}};",
        "use super::d; fn f() -> d::E { d::E }",
        "fn f() { crate::d::e::f(); }",
        "use crate::d as other; fn f(x: &other::E<'static>) { }",
        "use crate::d::e::*;",
        "fn f(quote: char) -> bool { quote == '\"' || quote == '\\'' } use crate::d::E;",
    ] {
        assert_eq!(tree(a, "", "", face, back).len(), 1, "{a}");
    }
    // By way of a third file.
    assert_eq!(
        tree("use crate::b::B;", "use crate::c::C;", "use crate::a::A;", "", "").len(),
        1
    );
    // Two circles that do not touch.
    let two = found(&[
        ("lib.rs", ""),
        ("a.rs", "use crate::b::B;"),
        ("b.rs", "use crate::a::A;"),
        ("c.rs", "use crate::d::D;"),
        ("d.rs", "use crate::c::C;"),
    ]);
    assert_eq!(two.len(), 2);
}

#[test]
fn what_is_no_import_makes_no_circle() {
    let face = "mod e; pub use e::E;";
    for back in [
        "",
        "// use crate::a::A;",
        "/* use crate::a::A; /* nested */ use crate::a::A; */",
        r##"const TEXT: &str = r#"use crate::a::A; " "#;"##,
        "#[cfg(test)] mod tests { use crate::a::A; }",
        "#[cfg(test)] use crate::a::A;",
        "#[cfg(test)] fn only() -> crate::a::A { loop {} }",
        "use std::a::A; fn f() { a::b(); other::a::A::new(); }",
        "pub(in crate::a) struct E;",
        "use crate::a;",
    ] {
        assert_eq!(
            tree("use crate::d::E;", "", "", face, back),
            <[String; 0]>::default(),
            "{back}"
        );
    }
    let of_tests = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "#[cfg(test)] mod c; use crate::b::B;"),
        ("a/c.rs", "use crate::b::B; use crate::a::A;"),
        ("b.rs", ""),
    ];
    assert_eq!(found(&of_tests), <[String; 0]>::default());
}

#[test]
fn parent_and_child_may_import_each_other_but_not_by_a_third() {
    let face = "mod e; use e::E; pub struct D(E);";
    assert_eq!(
        tree("use crate::d::D;", "", "", face, "use super::D;"),
        <[String; 0]>::default()
    );
    assert_eq!(tree("use crate::d::D;", "", "", face, "use crate::a::A;").len(), 1);
    // Two children that need their parent, one of them the other too: what they share has no file of its own.
    let files = [
        ("lib.rs", "mod d;"),
        ("d/mod.rs", "mod e; mod f; pub struct D(e::E, f::F);"),
        ("d/e.rs", "use super::D; use super::f::F;"),
        ("d/f.rs", "use super::D;"),
    ];
    assert_eq!(found(&files).len(), 1);
}
