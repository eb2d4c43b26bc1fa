//! What went wrong, as one sentence in the chosen language, with the exit code.

use std::fmt::Display;
use std::path::Path;
use std::path::PathBuf;

use crate::domain::refusal::Refusal;
use crate::locale;
use crate::locale::Lang;
use crate::ops::Error;
use crate::store::StoreError;
use crate::sync::hub::HubError;

/// The exit code of what is not understood.
pub(crate) const USAGE: u8 = 2;
/// The exit code of what a rule refuses.
pub(crate) const REFUSED: u8 = 3;
/// The exit code of a store that fails or is not sound.
pub(crate) const STORE: u8 = 4;
/// The exit code of an exchange that was done in part: the next time does the rest.
pub(crate) const PARTLY: u8 = 5;

/// A reason to end with another exit code than 0.
#[derive(Debug)]
pub(crate) enum Problem {
    /// A verb, a read model or the store said no.
    Ops(Error),
    /// The command line itself says no: `cli.<code>` is the sentence.
    Own {
        /// The exit code.
        exit: u8,
        /// The name of the sentence.
        code: &'static str,
        /// Its values.
        values: Vec<(&'static str, String)>,
    },
    /// The county's database said no.
    Hub(HubError),
    /// A file that was named cannot be read.
    Unreadable(PathBuf, std::io::Error),
    /// Everything was said already.
    Said(u8),
}

impl<E: Into<Error>> From<E> for Problem {
    fn from(error: E) -> Problem {
        Problem::Ops(error.into())
    }
}

impl Problem {
    fn own(exit: u8, code: &'static str, values: &[(&'static str, &dyn Display)]) -> Problem {
        let values = values
            .iter()
            .map(|(name, value)| (*name, value.to_string()))
            .collect();
        Problem::Own { exit, code, values }
    }

    /// Returns a refusal of the command line.
    pub(crate) fn refused(code: &'static str, values: &[(&'static str, &dyn Display)]) -> Problem {
        Problem::own(REFUSED, code, values)
    }

    /// Returns what the command line cannot understand.
    pub(crate) fn unclear(code: &'static str, values: &[(&'static str, &dyn Display)]) -> Problem {
        Problem::own(USAGE, code, values)
    }

    /// Returns what the store or a file failed at.
    pub(crate) fn failed(code: &'static str, values: &[(&'static str, &dyn Display)]) -> Problem {
        Problem::own(STORE, code, values)
    }

    /// Returns that a file which was named cannot be read.
    pub(crate) fn unreadable(path: &Path, error: std::io::Error) -> Problem {
        Problem::Unreadable(path.to_owned(), error)
    }

    /// Returns what a file of the hall failed at; one that is there already is a refusal.
    pub(crate) fn file(path: &Path, source: std::io::Error) -> Problem {
        Problem::from(StoreError::Io {
            what: "write",
            path: path.to_owned(),
            source,
        })
    }

    /// Returns the exit code.
    pub(crate) fn exit(&self) -> u8 {
        match self {
            Problem::Ops(Error::Store(error)) => match error {
                StoreError::AlreadyThere { .. } | StoreError::NotReadOnly(_) => REFUSED,
                StoreError::Io { source, .. }
                    if source.kind() == std::io::ErrorKind::AlreadyExists =>
                {
                    REFUSED
                }
                _ if error.is_of_query() => USAGE,
                _ => STORE,
            },
            Problem::Ops(error) => error.exit_code(),
            Problem::Own { exit, .. } | Problem::Said(exit) => *exit,
            Problem::Hub(error) => match error {
                HubError::Address(_) => USAGE,
                HubError::Changed(_)
                | HubError::Newer { .. }
                | HubError::NotOurs
                | HubError::NoHub => REFUSED,
                _ => STORE,
            },
            Problem::Unreadable(..) => USAGE,
        }
    }

    /// Returns the word that names the problem.
    pub(crate) fn code(&self) -> String {
        match self {
            Problem::Ops(Error::Refused(refusal)) => refusal.code(),
            Problem::Ops(Error::Usage(misuse)) => misuse.code(),
            Problem::Ops(Error::Config(_)) => "settings".to_owned(),
            Problem::Ops(Error::Store(error)) => error.code().to_owned(),
            Problem::Ops(Error::Sync(error)) => error.code().to_owned(),
            Problem::Own { code, .. } => (*code).to_owned(),
            Problem::Hub(error) => error.code().to_owned(),
            Problem::Unreadable(..) => "file_unreadable".to_owned(),
            Problem::Said(_) => "said".to_owned(),
        }
    }

    /// Returns the sentence.
    pub(crate) fn message(&self, lang: Lang) -> String {
        match self {
            Problem::Ops(Error::Refused(refusal)) => refused(lang, refusal),
            Problem::Ops(Error::Usage(misuse)) => locale::misuse(lang, misuse),
            Problem::Ops(Error::Config(error)) => locale::settings(lang, error),
            Problem::Ops(Error::Store(error)) => locale::store(lang, error),
            Problem::Ops(Error::Sync(error)) => locale::sync(lang, error),
            Problem::Own { code, values, .. } => {
                let values: Vec<(&str, &dyn Display)> = values
                    .iter()
                    .map(|(name, value)| (*name, value as &dyn Display))
                    .collect();
                lang.say(&format!("cli.{code}"), &values)
            }
            Problem::Hub(error) => locale::hub(lang, error),
            Problem::Unreadable(path, error) => lang.say(
                "cli.file_unreadable",
                &[
                    ("path", &path.display()),
                    ("why", &locale::system(lang, error)),
                ],
            ),
            Problem::Said(_) => String::new(),
        }
    }
}

fn refused(lang: Lang, refusal: &Refusal) -> String {
    locale::refusal(lang, refusal)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the names of sentences that the sources give to `refused(`, `unclear(` and `failed(`.
    fn codes() -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![std::path::PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src/cli"
        ))];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                if path.ends_with("problem.rs") {
                    continue;
                }
                let source = std::fs::read_to_string(path).unwrap();
                for opening in ["Problem::refused(", "Problem::unclear(", "Problem::failed("] {
                    found.extend(
                        source
                            .split(opening)
                            .skip(1)
                            .filter_map(|rest| {
                                rest.trim_start().strip_prefix('"')?.split('"').next()
                            })
                            .map(ToOwned::to_owned),
                    );
                }
            }
        }
        found
    }

    #[test]
    fn every_problem_of_the_command_line_has_a_sentence() {
        let codes = codes();
        assert!(codes.len() > 5, "the sources were not found");
        for code in codes {
            for lang in Lang::ALL {
                assert!(lang.lookup(&format!("cli.{code}")).is_some(), "cli.{code}");
            }
        }
    }
}
