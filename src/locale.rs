//! The languages of what people see.

use serde::Deserialize;

/// A language of reports and messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, clap::ValueEnum)]
pub enum Locale {
    /// Chinese as written in the mainland.
    #[default]
    #[serde(rename = "zh-CN")]
    #[value(name = "zh-CN")]
    ZhCn,
    /// English.
    #[serde(rename = "en")]
    #[value(name = "en")]
    En,
}

impl Locale {
    /// The tag as written in settings and file names.
    pub fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }

    /// Picks the words of this language.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::ZhCn => zh,
            Self::En => en,
        }
    }

    /// The language the system speaks by `LC_ALL`, `LC_MESSAGES` and `LANG`, the first of which that says something counts.
    pub fn of_system(variable: impl Fn(&str) -> Option<String>) -> Self {
        let said = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable);
        match said.into_iter().find(|value| !value.is_empty()) {
            Some(value) if value.starts_with("zh") => Self::ZhCn,
            _ => Self::En,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_says_something_counts() {
        let of = |set: &[(&str, &str)]| {
            Locale::of_system(|name| {
                let found = set.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(of(&[]), Locale::En);
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8")]), Locale::ZhCn);
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]), Locale::En);
        assert_eq!(of(&[("LC_ALL", ""), ("LC_MESSAGES", "zh_TW")]), Locale::ZhCn);
    }
}
