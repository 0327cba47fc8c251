//! Enums that are written as words: in plans and headers, in the store, in the names of texts.

/// What is written as one of a few words.
pub trait Word: Copy + PartialEq + 'static {
    /// The words and what they mean.
    const WORDS: &'static [(&'static str, Self)];

    /// What is written so.
    fn of_word(text: &str) -> Option<Self> {
        let found = Self::WORDS.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| *value)
    }
}

/// An enum with the word of each variant: `Branch = "branch"`.
macro_rules! words {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $( $(#[$of_variant:meta])* $variant:ident = $word:literal ),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        $visibility enum $name {
            $( $(#[$of_variant])* $variant ),*
        }

        impl $crate::word::Word for $name {
            const WORDS: &'static [(&'static str, Self)] = &[$( ($word, Self::$variant) ),*];
        }

        #[allow(dead_code, reason = "not every word is written back")]
        impl $name {
            /// The one that is written so.
            pub fn of_word(text: &str) -> Option<Self> {
                $crate::word::Word::of_word(text)
            }

            /// How it is written.
            pub const fn word(self) -> &'static str {
                match self {
                    $( Self::$variant => $word ),*
                }
            }
        }
    };
}
pub(crate) use words;
