//! What both writers promise: the same bytes twice, hostile names inert, mistakes told with their place.

use super::example;
use super::{html, xlsx};
use crate::library::Library;
use crate::workspace::Locale;

#[test]
#[ignore = "writes the example report to look at it: DUEBOOK_EXAMPLE=<folder>"]
fn write_example() {
    let Ok(folder) = std::env::var("DUEBOOK_EXAMPLE") else {
        return;
    };
    let library = Library::with_overrides(std::path::Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    for locale in [Locale::ZhCn, Locale::En] {
        let report = example::report(locale);
        let path = std::path::Path::new(&folder).join(format!("monthly.{}.html", locale.tag()));
        std::fs::write(&path, html::render(&report, &library).unwrap()).unwrap();
        std::fs::write(path.with_extension("xlsx"), xlsx::write(&report, &library).unwrap()).unwrap();
    }
}
