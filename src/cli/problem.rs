//! What went wrong, as one sentence in the chosen language, with the exit code.

use std::fmt::Display;
use std::path::Path;
use std::path::PathBuf;

use rusqlite::ErrorCode;

use crate::config::ConfigError;
use crate::config::fault::What;
use crate::domain::refusal::Refusal;
use crate::locale;
use crate::locale::Lang;
use crate::ops::Error;
use crate::store::StoreError;
use crate::store::error::BackupFault;

mod sql;

/// The exit code of what is not understood.
pub(crate) const USAGE: u8 = 2;
/// The exit code of what a rule refuses.
pub(crate) const REFUSED: u8 = 3;
/// The exit code of a store that fails or is not sound.
pub(crate) const STORE: u8 = 4;

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
                _ if is_of_query(error) => USAGE,
                _ => STORE,
            },
            Problem::Ops(error) => error.exit_code(),
            Problem::Own { exit, .. } | Problem::Said(exit) => *exit,
            Problem::Unreadable(..) => USAGE,
        }
    }

    /// Returns the word that names the problem.
    pub(crate) fn code(&self) -> String {
        match self {
            Problem::Ops(Error::Refused(refusal)) => refusal.code(),
            Problem::Ops(Error::Usage(misuse)) => misuse.code(),
            Problem::Ops(Error::Config(_)) => "settings".to_owned(),
            Problem::Ops(Error::Store(error)) => store_code(error).to_owned(),
            Problem::Own { code, .. } => (*code).to_owned(),
            Problem::Unreadable(..) => "file_unreadable".to_owned(),
            Problem::Said(_) => "said".to_owned(),
        }
    }

    /// Returns the sentence.
    pub(crate) fn message(&self, lang: Lang) -> String {
        match self {
            Problem::Ops(Error::Refused(refusal)) => refused(lang, refusal),
            Problem::Ops(Error::Usage(misuse)) => locale::misuse(lang, misuse),
            Problem::Ops(Error::Config(error)) => settings(lang, error),
            Problem::Ops(Error::Store(error)) => store(lang, error),
            Problem::Own { code, values, .. } => {
                let values: Vec<(&str, &dyn Display)> = values
                    .iter()
                    .map(|(name, value)| (*name, value as &dyn Display))
                    .collect();
                lang.say(&format!("cli.{code}"), &values)
            }
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

fn settings(lang: Lang, error: &ConfigError) -> String {
    match error {
        ConfigError::Io { path, source } => lang.say(
            "cli.settings_unreadable",
            &[
                ("path", &path.display()),
                ("why", &locale::system(lang, source)),
            ],
        ),
        ConfigError::Form { path, fault } => lang.say(
            "cli.settings_wrong",
            &[
                ("path", &path.display()),
                ("line", &fault.line),
                ("why", &wrong(lang, &fault.what)),
            ],
        ),
    }
}

/// Says what is wrong with a setting.
fn wrong(lang: Lang, what: &What) -> String {
    match what {
        What::Syntax => lang.tr("cli.setting_syntax").to_owned(),
        What::Twice => lang.tr("cli.setting_twice").to_owned(),
        What::Unknown { key, like: None } => lang.say("cli.setting_unknown", &[("key", key)]),
        What::Unknown {
            key,
            like: Some(like),
        } => lang.say("cli.setting_like", &[("key", key), ("like", like)]),
        What::Type { key, sample } => {
            lang.say("cli.setting_type", &[("key", key), ("sample", sample)])
        }
        What::Rule { section, key } => {
            let rule = match (*section, *key) {
                ("bands", "first" | "last") => "cli.rule_numbers",
                ("bands", _) => "cli.rule_letter",
                ("hall", "name") => "cli.rule_name",
                ("hall", "code") => "cli.rule_code",
                ("hall", _) => "cli.rule_offset",
                ("calls", "max_recalls") => "cli.rule_recalls",
                _ => "cli.rule_span",
            };
            lang.say(
                "cli.setting_rule",
                &[("key", key), ("rule", &lang.tr(rule))],
            )
        }
    }
}

/// Returns whether an error is the statement's, not the store's.
fn is_of_query(error: &StoreError) -> bool {
    let sound = |source: &rusqlite::Error| {
        !matches!(
            source.sqlite_error_code(),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::SystemIoFailure)
        )
    };
    match error {
        StoreError::Sqlite {
            what: "read that query" | "answer that query",
            source,
        } => sound(source),
        _ => false,
    }
}

fn store_code(error: &StoreError) -> &'static str {
    match error {
        _ if is_of_query(error) => "query_wrong",
        StoreError::Sqlite { .. } => "store_sqlite",
        StoreError::Io { source, .. } if source.kind() == std::io::ErrorKind::AlreadyExists => {
            "file_there"
        }
        StoreError::Io { .. } => "store_file",
        StoreError::NotThere { .. } => "store_missing",
        StoreError::AlreadyThere { .. } => "store_there",
        StoreError::NotLocal { .. } => "store_not_local",
        StoreError::OldSqlite { .. } => "store_old_sqlite",
        StoreError::TooNew { .. } => "store_too_new",
        StoreError::MigrationChanged { .. } => "store_migration",
        StoreError::BadEntry { .. } => "store_entry",
        StoreError::BadView { .. } => "store_view",
        StoreError::BehindHighWater { .. } => "store_behind",
        StoreError::NotAsMarked { .. } => "store_replaced",
        StoreError::MarksMissing => "store_unmarked",
        StoreError::NotReadOnly(_) => "query_writes",
        StoreError::BadBackup { .. } => "backup_bad",
    }
}

fn store(lang: Lang, error: &StoreError) -> String {
    let key = format!("cli.{}", store_code(error));
    match error {
        StoreError::Io { path, source, .. } => {
            let why = locale::system(lang, source);
            lang.say(&key, &[("path", &path.display()), ("why", &why)])
        }
        StoreError::Sqlite { source, .. } if is_of_query(error) => {
            lang.say(&key, &[("why", &sql::statement(lang, source))])
        }
        StoreError::Sqlite { source, .. } => {
            lang.say(&key, &[("why", &sql::database(lang, source))])
        }
        StoreError::NotThere { path } | StoreError::AlreadyThere { path } => {
            lang.say(&key, &[("path", &path.display())])
        }
        StoreError::NotLocal { path, kind } => {
            lang.say(&key, &[("path", &path.display()), ("kind", kind)])
        }
        StoreError::BadBackup { path, why } => {
            let why = lang.tr(match why {
                BackupFault::Missing => "cli.backup_missing",
                BackupFault::NoStore(_) => "cli.backup_no_store",
                BackupFault::Unsound(_) => "cli.backup_unsound",
            });
            lang.say(&key, &[("path", &path.display()), ("why", &why)])
        }
        StoreError::OldSqlite { found, .. } => lang.say(&key, &[("found", found)]),
        StoreError::TooNew { found, known } => {
            lang.say(&key, &[("found", found), ("known", known)])
        }
        StoreError::MigrationChanged { step } => lang.say(&key, &[("step", step)]),
        StoreError::BadEntry { log, seq, .. } => lang.say(&key, &[("log", log), ("entry", seq)]),
        StoreError::BadView { table, value } => {
            lang.say(&key, &[("table", table), ("value", value)])
        }
        StoreError::BehindHighWater { log, found, wanted } => {
            lang.say(&key, &[("log", log), ("found", found), ("wanted", wanted)])
        }
        StoreError::NotAsMarked { log, seq } => lang.say(&key, &[("log", log), ("seq", seq)]),
        StoreError::NotReadOnly(_) | StoreError::MarksMissing => lang.say(&key, &[]),
    }
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

    #[test]
    fn every_failure_of_the_store_has_a_sentence() {
        let path = || std::path::PathBuf::from("/x");
        let io = |kind| StoreError::Io {
            what: "read",
            path: path(),
            source: std::io::Error::from(kind),
        };
        let failures = [
            StoreError::Sqlite {
                what: "x",
                source: rusqlite::Error::InvalidQuery,
            },
            StoreError::Sqlite {
                what: "read that query",
                source: rusqlite::Error::InvalidQuery,
            },
            io(std::io::ErrorKind::AlreadyExists),
            io(std::io::ErrorKind::NotFound),
            StoreError::NotThere { path: path() },
            StoreError::AlreadyThere { path: path() },
            StoreError::NotLocal {
                path: path(),
                kind: "NFS",
            },
            StoreError::OldSqlite {
                found: "3.1",
                wanted: "3.2",
            },
            StoreError::TooNew { found: 9, known: 1 },
            StoreError::MigrationChanged { step: 1 },
            StoreError::BadEntry {
                log: 1,
                seq: 2,
                why: "x".into(),
            },
            StoreError::BadView {
                table: "t",
                value: "v".into(),
            },
            StoreError::BehindHighWater {
                log: "l".into(),
                found: 1,
                wanted: 2,
            },
            StoreError::NotAsMarked {
                log: "l".into(),
                seq: 1,
            },
            StoreError::MarksMissing,
            StoreError::NotReadOnly("x".into()),
            StoreError::BadBackup {
                path: path(),
                why: BackupFault::NoStore("x".into()),
            },
        ];
        for failure in failures {
            let problem = Problem::from(failure);
            for lang in Lang::ALL {
                let said = problem.message(lang);
                assert!(!said.contains(['⟦', '{']), "{said}");
            }
        }
    }
}
