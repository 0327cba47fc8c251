//! The help of the command line in the reader's language: what `clap` knows of commands and options, worded by the texts
//! of `help`, where they stand by command and option; what several commands share stands under `shared`.

use clap::{Arg, ArgAction, Command};

use crate::locale::Locale;
use crate::texts::Texts;

/// `command` with its subcommands and options in the words of `texts`.
pub(super) fn worded(command: Command, texts: &Texts) -> Command {
    word(command, "duebook", texts)
}

/// What one command is called in the texts: `incentive.calculate`, and the program itself `duebook`.
fn word(mut command: Command, path: &str, texts: &Texts) -> Command {
    let text = |name: &str| texts.find(&format!("help.{path}.{name}")).map(str::to_owned);
    if let Some(about) = text("about") {
        command = command.about(about);
    }
    if let Some(after) = text("after") {
        command = command.after_help(after);
    }
    command = command.mut_args(|arg| word_arg(arg, path, texts));
    if texts.locale() != Locale::En {
        command = in_own_frame(command, path, texts);
    }
    command.mut_subcommands(|sub| {
        let path = match path {
            "duebook" => sub.get_name().to_owned(),
            above => format!("{above}.{}", sub.get_name()),
        };
        word(sub, &path, texts)
    })
}

/// What `clap` itself says in English: headings, and the options every command has.
fn in_own_frame(command: Command, path: &str, texts: &Texts) -> Command {
    let text = |name: &str| texts.find(&format!("help.{name}")).unwrap_or_default().to_owned();
    let last = usize::MAX;
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let version = Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version);
    let mut command = command
        .help_template(format!(
            "{{before-help}}{{about-with-newline}}\n{}{{usage}}\n\n{{all-args}}{{after-help}}",
            text("usage")
        ))
        .subcommand_help_heading(text("commands"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(help.help(text("help")).display_order(last - 1));
    if path == "duebook" {
        command = command.arg(version.help(text("version")).display_order(last));
    }
    command.mut_args(|arg| {
        let heading = if arg.is_positional() { "arguments" } else { "options" };
        arg.help_heading(text(heading))
    })
}

/// The text of `name` for the option of a command: its own, or the one it shares with others.
fn find<'t>(texts: &'t Texts, path: &str, name: &str) -> Option<&'t str> {
    let own = texts.find(&format!("help.{path}.{name}"));
    own.or_else(|| texts.find(&format!("help.shared.{name}")))
}

fn word_arg(arg: Arg, path: &str, texts: &Texts) -> Arg {
    let id = arg.get_id().to_string();
    let Some(help) = find(texts, path, &id).map(str::to_owned) else {
        return arg;
    };
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .map(|v| v.get_name().to_owned())
        .collect();
    let value_text = |value: &String| find(texts, path, &format!("values.{id}.{value}"));
    let are_told = values.iter().any(|value| value_text(value).is_some());
    // Clap says the rest in English: what is given by default and which values there are.
    if texts.locale() == Locale::En && !are_told {
        return arg.help(help);
    }
    let text = |name: &str| texts.find(&format!("help.{name}")).unwrap_or_default();
    let takes_values = arg.get_action().takes_values();
    let defaults = arg.get_default_values().iter().map(|value| value.to_string_lossy());
    let defaults: Vec<String> = defaults.filter(|_| takes_values).map(Into::into).collect();
    let default = (!defaults.is_empty()).then(|| text("default").replace("{value}", &defaults.join(",")));
    let one_of = (takes_values && !values.is_empty()).then(|| text("one_of").replace("{values}", &values.join(", ")));
    let short: Vec<&str> = [Some(help.as_str()), default.as_deref(), one_of.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    let arg = arg
        .help(short.join(" "))
        .hide_default_value(takes_values)
        .hide_possible_values(takes_values);
    if !are_told {
        return arg;
    }
    let width = values.iter().map(|value| value.chars().count()).max().unwrap_or(0) + 1;
    let lines = values.iter().map(|value| {
        let name = format!("{value}:");
        format!("\n- {name:width$} {}", value_text(value).unwrap_or_default())
    });
    let mut long = format!("{help}\n\n{}{}", text("possible_values"), lines.collect::<String>());
    if let Some(default) = default {
        long = format!("{long}\n\n{default}");
    }
    arg.long_help(long)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory as _;

    use super::super::commands::Cli;
    use super::*;

    fn each(command: &Command, see: &mut impl FnMut(&Command)) {
        see(command);
        for sub in command.get_subcommands() {
            each(sub, see);
        }
    }

    #[test]
    fn everything_is_told_in_both_languages() {
        for locale in [Locale::ZhCn, Locale::En] {
            let command = worded(Cli::command(), &Texts::shipped(locale));
            command.clone().debug_assert();
            let mut silent = Vec::new();
            each(&command, &mut |command| {
                let name = command.get_name();
                if command.get_about().is_none() {
                    silent.push(name.to_owned());
                }
                let args = command.get_arguments().filter(|arg| arg.get_help().is_none());
                silent.extend(args.map(|arg| format!("{name} {}", arg.get_id())));
            });
            assert_eq!(silent, <[String; 0]>::default(), "{locale:?}");
        }
    }

    fn collect(command: &Command, path: &str, known: &mut BTreeSet<String>) {
        for name in ["about", "after"] {
            known.insert(format!("{path}.{name}"));
        }
        for arg in command.get_arguments() {
            for place in [path, "shared"] {
                known.insert(format!("{place}.{}", arg.get_id()));
                for value in arg.get_possible_values() {
                    known.insert(format!("{place}.values.{}.{}", arg.get_id(), value.get_name()));
                }
            }
        }
        for sub in command.get_subcommands() {
            let path = match path {
                "duebook" => sub.get_name().to_owned(),
                above => format!("{above}.{}", sub.get_name()),
            };
            collect(sub, &path, known);
        }
    }

    fn keys(table: &toml::Table, prefix: &str, out: &mut Vec<String>) {
        for (key, value) in table {
            match value {
                toml::Value::Table(inner) => keys(inner, &format!("{prefix}{key}."), out),
                _ => out.push(format!("{prefix}{key}")),
            }
        }
    }

    /// A text of an option that is gone would be worded for nobody.
    #[test]
    fn every_text_is_of_something() {
        let mut known = BTreeSet::new();
        collect(&Cli::command(), "duebook", &mut known);
        let mut texts = Vec::new();
        let all = Texts::shipped(Locale::En);
        keys(all.table()["help"].as_table().unwrap(), "", &mut texts);
        texts.retain(|key| key.contains('.') && !known.contains(key));
        assert_eq!(texts, <[String; 0]>::default());
    }
}
