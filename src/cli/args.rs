//! The command line's own words: help in the chosen language, and what was typed and means nothing
//! as one sentence of ours instead of the reader's.

use std::ffi::OsString;

use clap::Arg;
use clap::ArgAction;
use clap::Command;
use clap::error::ContextKind;
use clap::error::ContextValue;
use clap::error::ErrorKind;

use crate::cli::Common;
use crate::cli::problem::Problem;
use crate::locale::Lang;

/// Reads the common options before the arguments are, so that help and errors have a language and
/// a form. A value that means nothing is left out; it is said when the arguments are read.
pub(super) fn early(args: &[OsString]) -> Common {
    let mut common = Common::default();
    let mut words = args.iter().skip(1).filter_map(|arg| arg.to_str());
    while let Some(word) = words.next() {
        let (name, given) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word, None),
        };
        match name {
            "--json" => common.json = true,
            "--lang" => common.lang = given.or_else(|| words.next()).and_then(Lang::from_tag),
            "--store" => common.store = given.or_else(|| words.next()).map(Into::into),
            _ => {}
        }
    }
    common
}

/// Puts the sentences of a language into the help of a command and all below it.
pub(super) fn in_language(command: Command, lang: Lang) -> Command {
    let mut command = speak(command, lang, "");
    command.build();
    with_usage(command, lang)
}

/// Puts the sentences in; `path` is the command's key, empty for the program itself.
fn speak(command: Command, lang: Lang, path: &str) -> Command {
    let about = lang.tr(&format!(
        "cli_help.{}",
        if path.is_empty() { "yizhan" } else { path }
    ));
    let own_help = command.is_disable_help_flag_set();
    let mut command = command
        .about(about)
        .long_about(None::<&str>)
        .help_template(lang.tr("cli_help.template"))
        .subcommand_help_heading(lang.tr("cli_help.commands"))
        .subcommand_value_name(lang.tr("cli_help.command"))
        .mut_args(|arg| spoken(arg, lang, path))
        .disable_help_flag(true);
    if !own_help {
        command = command.arg(spoken(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help),
            lang,
            "",
        ));
    }
    if path.is_empty() {
        command = command.disable_version_flag(true).arg(spoken(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version),
            lang,
            "",
        ));
    }
    command.mut_subcommands(|sub| {
        let path = match path {
            "" => sub.get_name().to_owned(),
            _ => format!("{path}-{}", sub.get_name()),
        };
        speak(sub, lang, &path)
    })
}

fn spoken(arg: Arg, lang: Lang, path: &str) -> Arg {
    let heading = lang.tr(match (arg.is_positional(), path) {
        (true, _) => "cli_help.arguments",
        (false, "") => "cli_help.common",
        (false, _) => "cli_help.options",
    });
    let help = lang.tr(&arg_key(arg.get_id().as_str(), path));
    let arg = arg.help(help).long_help(None::<&str>).help_heading(heading);
    if !arg.get_action().takes_values() {
        return arg;
    }
    let name = arg
        .get_value_names()
        .and_then(|names| names.first())
        .map(|name| format!("cli_help.value-{}", name.as_str().to_ascii_lowercase()));
    // The help says what may be written and what counts when nothing is.
    let arg = arg.hide_default_value(true).hide_possible_values(true);
    match name.and_then(|name| lang.lookup(&name)) {
        Some(name) => arg.value_name(name),
        None => arg,
    }
}

/// Returns the key of an argument: the program's own options have no path.
fn arg_key(id: &str, path: &str) -> String {
    if path.is_empty() {
        format!("cli_help.option-{id}")
    } else {
        format!("cli_help.{path}-{id}")
    }
}

/// Replaces what the usage line says in English; only a command that is built knows its line.
fn with_usage(mut command: Command, lang: Lang) -> Command {
    let usage = command.render_usage().to_string();
    let usage = usage
        .trim_start_matches("Usage:")
        .trim()
        .replace("[OPTIONS]", lang.tr("cli_help.usage_options"));
    command
        .override_usage(usage)
        .mut_subcommands(|sub| with_usage(sub, lang))
}

/// Returns what a mistake of the command line is, as a problem with a sentence.
pub(super) fn problem(
    error: &clap::Error,
    command: &Command,
    args: &[OsString],
    lang: Lang,
) -> Problem {
    let (at, path) = reached(command, args);
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => texts.first().cloned(),
        _ => None,
    };
    let given = text(ContextKind::InvalidArg).unwrap_or_default();
    let arg = shown(&given);
    let wanted = help_of(at, &given).unwrap_or_else(|| lang.tr("cli_help.see").to_owned());
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => Problem::unclear(
            "usage_arg_no_value",
            &[("arg", &arg), ("wanted", &wanted), ("command", &path)],
        ),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Problem::unclear(
            "usage_arg_value",
            &[
                ("value", &value),
                ("arg", &arg),
                ("wanted", &wanted),
                ("command", &path),
            ],
        ),
        ErrorKind::UnknownArgument => match text(ContextKind::SuggestedArg) {
            Some(like) => Problem::unclear(
                "usage_arg_like",
                &[("arg", &arg), ("like", &shown(&like)), ("command", &path)],
            ),
            None => Problem::unclear("usage_arg_unknown", &[("arg", &arg), ("command", &path)]),
        },
        ErrorKind::InvalidSubcommand => {
            let name = text(ContextKind::InvalidSubcommand).unwrap_or_default();
            match nearest(&name, at.get_subcommands().map(Command::get_name)) {
                Some(like) => Problem::unclear(
                    "command_like",
                    &[("name", &name), ("like", &like), ("command", &path)],
                ),
                None => Problem::unclear("command_unknown", &[("name", &name), ("command", &path)]),
            }
        }
        ErrorKind::MissingRequiredArgument => Problem::unclear(
            "usage_arg_missing",
            &[("arg", &arg), ("wanted", &wanted), ("command", &path)],
        ),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let known: Vec<&str> = at.get_subcommands().map(Command::get_name).collect();
            Problem::unclear(
                "command_missing",
                &[
                    ("command", &path),
                    ("known", &known.join(lang.tr("cli.comma"))),
                ],
            )
        }
        ErrorKind::TooManyValues => Problem::unclear(
            "usage_arg_value_extra",
            &[("arg", &arg), ("value", &value), ("command", &path)],
        ),
        ErrorKind::ArgumentConflict => match text(ContextKind::PriorArg).map(|arg| shown(&arg)) {
            Some(other) if other != arg => {
                Problem::unclear("usage_arg_both", &[("arg", &arg), ("other", &other)])
            }
            _ => Problem::unclear("usage_arg_twice", &[("arg", &arg)]),
        },
        ErrorKind::InvalidUtf8 => Problem::unclear("usage_arg_utf8", &[]),
        _ => Problem::unclear("usage_arg_other", &[("command", &path)]),
    }
}

/// Returns the word most like the one given, unless it is only a little like it.
fn nearest<'w>(given: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    words
        .map(|word| (strsim::jaro_winkler(given, word), word))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

/// Returns the option itself, without the name of its value.
fn shown(arg: &str) -> String {
    let word = arg.split([' ', '=']).next().unwrap_or_default();
    word.trim_end_matches('.').to_owned()
}

fn help_of(command: &Command, given: &str) -> Option<String> {
    command
        .get_arguments()
        .find(|arg| arg.to_string() == given)
        .and_then(|arg| arg.get_help())
        .map(ToString::to_string)
}

/// Finds the command that the words lead to, and how it is called.
fn reached<'c>(command: &'c Command, args: &[OsString]) -> (&'c Command, String) {
    let mut at = command;
    let mut path = command.get_name().to_owned();
    let mut words = args.iter().skip(1).filter_map(|arg| arg.to_str());
    while let Some(word) = words.next() {
        if let Some(name) = word.strip_prefix("--") {
            let takes =
                |arg: &&Arg| arg.get_long() == Some(name) && arg.get_action().takes_values();
            if at.get_arguments().any(|arg| takes(&arg)) {
                words.next();
            }
        } else if let Some(sub) = at.find_subcommand(word) {
            at = sub;
            path = format!("{path} {word}");
        }
    }
    (at, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::CommandFactory;

    fn each(command: &Command, seen: &mut impl FnMut(&Command)) {
        seen(command);
        for sub in command.get_subcommands() {
            each(sub, seen);
        }
    }

    #[test]
    fn the_command_line_is_put_together_without_a_clash() {
        for lang in Lang::ALL {
            in_language(Cli::command(), lang).debug_assert();
        }
    }

    #[test]
    fn every_command_and_argument_has_its_sentence_in_both_languages() {
        for lang in Lang::ALL {
            let mut count = 0;
            each(&in_language(Cli::command(), lang), &mut |command| {
                let about = command
                    .get_about()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                assert!(!about.contains('⟦') && !about.is_empty(), "{about}");
                for arg in command.get_arguments() {
                    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                    assert!(
                        !help.contains('⟦') && !help.is_empty(),
                        "{} {help}",
                        arg.get_id()
                    );
                    count += 1;
                }
            });
            assert!(count > 50, "the arguments were not found");
        }
    }

    #[test]
    fn the_help_of_a_chinese_hall_has_no_english_heading() {
        each(&in_language(Cli::command(), Lang::ZhCn), &mut |command| {
            let help = command.clone().render_long_help().to_string();
            for english in [
                "Usage",
                "Options",
                "OPTIONS",
                "Commands",
                "COMMAND",
                "Arguments",
                "Print",
                "default:",
                "possible",
            ] {
                assert!(!help.contains(english), "{english} in:\n{help}");
            }
        });
    }

    #[test]
    fn the_language_is_known_before_the_arguments_are_read() {
        let words = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        let common = early(&words("yizhan due --lang=en --nosuch --json --store /x"));
        assert_eq!((common.lang, common.json), (Some(Lang::En), true));
        assert_eq!(common.store, Some("/x".into()));
        assert_eq!(early(&words("yizhan --lang xx")).lang, None);
        assert_eq!(early(&words("yizhan --lang")).lang, None);
    }
}
