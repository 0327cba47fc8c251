//! `verify`: whether what is kept is whole.

use super::output::outln;
use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::message::Message;
use crate::texts::Texts;
use crate::verify::{CHECKS, Desk, sentences};

pub(super) fn run(context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let texts = Context::texts_of(&workspace)?;
    let mut is_whole = true;
    let store = match context.store(&workspace) {
        Ok(store) => Some(store),
        Err(error) => {
            is_whole = false;
            told(&sentences(&error), &texts)?;
            None
        }
    };
    let desk = Desk {
        workspace: &workspace,
        store: store.as_ref(),
    };
    for check in CHECKS {
        let Some(looked) = check(&desk) else {
            continue;
        };
        let word = if looked.wrong.is_empty() {
            texts.word("commands.verify.whole")
        } else {
            texts.word("commands.verify.broken")
        };
        outln!("{}: {word}", texts.say(&looked.at))?;
        is_whole &= looked.wrong.is_empty();
        told(&looked.wrong, &texts)?;
    }
    Ok(if is_whole { Outcome::Done } else { Outcome::Damaged })
}

/// Each on a line of its own.
fn told(wrong: &[Message], texts: &Texts) -> Result<()> {
    for message in wrong {
        outln!("  {}", texts.say(message))?;
    }
    Ok(())
}
