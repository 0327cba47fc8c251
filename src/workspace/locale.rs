//! The languages of what people see.

use serde::Deserialize;

/// A language of the reports.
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
}
