//! Templates within bounds: whatever a workspace's template says, it ends soon, with a page or an error.
//!
//! The engine counts what a template does and makes ([`FUEL`]), which bounds time and memory. It parses by recursion, as
//! deep as a text is written; so texts are bounded, and are parsed and run on a stack of their own that holds the deepest.

use std::cell::Cell;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, ErrorKind, Value};

/// Steps of one template, and pieces of 64 bytes it makes. The largest page of a book of a hundred thousand policies takes a
/// twentieth of them.
const FUEL: u64 = 40_000_000;
/// Bytes of one template.
const MOST_BYTES: usize = 100_000;
/// How deep templates may include each other and call their macros; each counts about ten.
const MOST_DEPTH: usize = 200;
const STACK: usize = 512 << 20;

/// An environment in which lines that hold only a tag leave nothing behind.
pub fn environment<'e>() -> Environment<'e> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(MOST_DEPTH);
    // It alone lets a loop nest values without end.
    environment.remove_global("namespace");
    environment.set_syntax(lines_of_tags().build().expect("the default delimiters are valid"));
    environment
}

/// Tags may stand on lines of their own.
pub fn lines_of_tags() -> minijinja::syntax::SyntaxConfigBuilder {
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true);
    syntax
}

/// Takes a template in.
pub fn add<'e>(environment: &mut Environment<'e>, name: &'e str, text: &'e str) -> Result<(), Error> {
    is_short(name, text)?;
    on_own_stack(|| environment.add_template(name, text))
}

/// Whether a text is a template at all.
pub fn check(name: &str, text: &str) -> Result<(), Error> {
    is_short(name, text)?;
    on_own_stack(|| environment().template_from_named_str(name, text).map(drop))
}

/// What a template that was not taken in becomes.
pub fn render_text(environment: &Environment<'_>, name: &str, text: &str, context: Value) -> Result<String, Error> {
    is_short(name, text)?;
    on_own_stack(|| environment.render_named_str(name, text, context))
}

/// What the template called `name` becomes.
pub fn render(environment: &Environment<'_>, name: &str, context: Value) -> Result<String, Error> {
    on_own_stack(|| environment.get_template(name)?.render(context))
}

fn is_short(name: &str, text: &str) -> Result<(), Error> {
    if text.len() <= MOST_BYTES {
        return Ok(());
    }
    let reason = format!("`{name}` has more than {MOST_BYTES} bytes");
    Err(Error::new(ErrorKind::SyntaxError, reason))
}

fn on_own_stack<T: Send>(work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    with_room(work).unwrap_or_else(|refused| Err(Error::new(ErrorKind::InvalidOperation, refused.to_string())))
}

thread_local! {
    /// True on a thread whose stack holds the deepest template.
    static IS_ROOMY: Cell<bool> = const { Cell::new(false) };
}

/// Does `work` on a stack that holds the deepest template, so that what is rendered in the course of it needs no thread of its
/// own each time.
pub fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> std::io::Result<T> {
    if IS_ROOMY.get() {
        return Ok(work());
    }
    let roomy = || {
        IS_ROOMY.set(true);
        work()
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, roomy)?;
        Ok(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Result<String, Error> {
        render_text(
            &environment(),
            "x.j2",
            text,
            minijinja::context! { rows => (0..1000).collect::<Vec<_>>() },
        )
    }

    /// Each would take hours, more memory than there is, or more stack than a thread has.
    #[test]
    fn whatever_a_template_says_it_ends() {
        let loops = "{% for a in range(9999) %}".repeat(6) + &"{% endfor %}".repeat(6);
        let doubled = "{% set x = x ~ x %}".repeat(60);
        let including = "{% macro again(x) %}{{ again([x]) }}{% endmacro %}{{ again(1) }}";
        for (text, reason) in [
            (loops.clone(), "fuel"),
            (loops.replace("{% endfor %}", "a long text{% endfor %}"), "fuel"),
            (format!("{{% set x = 'abcdefgh' %}}{doubled}"), "fuel"),
            ("{{ 'a' * 9999999999 }}".to_owned(), "fuel"),
            (including.to_owned(), "recursion"),
            (format!("{{{{ {} }}}}", "[".repeat(50_000)), "recursion"),
            ("{% if x %}".repeat(9_000), "recursion"),
            (format!("{{{{ {}1 }}}}", "1+".repeat(50_000)), "bytes"),
        ] {
            let error = told(&text).unwrap_err();
            let said = format!("{error:#}").to_lowercase();
            assert!(said.contains(reason), "{}: {said}", &text[..40.min(text.len())]);
        }
    }

    /// As deep as a text of that length can be.
    #[test]
    fn what_is_long_and_harmless_is_rendered() {
        assert_eq!(told(&format!("{{{{ {}1 }}}}", "1+".repeat(49_900))).unwrap(), "49901");
        let elifs = format!("{{% if 0 %}}{}{{% endif %}}", "{%elif 0%}".repeat(9_900));
        assert_eq!(told(&elifs).unwrap(), "");
        assert_eq!(told(&format!("{{{{ 'x'{} }}}}", "|e".repeat(20_000))).unwrap(), "x");
        let rows = "{% for a in rows %}{% for b in rows %}{% if b %}{% endif %}{% endfor %}{% endfor %}";
        assert_eq!(told(rows).unwrap(), "");
    }
}
